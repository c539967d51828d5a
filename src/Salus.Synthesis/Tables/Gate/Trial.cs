using System.Collections.Immutable;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>What every attack works on: the three tables, their rows as distances need them, and the rows that are attacked.</summary>
internal sealed class Trial
{
    public Trial(Table train, Table control, Table synthetic, GateOptions options, CancellationToken cancel)
    {
        (Train, Control, Synthetic, Options, Cancel) = (train, control, synthetic, options, cancel);
        Space = new RowSpace(train.Columns, train, control);
        TrainCodes = Space.Encode(train);
        ControlCodes = Space.Encode(control);
        SyntheticCodes = Space.Encode(synthetic);
        Random = new SeededRandom(options.Seed);
        var budget = options.Budget(options.AttackedRows);
        TrainTargets = Draw(train.RowCount, budget, Random.Fork(1));
        ControlTargets = Draw(control.RowCount, budget, Random.Fork(2));
    }

    public Table Train { get; }

    public Table Control { get; }

    public Table Synthetic { get; }

    public GateOptions Options { get; }

    public CancellationToken Cancel { get; }

    public RowSpace Space { get; }

    public RowCodes TrainCodes { get; }

    public RowCodes ControlCodes { get; }

    public RowCodes SyntheticCodes { get; }

    /// <summary>Never moved on: each attack forks its own.</summary>
    public SeededRandom Random { get; }

    /// <summary>Rows learned from that are attacked, rising.</summary>
    public int[] TrainTargets { get; }

    /// <summary>Held-back rows that are attacked, rising.</summary>
    public int[] ControlTargets { get; }

    public ImmutableArray<Column> Columns => Train.Columns;

    public NearestRows Nearest(RowCodes of, int[] queries, RowCodes pool, int[]? columns = null, int neighbours = 1, int[]? except = null) =>
        NearestRows.Find(of, queries, pool, columns, neighbours, except, Options.Threads, Cancel);

    /// <summary>So many of the first <paramref name="count"/> numbers, without replacement, rising; all when there are no more.</summary>
    public static int[] Draw(int count, int wanted, SeededRandom random)
    {
        var all = Shuffled(count, random, Math.Min(wanted, count));
        Array.Sort(all);
        return all;
    }

    /// <summary>The first <paramref name="wanted"/> of the numbers below <paramref name="count"/> in random order.</summary>
    public static int[] Shuffled(int count, SeededRandom random, int? wanted = null)
    {
        var all = new int[count];
        for (var i = 0; i < count; i++)
            all[i] = i;
        var taken = wanted ?? count;
        for (var i = 0; i < taken; i++)
        {
            var other = i + random.NextInt(count - i);
            (all[i], all[other]) = (all[other], all[i]);
        }
        return all[..taken];
    }
}
