namespace Salus.Learning.Survival;

/// <summary>
/// Whether those with the higher risk have the event first: of all pairs of which one had the event while the other was watched and went on without it, the
/// share in which the first had the higher risk, equal risks counting half (Harrell et al., JAMA 247, 1982, 2543-2546).
/// </summary>
public static class Concordance
{
    /// <param name="risks">One for each spell; more is worse.</param>
    /// <returns>0.5 for chance, 1 for perfect ranks; NaN where no two can be compared.</returns>
    public static double Of(IReadOnlyList<double> risks, IReadOnlyList<Spell> spells)
    {
        ArgumentNullException.ThrowIfNull(risks);
        Spell.Check(spells);
        if (risks.Count != spells.Count)
            throw new ArgumentException($"{risks.Count} risks for {spells.Count} spells.", nameof(risks));
        double[] levels = [.. risks.Distinct().Order()];
        int[] rank = [.. risks.Select(r => Array.BinarySearch(levels, r))];
        int[] byStop = [.. Enumerable.Range(0, spells.Count).OrderByDescending(i => spells[i].Stop)];
        int[] byStart = [.. Enumerable.Range(0, spells.Count).OrderByDescending(i => spells[i].Start)];
        // Counts of the watched by rank, as a Fenwick tree.
        var tree = new int[levels.Length + 1];
        var (watched, left, concordant, pairs) = (0, 0, 0.0, 0.0);
        var failed = new List<int>();
        for (var at = 0; at < byStop.Length;)
        {
            var time = spells[byStop[at]].Stop;
            failed.Clear();
            for (; at < byStop.Length && spells[byStop[at]].Stop.Equals(time); at++)
            {
                if (spells[byStop[at]].Event)
                    failed.Add(byStop[at]);
                else
                    Add(rank[byStop[at]], 1);
            }
            for (; left < byStart.Length && spells[byStart[left]].Start >= time; left++)
                Add(rank[byStart[left]], -1);
            foreach (var i in failed)
            {
                var (lower, notHigher) = (Below(rank[i]), Below(rank[i] + 1));
                concordant += lower + 0.5 * (notHigher - lower);
                pairs += watched;
            }
            foreach (var i in failed)
                Add(rank[i], 1);
        }
        return pairs > 0 ? concordant / pairs : double.NaN;

        void Add(int place, int change)
        {
            watched += change;
            for (var i = place + 1; i < tree.Length; i += i & -i)
                tree[i] += change;
        }

        int Below(int place)
        {
            var sum = 0;
            for (var i = place; i > 0; i -= i & -i)
                sum += tree[i];
            return sum;
        }
    }
}
