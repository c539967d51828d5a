using System.Collections.Immutable;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>One reason why something matters, by a rule of <c>Data/attention.tsv</c> or <c>Data/conditions.tsv</c>.</summary>
/// <param name="Words">For the reader: <c>anticoagulant, a high-risk medicine</c>.</param>
/// <param name="Points">After what age takes away.</param>
internal sealed record AttentionReason(string Rule, string Words, decimal Points, ImmutableArray<Evidence> Evidence);

/// <summary>Something of a chart with everything that speaks for telling it first.</summary>
/// <param name="Key">What it is about: two reasons for one key count together.</param>
/// <param name="Line">The fact itself.</param>
internal sealed record AttentionItem(string Key, ChartLine Line, ImmutableArray<AttentionReason> Reasons)
{
    /// <summary>Points of the strongest reason, and a fifth of those of each other.</summary>
    public decimal Score => Reasons.Max(r => r.Points) + (Reasons.Sum(r => r.Points) - Reasons.Max(r => r.Points)) / 5;

    /// <summary>The fact and why it was chosen; the points, as a calculation that shows the rules.</summary>
    public Statement In(string section)
    {
        var ordered = Reasons.OrderByDescending(r => r.Points).ToArray();
        var why = string.Join("; ", ordered.Select(r => r.Words).Distinct(StringComparer.Ordinal));
        var points = new Calculation(ChartIndex.SourceId, string.Join(" + ", ordered.Select((r, i) => $"{(i == 0 ? "" : "1/5 of ")}{r.Rule} {ChartWords.Number(r.Points)}")), Score, "{points}");
        return Line.With($" Why: {why}.", [.. ordered.SelectMany(r => r.Evidence), points]).In(section);
    }
}
