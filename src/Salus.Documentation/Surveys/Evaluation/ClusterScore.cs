namespace Salus.Documentation.Surveys;

/// <summary>
/// How well a grouping agrees with labels. V-measure: Rosenberg and Hirschberg, EMNLP-CoNLL 2007. Adjusted Rand index: Hubert and Arabie,
/// Journal of Classification 2 (1985). Purity: the share of items whose label is the most frequent one of their group.
/// </summary>
public sealed record ClusterScore(double Homogeneity, double Completeness, double VMeasure, double AdjustedRand, double Purity)
{
    /// <param name="labels">One for each item.</param>
    /// <param name="groups">One for each item, in the same order.</param>
    public static ClusterScore Of(IReadOnlyList<string> labels, IReadOnlyList<string> groups)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(groups);
        if (labels.Count != groups.Count || labels.Count == 0)
            throw new ArgumentException("Labels and groups are of the same, non-empty length.", nameof(groups));
        double n = labels.Count;
        var pairs = labels.Zip(groups).GroupBy(p => p).ToDictionary(g => g.Key, g => (double)g.Count());
        var ofLabel = labels.GroupBy(l => l, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (double)g.Count(), StringComparer.Ordinal);
        var ofGroup = groups.GroupBy(l => l, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (double)g.Count(), StringComparer.Ordinal);
        double Entropy(IEnumerable<double> counts) => -counts.Sum(c => c / n * Math.Log(c / n));
        var (labelEntropy, groupEntropy) = (Entropy(ofLabel.Values), Entropy(ofGroup.Values));
        var given = pairs.Sum(p => -p.Value / n * Math.Log(p.Value / ofGroup[p.Key.Second]));
        var back = pairs.Sum(p => -p.Value / n * Math.Log(p.Value / ofLabel[p.Key.First]));
        var homogeneity = labelEntropy == 0 ? 1 : 1 - (given / labelEntropy);
        var completeness = groupEntropy == 0 ? 1 : 1 - (back / groupEntropy);
        static double Two(double c) => c * (c - 1) / 2;
        var (index, byLabel, byGroup) = (pairs.Values.Sum(Two), ofLabel.Values.Sum(Two), ofGroup.Values.Sum(Two));
        var expected = Two(n) == 0 ? 0 : byLabel * byGroup / Two(n);
        var most = (byLabel + byGroup) / 2;
        var purity = pairs.GroupBy(p => p.Key.Second, StringComparer.Ordinal).Sum(g => g.Max(p => p.Value)) / n;
        return new ClusterScore(homogeneity, completeness, homogeneity + completeness == 0 ? 0 : 2 * homogeneity * completeness / (homogeneity + completeness), Math.Abs(most - expected) < 1e-12 ? 1 : (index - expected) / (most - expected), purity);
    }
}
