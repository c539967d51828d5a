namespace Salus.Documentation.Ask;

/// <summary>Measures of a ranking against graded relevance, as information retrieval uses them.</summary>
internal static class RankScore
{
    /// <summary>Normalised discounted cumulative gain with gain 2^grade − 1 and log2 discount. K. Järvelin, J. Kekäläinen, ACM TOIS 20 (2002) 422-446.</summary>
    /// <param name="grades">Of the passages in ranked order.</param>
    /// <param name="ideal">Of all relevant passages, in any order.</param>
    public static double Ndcg(IEnumerable<int> grades, IEnumerable<int> ideal, int cut = 10)
    {
        var best = Gain(ideal.OrderDescending().Take(cut));
        return best <= 0 ? 0 : Gain(grades.Take(cut)) / best;
    }

    /// <summary>1 / rank of the first passage of at least this grade; 0 when there is none.</summary>
    public static double Reciprocal(IEnumerable<int> grades, int least)
    {
        var rank = 0;
        foreach (var grade in grades)
        {
            rank++;
            if (grade >= least)
                return 1.0 / rank;
        }
        return 0;
    }

    private static double Gain(IEnumerable<int> grades) => grades.Index().Sum(g => (Math.Pow(2, g.Item) - 1) / Math.Log2(g.Index + 2));
}
