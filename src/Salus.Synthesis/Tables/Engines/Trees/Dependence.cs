using System.Numerics;
using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>Which columns bear on which, cheaply: the mutual information of columns cut into four parts, counted bit by bit on a sample of the rows.</summary>
internal sealed class Dependence
{
    private const int Parts = 4;
    private const int MostRows = 2_048;

    private readonly ulong[][] bits;
    private readonly double[] entropy;
    private readonly int words;
    private readonly int rows;

    public Dependence(byte[][] steps, CodedColumn[] coded, SeededRandom random)
    {
        var all = steps[0].Length;
        rows = Math.Min(all, MostRows);
        words = (rows + 63) / 64;
        var sample = new int[rows];
        for (var i = 0; i < rows; i++)
            sample[i] = rows == all ? i : random.NextInt(all);
        bits = new ulong[steps.Length][];
        entropy = new double[steps.Length];
        for (var column = 0; column < steps.Length; column++)
        {
            var part = PartOf(steps[column], coded[column], sample);
            bits[column] = new ulong[Parts * words];
            for (var i = 0; i < rows; i++)
                bits[column][part[steps[column][sample[i]]] * words + (i >> 6)] |= 1UL << (i & 63);
            for (var p = 0; p < Parts; p++)
                entropy[column] -= Term(Count(bits[column].AsSpan(p * words, words)));
        }
    }

    /// <summary>In nats.</summary>
    public double Between(int one, int other)
    {
        var joint = 0.0;
        for (var p = 0; p < Parts; p++)
            for (var q = 0; q < Parts; q++)
            {
                var a = bits[one].AsSpan(p * words, words);
                var b = bits[other].AsSpan(q * words, words);
                var count = 0;
                for (var i = 0; i < a.Length; i++)
                    count += BitOperations.PopCount(a[i] & b[i]);
                joint -= Term(count);
            }
        return entropy[one] + entropy[other] - joint;
    }

    /// <summary>The most dependent of the candidates, at most so many, rising.</summary>
    public int[] Strongest(int column, ReadOnlySpan<int> candidates, int most)
    {
        var chosen = candidates.ToArray();
        if (chosen.Length > most)
        {
            Array.Sort(Array.ConvertAll(chosen, c => -Between(column, c)), chosen);
            chosen = chosen[..most];
        }
        Array.Sort(chosen);
        return chosen;
    }

    private double Term(int count) => count == 0 ? 0 : (double)count / rows * Math.Log((double)count / rows);

    private static int Count(ReadOnlySpan<ulong> words)
    {
        var count = 0;
        foreach (var word in words)
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Parts of about equal rows, in the order of the steps, or by frequency where they have none.</summary>
    private static byte[] PartOf(byte[] steps, CodedColumn coded, int[] sample)
    {
        var seen = new int[coded.StepCount];
        foreach (var row in sample)
            seen[steps[row]]++;
        var order = new int[seen.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        if (!coded.IsOrdered)
            Array.Sort(order, (a, b) => seen[a] != seen[b] ? seen[b].CompareTo(seen[a]) : a.CompareTo(b));
        var parts = new byte[seen.Length];
        var (part, filled, left) = (0, 0, sample.Length);
        foreach (var step in order)
        {
            parts[step] = (byte)part;
            filled += seen[step];
            if (filled == 0 || part == Parts - 1 || filled * (Parts - part) < left)
                continue;
            (left, filled, part) = (left - filled, 0, part + 1);
        }
        return parts;
    }
}
