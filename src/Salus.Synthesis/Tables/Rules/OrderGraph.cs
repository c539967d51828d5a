using System.Collections.Immutable;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Rules;

/// <summary>All rules "each at most the next" of a table as one graph, with the bounds that follow from the declared ones.</summary>
internal sealed class OrderGraph
{
    private readonly ImmutableArray<WrittenValues> written;

    /// <exception cref="SynthesisException">The rules contradict each other or the bounds.</exception>
    public OrderGraph(ImmutableArray<Column> columns, ImmutableArray<WrittenValues> written, IEnumerable<ImmutableArray<int>> chains)
    {
        this.written = written;
        var before = new HashSet<int>[columns.Length];
        for (var c = 0; c < before.Length; c++)
            before[c] = [];
        foreach (var chain in chains)
        {
            for (var i = 1; i < chain.Length; i++)
                for (var j = 0; j < i; j++)
                    before[chain[i]].Add(chain[j]);
        }
        for (var grown = true; grown;)
        {
            grown = false;
            for (var c = 0; c < before.Length; c++)
                foreach (var earlier in before[c].ToList())
                    foreach (var earliest in before[earlier])
                        grown |= before[c].Add(earliest);
        }
        for (var c = 0; c < before.Length; c++)
            if (before[c].Contains(c))
                throw new SynthesisException($"The order rules contradict each other: by going round, '{columns[c].Name}' would have to come before itself. Take out one of the rules that name {string.Join(", ", before[c].Order().Take(6).Select(b => $"'{columns[b].Name}'"))}.");
        Before = [.. before.Select(b => b.Order().ToImmutableArray())];
        Sorted = [.. Enumerable.Range(0, columns.Length).Where(c => before[c].Count > 0 || before.Any(b => b.Contains(c))).OrderBy(c => before[c].Count).ThenBy(c => c)];
        var most = written.Select(w => w.Most).ToArray();
        for (var i = Sorted.Length - 1; i >= 0; i--)
        {
            var c = Sorted[i];
            foreach (var after in Sorted)
                if (before[after].Contains(c))
                    most[c] = Math.Min(most[c], most[after]);
            most[c] = written[c].Lower(most[c]);
        }
        var least = written.Select(w => w.Least).ToArray();
        foreach (var c in Sorted)
        {
            foreach (var earlier in before[c])
                least[c] = Math.Max(least[c], least[earlier]);
            least[c] = written[c].Raise(least[c]);
            if (least[c] > most[c])
                throw new SynthesisException($"The order rules contradict the bounds: no value of '{columns[c].Name}' is left that is at least what stands before it and at most what comes after. Mend 'min' and 'max', or the rule.");
        }
        Most = [.. most];
    }

    /// <summary>For each column, all that must not be greater.</summary>
    public ImmutableArray<ImmutableArray<int>> Before { get; }

    /// <summary>The columns with an order, each after all that stand before it.</summary>
    public ImmutableArray<int> Sorted { get; }

    /// <summary>For each column, the most that leaves room for what comes after.</summary>
    private ImmutableArray<double> Most { get; }

    /// <summary>Raises values until each is at least what stands before it. Bounds hold afterwards too.</summary>
    public void Mend(double[][] cells, int row)
    {
        foreach (var c in Sorted)
        {
            var value = cells[c][row];
            if (double.IsNaN(value))
                continue;
            var from = written[c].Least;
            foreach (var earlier in Before[c])
            {
                var bound = cells[earlier][row];
                // A day is not before an hour of the same day.
                if (bound > from)
                    from = written[c].IsDay ? Math.Max(from, Math.Floor(bound)) : bound;
            }
            if (value < from || value > Most[c])
                cells[c][row] = written[c].Within(value, from, Most[c]);
        }
    }
}
