using System.Collections.Immutable;

namespace Salus.Language.Retrieval;

/// <summary>
/// Several rankings of the same passages as one: each gives 1 / (60 + rank). Needs no comparable scores.
/// G. V. Cormack, C. L. A. Clarke, S. Büttcher: Reciprocal rank fusion outperforms Condorcet. SIGIR 2009.
/// </summary>
public static class RankFusion
{
    private const float Constant = 60;

    /// <summary>The fused ranking, the best first; equal ones by number.</summary>
    public static ImmutableArray<PassageHit> Fuse(params ReadOnlySpan<IReadOnlyList<int>> rankings)
    {
        var scores = new Dictionary<int, float>();
        foreach (var ranking in rankings)
            for (var rank = 0; rank < ranking.Count; rank++)
                scores[ranking[rank]] = scores.GetValueOrDefault(ranking[rank]) + (1 / (Constant + rank + 1));
        return [.. scores.Select(s => new PassageHit(s.Key, s.Value)).OrderByDescending(h => h.Score).ThenBy(h => h.Passage)];
    }
}
