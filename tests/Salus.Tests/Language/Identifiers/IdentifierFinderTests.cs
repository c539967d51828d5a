using FsCheck;
using FsCheck.Fluent;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Tests.Language.Identifiers;

public sealed class IdentifierFinderTests
{
    private sealed class Fixed(params IEnumerable<IdentifierSpan> spans) : IIdentifierDetector
    {
        public string Name => "fixed";

        public void Find(IdentifierText text, ICollection<IdentifierSpan> found)
        {
            foreach (var span in spans)
                found.Add(span);
        }
    }

    private static IdentifierSpan Span(int start, int length, IdentifierClass kind, double confidence) => new(new TextSpan(start, length), kind, "fixed", confidence);

    [Fact]
    public void The_most_confident_names_the_class_and_the_rest_stays_flagged()
    {
        var found = new IdentifierFinder(new Fixed(Span(0, 15, IdentifierClass.Address, 0.6), Span(4, 4, IdentifierClass.Name, 0.9))).Find("123 Mary Street");
        Assert.Equal([Span(0, 3, IdentifierClass.Address, 0.6), Span(4, 4, IdentifierClass.Name, 0.9), Span(9, 6, IdentifierClass.Address, 0.6)], found);
    }

    [Fact]
    public void Two_findings_of_one_name_are_one()
    {
        var found = new IdentifierFinder(new Fixed(Span(0, 4, IdentifierClass.Name, 1)), new Fixed(Span(0, 10, IdentifierClass.Name, 0.7))).Find("John Smith");
        Assert.Equal([Span(0, 10, IdentifierClass.Name, 1)], found);
    }

    [Fact]
    public void A_longer_finding_wins_among_equals()
    {
        var found = new IdentifierFinder(new Fixed(Span(0, 4, IdentifierClass.Name, 0.9), Span(0, 14, IdentifierClass.Email, 0.9))).Find("john@site.test");
        Assert.Equal([Span(0, 14, IdentifierClass.Email, 0.9)], found);
    }

    [Fact]
    public void Whatever_anybody_flagged_stays_flagged()
    {
        var span = Gen.Choose(0, 60).SelectMany(start => Gen.Choose(1, 30).SelectMany(length => Gen.Choose(0, 5).SelectMany(kind => Gen.Choose(1, 4).Select(level => Span(start, length, (IdentifierClass)kind, level / 4.0)))));
        var text = string.Concat(Enumerable.Repeat("abcdefgh i", 9));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(20260107, 5), Prop.ForAll(span.ArrayOf().ToArbitrary(), spans =>
        {
            var found = new IdentifierFinder(new Fixed(spans)).Find(text);
            var end = 0;
            foreach (var f in found)
            {
                if (f.Span.Start < end)
                    return false;
                end = f.Span.End;
            }
            return Enumerable.Range(0, text.Length).All(i => !char.IsLetterOrDigit(text[i]) || spans.Any(s => s.Span.Contains(i)) == found.Any(f => f.Span.Contains(i)));
        }));
    }

    [Fact]
    public void A_hundred_thousand_findings_inside_one_are_settled_quickly()
    {
        var text = string.Concat(Enumerable.Repeat("ab ", 100_000));
        var spans = Enumerable.Range(0, 100_000).Select(i => Span(i * 3, 2, IdentifierClass.Name, 0.9)).Prepend(Span(0, text.Length, IdentifierClass.OtherId, 0.3));
        Assert.Equal(100_000, new IdentifierFinder(new Fixed(spans)).Find(text).Length);
    }
}
