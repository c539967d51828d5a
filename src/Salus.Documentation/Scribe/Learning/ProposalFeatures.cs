using System.Globalization;

namespace Salus.Documentation.Scribe;

/// <summary>What a proposal shows to the learned ranker, as names a person can read: <c>hpi word pain</c>, <c>plan position 8</c>.</summary>
internal static class ProposalFeatures
{
    public static IReadOnlyList<string> Of(Proposal proposal, VisitReading reading)
    {
        var section = proposal.Section;
        var features = new List<string> { $"{section}", $"{section} score {Bucket(proposal.Score)}", $"{section} length {Math.Min(8, proposal.WordCount / 4)}" };
        if (proposal.Label is not null)
            features.Add($"label {proposal.Label}");
        if (proposal.Leans)
            features.Add($"{section} leans");
        if (proposal.Fixed)
            features.Add($"{section} template");
        if (!proposal.From.IsEmpty)
        {
            var clause = proposal.From[0];
            features.Add($"{section} speaker {clause.Speaker}");
            features.Add(string.Create(CultureInfo.InvariantCulture, $"{section} position {10 * clause.Index / Math.Max(1, reading.Clauses.Length)}"));
            features.Add($"{section} phase {reading.PhaseOf(clause)}");
            foreach (var concept in proposal.From.SelectMany(c => reading.ConceptsOf(c)).Select(m => m.Concept.Kind).Distinct())
                features.Add($"{section} concept {concept}");
        }
        var words = Rouge.Tokens(proposal.Text).Select(word => char.IsAsciiDigit(word[0]) ? "number" : word).ToArray();
        foreach (var word in words.Distinct(StringComparer.Ordinal))
        {
            features.Add($"word {word}");
            features.Add($"{section} word {word}");
        }
        if (words.Length > 0)
            features.Add($"{section} first {string.Join(' ', words.Take(3))}");
        return features;
    }

    private static string Bucket(double score) => Math.Clamp((int)Math.Floor(score), -1, 9).ToString(CultureInfo.InvariantCulture);
}
