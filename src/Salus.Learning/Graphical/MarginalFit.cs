using System.Collections.Immutable;

namespace Salus.Learning.Graphical;

/// <summary>Counts of a few variables, as measured: noisy, perhaps negative, not consistent with other measurements.</summary>
/// <param name="Set">The variables in ascending order.</param>
/// <param name="Counts">Cell by cell, the last variable fastest.</param>
/// <param name="Precisions">One over the variance of each cell.</param>
public sealed record MeasuredMarginal(ImmutableArray<int> Set, double[] Counts, double[] Precisions);

/// <summary>
/// The graphical model of greatest entropy among those whose marginals are closest, in weighted squares, to measured ones: Private-PGM (McKenna, Sheldon and Miklau, ICML 2019), by entropic
/// mirror descent with a line search. Its parameters stay between calls, so more measurements can be added and the descent goes on where it was.
/// </summary>
public sealed class MarginalFit(ImmutableArray<int> sizes)
{
    private const double LeastGain = 1e-7;
    private const int MostHalvings = 30;

    private readonly List<MeasuredMarginal> measured = [];
    private readonly List<double[]> parameters = [];
    private double step = 1;

    public IReadOnlyList<MeasuredMarginal> Measured => measured;

    /// <summary>Adds a measurement; one of the same variables is joined with it, weighted by precision.</summary>
    public void Add(MeasuredMarginal marginal)
    {
        ArgumentNullException.ThrowIfNull(marginal);
        var at = measured.FindIndex(m => m.Set.SequenceEqual(marginal.Set));
        if (at < 0)
        {
            measured.Add(marginal);
            parameters.Add(new double[marginal.Counts.Length]);
            return;
        }
        var (counts, precisions) = ((double[])measured[at].Counts.Clone(), (double[])measured[at].Precisions.Clone());
        for (var i = 0; i < counts.Length; i++)
        {
            var both = precisions[i] + marginal.Precisions[i];
            if (both > 0)
                counts[i] = (counts[i] * precisions[i] + marginal.Counts[i] * marginal.Precisions[i]) / both;
            precisions[i] = both;
        }
        measured[at] = new MeasuredMarginal(marginal.Set, counts, precisions);
    }

    /// <summary>Goes down for at most so many steps.</summary>
    /// <param name="total">How many rows the model stands for.</param>
    /// <returns>The tree and the probabilities of its cliques.</returns>
    public (JunctionTree Tree, double[][] Tables) Descend(double total, int steps, CancellationToken cancel)
    {
        var tree = JunctionTree.Of(sizes, measured.Select(m => m.Set));
        var homes = measured.Select(m => tree.Holding(m.Set.AsSpan())).ToArray();
        var maps = measured.Select((m, i) => tree.Map(homes[i], m.Set)).ToArray();
        var tables = tree.CellCounts.Select(c => new double[c]).ToArray();
        var trial = tree.CellCounts.Select(c => new double[c]).ToArray();
        var shares = Shares(parameters, tables);
        var loss = Loss(shares);
        for (var i = 0; i < steps; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var slopes = Slopes(shares);
            var found = false;
            for (var half = 0; half < MostHalvings && !found; half++)
            {
                var moved = new List<double[]>(parameters.Count);
                for (var m = 0; m < measured.Count; m++)
                {
                    var next = new double[slopes[m].Length];
                    for (var k = 0; k < next.Length; k++)
                        next[k] = parameters[m][k] - step * slopes[m][k];
                    moved.Add(next);
                }
                var after = Shares(moved, trial);
                var lossAfter = Loss(after);
                var expected = 0.0;
                for (var m = 0; m < measured.Count; m++)
                    for (var k = 0; k < slopes[m].Length; k++)
                        expected += slopes[m][k] * (shares[m][k] - after[m][k]);
                if (!(loss - lossAfter >= 0.5 * expected))
                {
                    step /= 2;
                    continue;
                }
                found = true;
                var gain = loss - lossAfter;
                for (var m = 0; m < measured.Count; m++)
                    parameters[m] = moved[m];
                (tables, trial, shares) = (trial, tables, after);
                loss = lossAfter;
                step *= half == 0 ? 1.5 : 1;
                if (gain <= LeastGain * loss)
                    return (tree, tables);
            }
            if (!found)
                break;
        }
        return (tree, tables);

        List<double[]> Shares(List<double[]> of, double[][] into)
        {
            foreach (var table in into)
                Array.Clear(table);
            for (var m = 0; m < of.Count; m++)
            {
                var (table, map, values) = (into[homes[m]], maps[m], of[m]);
                for (var i = 0; i < table.Length; i++)
                    table[i] += values[map[i]];
            }
            tree.Calibrate(into);
            return [.. measured.Select((m, i) => JunctionTree.Project(into[homes[i]], maps[i], m.Counts.Length))];
        }

        // In units of shares, divided by the total so that the size of a step does not grow with the table.
        double Loss(List<double[]> at)
        {
            var sum = 0.0;
            for (var m = 0; m < measured.Count; m++)
                for (var k = 0; k < at[m].Length; k++)
                {
                    var off = at[m][k] * total - measured[m].Counts[k];
                    sum += measured[m].Precisions[k] * off * off;
                }
            return sum / (2 * total);
        }

        List<double[]> Slopes(List<double[]> at)
        {
            var slopes = new List<double[]>(measured.Count);
            for (var m = 0; m < measured.Count; m++)
            {
                var slope = new double[at[m].Length];
                for (var k = 0; k < slope.Length; k++)
                    slope[k] = measured[m].Precisions[k] * (at[m][k] * total - measured[m].Counts[k]);
                slopes.Add(slope);
            }
            return slopes;
        }
    }
}
