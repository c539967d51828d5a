using System.Collections.Immutable;

namespace Salus.Synthesis.Tables.Engines.Marginals;

/// <summary>
/// Learns a Bayesian network greedily: an order along the tree of greatest mutual information (Chow and Liu, IEEE Transactions on Information Theory 14, 1968) from the target on, then for
/// each variable the parents before it that raise the information criterion of Akaike (IEEE Transactions on Automatic Control 19, 1974) most, one after the other (Cooper and Herskovits, Machine Learning 9, 1992). Stricter criteria would leave out links that thin rows of a table, being drawn towards thicker ones, can bear.
/// </summary>
/// <param name="codes">[variable][row].</param>
/// <param name="least">Cells of a table with fewer rows than this are not told apart.</param>
internal sealed class NetworkLearning(byte[][] codes, ImmutableArray<int> sizes, int least, int threads)
{
    private const int MostParents = 3;
    private const int Candidates = 12;
    private const int MostTableCells = 60_000;

    /// <summary>Rows that the marginal chances weigh as much as in each row of a table.</summary>
    private const double PriorRows = 2;

    private int Rows => codes.Length == 0 ? 0 : codes[0].Length;

    public BayesNetwork Learn(int target, Action<int> learned, CancellationToken cancel)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancel };
        var information = new double[sizes.Length, sizes.Length];
        Parallel.For(0, sizes.Length, parallel, one =>
        {
            for (var other = one + 1; other < sizes.Length; other++)
                information[one, other] = information[other, one] = sizes[one] > 1 && sizes[other] > 1 ? Information(one, other) : 0;
        });
        var order = Order(target, information);
        var (parents, tables) = (new ImmutableArray<int>[sizes.Length], new double[sizes.Length][]);
        var done = 0;
        Parallel.For(0, order.Length, parallel, i =>
        {
            var v = order[i];
            parents[v] = sizes[v] > 1 ? Parents(v, target, [.. order.AsSpan(0, i).ToArray().Where(p => sizes[p] > 1).OrderByDescending(p => information[v, p]).ThenBy(p => p).Take(Candidates)]) : [];
            tables[v] = Table(v, parents[v]);
            learned(Interlocked.Increment(ref done));
        });
        return new BayesNetwork(sizes, [.. parents], tables);
    }

    /// <summary>Along the strongest link from what is placed already.</summary>
    private int[] Order(int root, double[,] information)
    {
        if (root < 0)
            root = Enumerable.Range(0, sizes.Length).MaxBy(v => Enumerable.Range(0, sizes.Length).Sum(o => information[v, o]));
        var (order, strength, placed) = (new int[sizes.Length], new double[sizes.Length], new bool[sizes.Length]);
        for (var i = 0; i < order.Length; i++)
        {
            var next = i == 0 ? root : -1;
            for (var v = 0; v < sizes.Length && i > 0; v++)
                if (!placed[v] && (next < 0 || strength[v] > strength[next]))
                    next = v;
            placed[next] = true;
            order[i] = next;
            for (var v = 0; v < sizes.Length; v++)
                strength[v] = Math.Max(strength[v], information[next, v]);
        }
        return order;
    }

    /// <summary>The target first, where it helps at all: what bears on it is kept before stronger links that do not (Friedman, Geiger and Goldszmidt, Machine Learning 29, 1997).</summary>
    private ImmutableArray<int> Parents(int variable, int target, int[] candidates)
    {
        var chosen = ImmutableArray<int>.Empty;
        var score = Score(variable, chosen);
        if (target >= 0 && target != variable && sizes[target] > 1 && Score(variable, [target]) is var informed && informed > score)
            (chosen, score) = ([target], informed);
        while (chosen.Length < MostParents)
        {
            var (best, with) = (score, -1);
            foreach (var candidate in candidates)
                if (!chosen.Contains(candidate) && chosen.Add(candidate).Aggregate((double)sizes[variable], (product, p) => product * sizes[p]) <= MostTableCells && Score(variable, chosen.Add(candidate)) is var gained && gained > best)
                    (best, with) = (gained, candidate);
            if (with < 0)
                break;
            (chosen, score) = (chosen.Add(with), best);
        }
        return chosen;
    }

    /// <summary>Log likelihood less one for each free number; combinations of parents that never come need none.</summary>
    private double Score(int variable, ImmutableArray<int> parents)
    {
        var (counts, size) = (Counts(variable, parents), sizes[variable]);
        var (score, used) = (0.0, 0);
        for (var row = 0; row < counts.Length; row += size)
        {
            var sum = 0;
            foreach (var count in counts.AsSpan(row, size))
                if (count > 0)
                {
                    sum += count;
                    score += count * Math.Log(count);
                }
            if (sum > 0)
            {
                used++;
                score -= sum * Math.Log(sum);
            }
        }
        return score - (double)used * (size - 1);
    }

    /// <summary>Chances drawn towards those with one parent less, down to the margin: thin rows of a table say what the thicker ones behind them say.</summary>
    private double[] Table(int variable, ImmutableArray<int> parents)
    {
        var size = sizes[variable];
        var counts = Counts(variable, parents);
        var behind = parents.IsEmpty ? [.. Enumerable.Repeat(1.0 / size, size)] : Table(variable, parents.RemoveAt(parents.Length - 1));
        var last = parents.IsEmpty ? 1 : sizes[parents[^1]];
        var table = new double[counts.Length];
        for (var row = 0; row * size < table.Length; row++)
        {
            var (from, prior, into) = (counts.AsMemory(row * size, size), behind.AsMemory(row / last * size, size), table.AsMemory(row * size, size));
            // Cells of too few rows share what they have in all as the prior does, so that rare codes stay as frequent as they are.
            var (sum, thin, thinPrior) = (0, 0, 0.0);
            for (var c = 0; c < size; c++)
            {
                sum += from.Span[c];
                thin += from.Span[c] < least ? from.Span[c] : 0;
                thinPrior += from.Span[c] < least ? prior.Span[c] : 0;
            }
            for (var c = 0; c < size; c++)
                into.Span[c] = ((from.Span[c] >= least ? from.Span[c] : thin * prior.Span[c] / thinPrior) + PriorRows * prior.Span[c]) / (sum + PriorRows);
        }
        return table;
    }

    private int[] Counts(int variable, ImmutableArray<int> parents)
    {
        var size = sizes[variable];
        var at = new int[Rows];
        foreach (var parent in parents)
        {
            var (own, width) = (codes[parent], sizes[parent]);
            for (var row = 0; row < at.Length; row++)
                at[row] = at[row] * width + own[row];
        }
        var counts = new int[parents.Aggregate(size, (product, p) => product * sizes[p])];
        var values = codes[variable];
        for (var row = 0; row < at.Length; row++)
            counts[at[row] * size + values[row]]++;
        return counts;
    }

    private double Information(int one, int other)
    {
        var (counts, width) = (Counts(other, [one]), sizes[other]);
        var (first, second, sum) = (new double[sizes[one]], new double[width], 0.0);
        for (var i = 0; i < counts.Length; i++)
        {
            first[i / width] += counts[i];
            second[i % width] += counts[i];
        }
        for (var i = 0; i < counts.Length; i++)
            if (counts[i] > 0)
                sum += counts[i] * Math.Log(counts[i] * (double)Rows / (first[i / width] * second[i % width]));
        return sum / Rows;
    }
}
