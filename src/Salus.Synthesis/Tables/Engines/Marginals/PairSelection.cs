using System.Collections.Immutable;
using Salus.Learning.Graphical;
using Salus.Learning.Privacy;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>The pairs of columns that can be measured, and the private choice of the one that the model has most wrong.</summary>
internal sealed class PairSelection
{
    private readonly PrivateCoding[] codings;
    private readonly Contributions contributions;
    private readonly ImmutableArray<int> sizes;
    private readonly int threads;
    private readonly (int One, int Other, double Weight)[] candidates;
    private readonly long[]?[] counts;

    public PairSelection(PrivateCoding[] codings, Contributions contributions, int target, AimOptions options, int threads)
    {
        this.codings = codings;
        this.contributions = contributions;
        this.threads = Math.Max(1, threads);
        sizes = [.. codings.Select(c => c.Coding.Count)];
        candidates = [.. from one in Enumerable.Range(0, sizes.Length)
                         from other in Enumerable.Range(one + 1, sizes.Length - one - 1)
                         where sizes[one] > 1 && sizes[other] > 1
                         select (one, other, target < 0 || one == target || other == target ? 1 : options.WeightWithoutTarget)];
        counts = new long[]?[sizes.Length * sizes.Length];
        Parallel.ForEach(candidates, new ParallelOptions { MaxDegreeOfParallelism = this.threads }, c => counts[c.One * sizes.Length + c.Other] = Count(c.One, c.Other));
    }

    public int PairCount => candidates.Length;

    /// <summary>In the unit of <see cref="Contributions"/>.</summary>
    public long[] Counts(int one, int other) => counts[one * sizes.Length + other]!;

    /// <summary>AIM's quality: how far the model's counts are from the true ones beyond what noise of this size would add, weighted by what the pair is for. One person moves it by at most 1.</summary>
    /// <param name="allowed">Cells that the model may have with the pair.</param>
    /// <returns>The pair and the shares that the model gives it now; no pair where none fits into the size allowed.</returns>
    public (int[] Pair, double[] Before) Choose(JunctionTree tree, double[][] tables, IReadOnlyList<MeasuredMarginal> measured, double persons, double sigma, double allowed, double epsilon, SecretRandom random)
    {
        var graph = new Triangulation(sizes);
        foreach (var marginal in measured)
            graph.Join(marginal.Set.AsSpan());
        var shares = new double[sizes.Length][][];
        Parallel.For(0, sizes.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, v => shares[v] = sizes[v] > 1 ? tree.PairsWith(v, tables) : []);
        var scores = new double[candidates.Length];
        Parallel.For(0, candidates.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, c =>
        {
            var (one, other, weight) = candidates[c];
            if (!graph.AreJoined(one, other) && graph.CellsWith([one, other]) > allowed)
            {
                scores[c] = double.NegativeInfinity;
                return;
            }
            var (truth, model, off) = (Counts(one, other), shares[one][other], 0.0);
            for (var i = 0; i < truth.Length; i++)
                off += Math.Abs(truth[i] / (double)contributions.PerPerson - model[i] * persons);
            scores[c] = weight * (off - Math.Sqrt(2 / Math.PI) * sigma * truth.Length);
        });
        if (Array.TrueForAll(scores, double.IsNegativeInfinity))
            return ([], []);
        var chosen = candidates[ExponentialMechanism.Choose(scores, epsilon, 1, random)];
        return ([chosen.One, chosen.Other], shares[chosen.One][chosen.Other]);
    }

    private long[] Count(int one, int other)
    {
        var (first, second, width) = (codings[one].Rows, codings[other].Rows, sizes[other]);
        var cells = new long[sizes[one] * width];
        for (var row = 0; row < first.Length; row++)
            cells[first[row] * width + second[row]] += contributions.Weights[row];
        return cells;
    }
}
