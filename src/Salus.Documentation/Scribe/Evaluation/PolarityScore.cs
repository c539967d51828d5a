using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>How many findings that a draft states as present or absent are so in the words that the draft cites for them.</summary>
/// <param name="Stated">Findings in the statements, hedged ones left out.</param>
/// <param name="Compared">Those that the cited words name as well, as present or absent.</param>
/// <param name="Agreeing">Those that the cited words name with the same polarity.</param>
public sealed record PolarityScore(int Stated, int Compared, int Agreeing)
{
    public static PolarityScore None { get; } = new(0, 0, 0);

    public static PolarityScore operator +(PolarityScore a, PolarityScore b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new(a.Stated + b.Stated, a.Compared + b.Compared, a.Agreeing + b.Agreeing);
    }

    /// <param name="turns">The conversation that the draft's quotes point into.</param>
    /// <param name="disagreeing">Receives each statement whose polarity differs, for reading.</param>
    public static PolarityScore Of(Draft draft, IReadOnlyList<Turn> turns, ICollection<string>? disagreeing = null)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(turns);
        var read = new Dictionary<int, IReadOnlyList<StatedFinding>>();
        var score = None;
        foreach (var statement in draft.Statements)
        {
            var cited = statement.Evidence.OfType<Quote>()
                .SelectMany(q => (read.TryGetValue(q.Segment, out var turn) ? turn : read[q.Segment] = StatedFindings.In(turns, q.Segment)).Where(f => f.Span.Start < q.Start + q.Length && f.Span.End > q.Start))
                .Where(f => f.Polarity is not StatedPolarity.Open)
                .ToLookup(f => f.Concept.Id, f => f.Polarity, StringComparer.Ordinal);
            foreach (var finding in StatedFindings.In(statement.Text).Where(f => f.Polarity is not StatedPolarity.Open))
            {
                var said = cited[finding.Concept.Id].ToArray();
                var agrees = said.Contains(finding.Polarity);
                score += new PolarityScore(1, said.Length > 0 ? 1 : 0, agrees ? 1 : 0);
                if (said.Length > 0 && !agrees)
                    disagreeing?.Add($"{statement.Text} ← {string.Join(" / ", statement.Evidence.OfType<Quote>().Select(q => q.Text))}");
            }
        }
        return score;
    }
}
