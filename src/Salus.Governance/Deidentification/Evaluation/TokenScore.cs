using System.Collections.Immutable;
using System.Globalization;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>
/// Counts words. A word is a run of letters and digits with the apostrophes, marks and unseen characters in it. A planted word is found when all
/// of its planted letters and digits lie in findings of classes that the profile <c>safe-harbor</c> takes out: half of a name found is a leak. A word outside
/// what was planted is wrongly flagged when any character of it lies in such a finding. Findings of classes that stay (year, region, age)
/// change nothing in the output and so count neither way.
/// </summary>
public sealed class TokenScore
{
    private readonly SortedDictionary<IdentifierClass, (int Planted, int Found)> byClass = [];
    private int own;
    private int ownFound;
    private int wrong;

    public int Planted => byClass.Values.Sum(c => c.Planted);

    public int Found => byClass.Values.Sum(c => c.Found);

    public double Recall => Share(Found, Planted);

    /// <summary>Of all words that were flagged, those that were planted.</summary>
    public double Precision => Share(Found, Found + wrong);

    /// <summary>Of the patient's own words that the record holds.</summary>
    public double OwnRecall => Share(ownFound, own);

    public int Own => own;

    public int Wrong => wrong;

    public IEnumerable<(IdentifierClass Class, double Recall, int Planted)> Classes => byClass.Select(c => (c.Key, Share(c.Value.Found, c.Value.Planted), c.Value.Planted));

    /// <summary>Each planted stretch of which a word was not found, with words around it.</summary>
    public List<(IdentifierClass Class, string Value, string Around)> Leaks { get; } = [];

    /// <summary>Those of <see cref="Leaks"/> that are the patient's own.</summary>
    public List<(IdentifierClass Class, string Value, string Around)> OwnLeaks { get; } = [];

    /// <summary>Each finding that touches a word that was not planted.</summary>
    public List<(IdentifierClass Class, string Value, string Around)> Overreach { get; } = [];

    public static bool MayStay(IdentifierClass kind) => kind is IdentifierClass.Year or IdentifierClass.Region or IdentifierClass.Age;

    public void Add(string text, ImmutableArray<PlantedSpan> planted, IReadOnlyList<(TextSpan Span, IdentifierClass Class)> found)
    {
        var flagged = new bool[text.Length];
        foreach (var (span, kind) in found)
        {
            if (!MayStay(kind))
                flagged.AsSpan(span.Start, span.Length).Fill(true);
        }
        var truth = new bool[text.Length];
        foreach (var span in planted)
        {
            truth.AsSpan(span.Span.Start, span.Span.Length).Fill(true);
            if (!span.MayStay)
                Score(text, span, flagged);
        }
        var reached = new HashSet<int>();
        foreach (var word in Words(text, new TextSpan(0, text.Length)))
        {
            if (truth.AsSpan(word.Start, word.Length).Contains(true) || !flagged.AsSpan(word.Start, word.Length).Contains(true))
                continue;
            wrong++;
            foreach (var (span, kind) in found)
            {
                if (!MayStay(kind) && span.Overlaps(word) && reached.Add(span.Start))
                    Overreach.Add((kind, span.In(text), Around(text, span)));
            }
        }
    }

    /// <summary>Runs of letters and digits in a stretch.</summary>
    public static IEnumerable<TextSpan> Words(string text, TextSpan within)
    {
        for (var i = within.Start; i < within.End; i++)
        {
            if (!char.IsLetterOrDigit(text[i]))
                continue;
            var start = i;
            while (i < within.End && (char.IsLetterOrDigit(text[i]) || IsInner(text, i, within.End)))
                i++;
            yield return TextSpan.FromBounds(start, i);
        }
    }

    public static double Share(int part, int all) => all == 0 ? 100 : 100.0 * part / all;

    private void Score(string text, PlantedSpan span, bool[] flagged)
    {
        var isWhole = true;
        foreach (var word in Words(text, span.Span))
        {
            var isFound = true;
            for (var i = word.Start; i < word.End; i++)
                isFound &= flagged[i] || !char.IsLetterOrDigit(text[i]);
            var (all, hits) = byClass.GetValueOrDefault(span.Class);
            byClass[span.Class] = (all + 1, hits + (isFound ? 1 : 0));
            if (span.Owner is "patient")
                (own, ownFound) = (own + 1, ownFound + (isFound ? 1 : 0));
            isWhole &= isFound;
        }
        if (isWhole)
            return;
        Leaks.Add((span.Class, span.Span.In(text), Around(text, span.Span)));
        if (span.Owner is "patient")
            OwnLeaks.Add(Leaks[^1]);
    }

    private static bool IsInner(string text, int at, int end) =>
        (text[at] is '\'' or '\u2019' && at + 1 < end && char.IsLetter(text[at + 1]))
        || CharUnicodeInfo.GetUnicodeCategory(text[at]) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static string Around(string text, TextSpan span)
    {
        var start = Math.Max(0, span.Start - 40);
        var end = Math.Min(text.Length, span.End + 30);
        return $"{text[start..span.Start]}[[{span.In(text)}]]{text[span.End..end]}".Replace('\n', ' ');
    }
}
