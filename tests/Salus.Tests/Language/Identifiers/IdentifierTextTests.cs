using FsCheck;
using FsCheck.Fluent;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Tests.Language.Identifiers;

public sealed class IdentifierTextTests
{
    private static readonly string[] pieces = ["Jo", "hn", "о", "Иван", "é", "e\u0301", "q\u0336", "\u200B", "\u202E", "\uFEFF", "\u00AD", "５", "Ａ", "\U0001D409", "\U0001D7D7", "\uD83D\uDE00", "\uD800", "\uDC00", "\u0000", "\u00A0", "–", " ", "\n", "7", "\u0301", "٣"];

    private static void Holds(Func<string, bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20260107, 11),
        Prop.ForAll(Gen.OneOf(ArbMap.Default.GeneratorFor<string>().Select(t => t ?? ""), Gen.Elements(pieces).ArrayOf().Select(p => string.Concat(p))).ToArbitrary(), law));

    [Theory]
    [InlineData("J\u043Ehn Sm\u0456th", "John Smith")]
    [InlineData("\u0420\u0435\u0440\u0435 Smith", "Pepe Smith")]
    [InlineData("\u0418\u0432\u0430\u043D\u043E\u0432 \u043E\u043D \u0441\u043E\u043A", "\u0418\u0432\u0430\u043D\u043E\u0432 \u043E\u043D \u0441\u043E\u043A")]
    [InlineData("Jo\u200Bhn\u00AD Sm\u2060ith\uFEFF", "John Smith")]
    [InlineData("\u202Enhoj\u202C \u2066A\u2069", "nhoj A")]
    [InlineData("Jo\u0000hn\u0008", "John")]
    [InlineData("\uFF2A\uFF4F\uFF48\uFF4E \uFF15\uFF15\uFF15\uFF0D\uFF11", "John 555-1")]
    [InlineData("\U0001D409\U0001D428\U0001D421\U0001D427 \U0001D7CF\U0001D7D0", "John 12")]
    [InlineData("Jose\u0301 Mun\u0303oz, J\u0336o\u0336e\u0336", "José Muñoz, Joe")]
    [InlineData("O\u2019Brien 5\u20133\u00A021 \u0663\u0664", "O'Brien 5-3 21 34")]
    [InlineData("Ann \uD83D\uDE00 Lee \uD800", "Ann \uD83D\uDE00 Lee \uD800")]
    public void Reads_a_text_as_a_person_would(string original, string plain) => Assert.Equal(plain, IdentifierText.Of(original).Plain);

    [Fact]
    public void Leaves_plain_text_alone()
    {
        const string Text = "John Smith, 5/3/2021\r\n\tMRN: 12";
        Assert.Same(Text, IdentifierText.Of(Text).Plain);
    }

    [Theory]
    [InlineData("Dr. Jo\u200Bhn\u200B was in", "John", "Jo\u200Bhn")]
    [InlineData("\u202EAnn\u202C x", "Ann", "Ann")]
    [InlineData("of Jose\u0301, 4", "José", "Jose\u0301")]
    [InlineData("of \U0001D409\U0001D428\U0001D427, 4", "Jon", "\U0001D409\U0001D428\U0001D427")]
    [InlineData("a\u0000b\u0001c", "c", "c")]
    public void Leads_back_to_the_original(string original, string found, string there)
    {
        var text = IdentifierText.Of(original);
        var span = text.ToOriginal(new TextSpan(text.Plain.IndexOf(found, StringComparison.Ordinal), found.Length));
        Assert.Equal(there, span.In(original));
    }

    [Fact]
    public void Every_place_leads_into_the_original_and_in_order() => Holds(original =>
    {
        var text = IdentifierText.Of(original);
        var end = 0;
        for (var i = 0; i < text.Plain.Length; i++)
        {
            var span = text.ToOriginal(new TextSpan(i, 1));
            if (span.Start < end || span.Length < 1 || span.End > original.Length)
                return false;
            end = span.End;
        }
        return text.ToOriginal(new TextSpan(-3, original.Length + 9)) is var whole && whole.Start >= 0 && whole.End <= original.Length;
    });

    [Fact]
    public void What_was_read_plainly_is_read_the_same_again() => Holds(original =>
        IdentifierText.Of(IdentifierText.Of(original).Plain).Plain is var twice && IdentifierText.Of(twice).Plain == twice);
}
