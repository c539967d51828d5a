using Salus.Writing;
using FsCheck;
using FsCheck.Fluent;
using Salus.Language;
using Salus.Language.Findings;
using Salus.Language.Medications;
using Salus.Language.Text;
using Salus.Language.Written;

namespace Salus.Tests.Language;

public sealed class LanguagePropertyTests
{
    private static readonly string[] Words =
    [
        "one", "thirty", "over", "eighty", "point", "five", "oh", "hundred", "and", "a", "half", "march", "fifth", "twenty", "milligrams", "percent", "times", "day", "l", "four", "-", ",", ".", "?", "...",
        "no", "not", "n't", "do", "i", "you", "any", "fever", "chest", "pain", "denies", "if", "mother", "had", "left", "knee", "uh", "just", "lisinopril", "20", "mg", "since", "weeks", "ago", "yes", "\u2019s", "\uD83D\uDE00", "\uD800", "é", "\t", "\n", "3/6", "+", "%", "don't", "gon", "na",
    ];

    private static Gen<string> Texts() =>
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
            Gen.Elements(Words).ArrayOf().Select(words => string.Join(' ', words)),
            Gen.Elements(Words).ArrayOf().Select(words => string.Concat(words)));

    private static void Holds(Func<string, bool> law) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260101, 7), Prop.ForAll(Texts().ToArbitrary(), law));

    [Fact]
    public void Tokens_are_ordered_inside_the_text_and_hold_every_visible_character() => Holds(text =>
    {
        var position = 0;
        foreach (var token in Tokenizer.Tokenize(text))
        {
            if (token.Span.Start < position || token.Span.Length < 1 || !string.IsNullOrWhiteSpace(text[position..token.Span.Start]))
                return false;
            position = token.Span.End;
        }

        return string.IsNullOrWhiteSpace(text[position..]);
    });

    [Fact]
    public void Every_span_of_a_rewritten_text_points_into_the_original() => Holds(text =>
    {
        var written = Disfluency.Remove(text).Then(SpokenForm.ToWritten);
        for (var i = 0; i <= written.Text.Length; i++)
        {
            var span = written.ToOriginal(new TextSpan(i, Math.Min(3, written.Text.Length - i)));
            if (span.Start < 0 || span.Length < 0 || span.End > text.Length)
                return false;
        }

        return written.Map.Length == written.Text.Length && written.Map.OriginalLength == text.Length;
    });

    [Fact]
    public void Copied_characters_lead_back_to_themselves() => Holds(text =>
    {
        var written = Disfluency.Remove(text);
        for (var i = 0; i < written.Text.Length; i++)
        {
            if (text[written.ToOriginal(new TextSpan(i, 1)).Start] != written.Text[i])
                return false;
        }

        return true;
    });

    [Fact]
    public void Writing_twice_changes_nothing_more() => Holds(text =>
    {
        var once = SpokenForm.ToWritten(text).Text;
        return SpokenForm.ToWritten(once).Text == once;
    });

    [Fact]
    public void Sentences_hold_every_visible_character() => Holds(text =>
        SentenceSplitter.Spoken(text).Sum(span => span.In(text).Count(c => !char.IsWhiteSpace(c))) == text.Count(c => !char.IsWhiteSpace(c))
        && SentenceSplitter.Note(text).Sum(span => span.In(text).Count(c => !char.IsWhiteSpace(c))) == text.Count(c => !char.IsWhiteSpace(c)));

    [Fact]
    public void Evidence_always_stands_in_the_verbatim_turn() => Holds(text =>
    {
        Utterance[] talk = [new(SpeakerRole.Clinician, "any chest pain , fever ? " + text), new(SpeakerRole.Patient, text), new(SpeakerRole.Note, text), new(SpeakerRole.Unknown, text)];
        var spans = FindingExtractor.Default.Extract(talk).SelectMany(finding => finding.Evidence)
            .Concat(MedicationReader.Default.Extract(talk).SelectMany(medication => medication.Evidence));
        return spans.All(span => span.Start >= 0 && span.Length > 0 && span.Span.End <= talk[span.Utterance].Text.Length);
    });

    [Theory]
    [InlineData("no fever and chest pain , ")]
    [InlineData("one ")]
    [InlineData("lisinopril twenty milligrams ")]
    [InlineData("i do n't have any cough ")]
    [InlineData("'")]
    [InlineData("since ")]
    public void A_quarter_of_a_megabyte_on_one_line_is_read_to_its_end(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 250_000 / unit.Length));
        var findings = FindingExtractor.Default.Extract([new Utterance(SpeakerRole.Patient, text)]);
        Assert.All(findings, finding => Assert.InRange(finding.Named.Span.End, 1, text.Length));
        Assert.Equal(text.Length, SpokenForm.ToWritten(text).Map.OriginalLength);
    }
}
