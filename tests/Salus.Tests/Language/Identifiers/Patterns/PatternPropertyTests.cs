using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Salus.Language;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Patterns;

namespace Salus.Tests.Language.Identifiers.Patterns;

public sealed class PatternPropertyTests
{
    private static readonly IdentifierFinder finder = new(new PatternDetector());

    private static readonly string[] pieces =
    [
        "5", "12", "123", "1977", "62701", "4111111111111111", "/", "-", ".", ",", ":", " ", "\n", "\r\n", "\t", "(", ")", "+", "#", "@", "x", "May", "of", "the", "rd", "MRN", "SSN", "Street", "Oak", "Apt", "IL", "www.", "http://", "a.org",
        "dot", "at", "year", "old", "F", "ninety", "corner of", "and", "PO Box", "é", "\u200B", "\uD83D\uDE00", "\uD800", "Ａ", "\u202E", "straße", "GB82", "(01)", "::", "fe80", "'", "%", "mg", "age", "phone", "S21-", "e\u0301",
    ];

    private static Gen<string> Texts() => Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
        Gen.Elements(pieces).ArrayOf().Select(parts => string.Join(' ', parts)),
        Gen.Elements(pieces).ArrayOf().Select(parts => string.Concat(parts)));

    private static void Holds(Func<string, bool> law) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(600).WithReplay(20260107, 7), Prop.ForAll(Texts().ToArbitrary(), law));

    [Fact]
    public void Findings_lie_in_the_text_in_order_and_do_not_overlap() => Holds(text =>
    {
        var end = 0;
        foreach (var (span, _, _, confidence) in finder.Find(text))
        {
            if (span.Start < end || span.Length < 1 || span.End > text.Length || confidence is <= 0 or > 1)
                return false;
            end = span.End;
        }
        return true;
    });

    [Fact]
    public void The_same_text_gives_the_same_findings() => Holds(text => finder.Find(text).SequenceEqual(finder.Find(text)));

    [Fact]
    public void Every_finding_of_the_detector_lies_in_the_plain_text() => Holds(text =>
    {
        var read = IdentifierText.Of(text);
        var found = new List<IdentifierSpan>();
        new PatternDetector().Find(read, found);
        return found.All(f => f.Span.Start >= 0 && f.Span.Length > 0 && f.Span.End <= read.Plain.Length);
    });

    [Theory]
    [InlineData("1")]
    [InlineData("1-")]
    [InlineData("1 ")]
    [InlineData("1.")]
    [InlineData("1/1/")]
    [InlineData("a")]
    [InlineData("A ")]
    [InlineData("a.")]
    [InlineData("a@")]
    [InlineData("May ")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("(")]
    [InlineData("12 Oak ")]
    [InlineData("dot ")]
    [InlineData("ab-1 ")]
    [InlineData("www.")]
    [InlineData("о")]
    [InlineData("e\u0301")]
    [InlineData("\u200B1")]
    public void Cost_grows_with_the_text_and_no_faster(string piece)
    {
        var detector = new PatternDetector();
        Time(5_000);
        var (less, more) = (Time(40_000), Time(160_000));
        Assert.True(more < (less * 12) + 60, $"{piece}: {less:F0} ms, four times as long {more:F0} ms");

        double Time(int length)
        {
            var text = string.Concat(Enumerable.Repeat(piece, length / piece.Length));
            var watch = Stopwatch.StartNew();
            detector.Find(IdentifierText.Of(text), []);
            return watch.Elapsed.TotalMilliseconds;
        }
    }
}
