using Salus.Learning.Trees;

namespace Salus.Learning.Neighbours;

/// <summary>
/// Predicts what the nearest known cases say: the mean of their numbers, or the share of each class (Cover and Hart, IEEE Transactions
/// on Information Theory 13, 1967). Immutable; safe for several threads.
/// </summary>
public sealed class NearestNeighbours
{
    private readonly NeighbourSearch search;
    private readonly TreeTargets targets;

    private NearestNeighbours(NeighbourSearch search, TreeTargets targets, int count)
    {
        if (count < 1 || count > search.RowCount)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"There are {search.RowCount} rows to choose neighbours from.");
        this.search = search;
        this.targets = targets;
        Count = count;
    }

    /// <summary>Neighbours asked.</summary>
    public int Count { get; }

    /// <summary>0 when numbers are predicted.</summary>
    public int Classes => targets.Classes;

    /// <summary>Of classes, numbered from 0.</summary>
    /// <param name="search">Over the known cases.</param>
    /// <param name="labels">One for each known case.</param>
    public static NearestNeighbours Of(NeighbourSearch search, ReadOnlySpan<int> labels, int classes, int count)
    {
        ArgumentNullException.ThrowIfNull(search);
        return new NearestNeighbours(search, TreeTargets.Of(labels, classes, search.RowCount), count);
    }

    /// <summary>Of numbers.</summary>
    /// <inheritdoc cref="Of(NeighbourSearch, ReadOnlySpan{int}, int, int)"/>
    public static NearestNeighbours Of(NeighbourSearch search, ReadOnlySpan<float> values, int count)
    {
        ArgumentNullException.ThrowIfNull(search);
        return new NearestNeighbours(search, TreeTargets.Of(values, search.RowCount), count);
    }

    /// <summary>A number, or of two classes the probability of class 1.</summary>
    /// <exception cref="InvalidOperationException">There are more than two classes: ask <see cref="Probabilities"/>.</exception>
    public double[] Predict(FeatureTable cases, int threads = -1, CancellationToken cancel = default)
    {
        if (targets.Counts)
            throw new InvalidOperationException("There is a probability of each class, not one value.");
        var found = search.Find(cases, Count, threads: threads, cancel: cancel);
        var result = new double[cases.RowCount];
        for (var i = 0; i < found.Rows.Length; i++)
            result[i / Count] += targets.Values[found.Rows[i]] / (double)Count;
        return result;
    }

    /// <summary>The probability of each class, <c>[case, class]</c>, case after case.</summary>
    /// <exception cref="InvalidOperationException">Numbers are predicted.</exception>
    public double[] Probabilities(FeatureTable cases, int threads = -1, CancellationToken cancel = default)
    {
        if (Classes == 0)
            throw new InvalidOperationException("These neighbours predict numbers, not classes.");
        var found = search.Find(cases, Count, threads: threads, cancel: cancel);
        var result = new double[(long)cases.RowCount * Classes];
        for (var i = 0; i < found.Rows.Length; i++)
            result[i / Count * Classes + targets.Labels[found.Rows[i]]] += 1.0 / Count;
        return result;
    }
}
