using System.Runtime.CompilerServices;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>
/// How the cells of a column become the steps by which trees part rows: one byte each, step 0 the missing ones. Numbers are cut at quantiles,
/// equal values never apart. Up to <see cref="MostLevels"/> levels have a step each; of more, the frequent have their own and the others share
/// the remaining steps: codes with what stands beside them in the order of their text, other levels with those of like frequency.
/// </summary>
internal sealed class CodedColumn(bool ordered, double[] edges, byte[] stepOfLevel, int stepCount)
{
    /// <summary>Steps of numbers, the missing one not counted.</summary>
    public const int NumberSteps = 126;

    /// <summary>Levels of a column that all have a step of their own.</summary>
    public const int MostLevels = 160;

    private const int SharedSteps = 60;

    /// <summary>Whether a greater step means more.</summary>
    public bool IsOrdered { get; } = ordered;

    /// <summary>Steps, the missing one included: at most 256.</summary>
    public int StepCount { get; } = stepCount;

    public byte Step(double value)
    {
        if (double.IsNaN(value))
            return 0;
        if (stepOfLevel.Length > 0)
            return (uint)value < (uint)stepOfLevel.Length ? stepOfLevel[(int)value] : (byte)0;
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (edges[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return (byte)(low + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public byte[] Steps(double[] values)
    {
        var steps = new byte[values.Length];
        for (var row = 0; row < values.Length; row++)
            steps[row] = Step(values[row]);
        return steps;
    }

    public static CodedColumn Of(Column column, double[] values)
    {
        if (!column.HasLevels || (column.Kind is ColumnKind.Ordinal && column.Levels.Length > MostLevels))
        {
            var edges = Edges(values);
            return new CodedColumn(ordered: true, edges, [], edges.Length + 2);
        }
        var count = column.Levels.Length;
        var steps = new byte[count];
        if (count <= MostLevels)
        {
            for (var level = 0; level < count; level++)
                steps[level] = (byte)(level + 1);
            return new CodedColumn(column.Kind is ColumnKind.Ordinal, [], steps, count + 1);
        }
        var seen = new int[count];
        foreach (var value in values)
            if (!double.IsNaN(value))
                seen[(int)value]++;
        var byFrequency = new int[count];
        for (var level = 0; level < count; level++)
            byFrequency[level] = level;
        Array.Sort(byFrequency, (a, b) => seen[a] != seen[b] ? seen[b].CompareTo(seen[a]) : a.CompareTo(b));
        for (var i = 0; i < MostLevels; i++)
            steps[byFrequency[i]] = (byte)(i + 1);
        var others = byFrequency[MostLevels..];
        if (column.Kind is ColumnKind.Code)
            Array.Sort(others, (a, b) => string.CompareOrdinal(column.Levels[a], column.Levels[b]));
        var (rows, filled) = (0L, 0L);
        foreach (var level in others)
            rows += seen[level] + 1;
        foreach (var level in others)
        {
            steps[level] = (byte)(MostLevels + 1 + (int)(filled * SharedSteps / rows));
            filled += seen[level] + 1;
        }
        return new CodedColumn(ordered: false, [], steps, MostLevels + SharedSteps + 1);
    }

    /// <summary>The greatest value of each step but the last, rising; frequent values have a step of their own.</summary>
    private static double[] Edges(double[] values)
    {
        var sorted = Array.FindAll(values, v => !double.IsNaN(v));
        Array.Sort(sorted);
        var edges = new List<double>();
        var (filled, left) = (0, sorted.Length);
        for (var i = 0; i < sorted.Length;)
        {
            var end = i + 1;
            while (end < sorted.Length && sorted[end] == sorted[i])
                end++;
            filled += end - i;
            if (end < sorted.Length && edges.Count < NumberSteps - 1 && (double)filled * (NumberSteps - edges.Count) >= left)
            {
                edges.Add(sorted[i] + (sorted[end] - sorted[i]) / 2 is var middle && middle < sorted[end] && double.IsFinite(middle) ? middle : sorted[i]);
                left -= filled;
                filled = 0;
            }
            i = end;
        }
        return [.. edges];
    }

    public void Write(BinaryWriter to)
    {
        to.Write(IsOrdered);
        to.Write(StepCount);
        to.Write(edges.Length);
        foreach (var edge in edges)
            to.Write(edge);
        to.Write(stepOfLevel.Length);
        to.Write(stepOfLevel);
    }

    public static CodedColumn Read(Column column, BinaryReader from)
    {
        var ordered = from.ReadBoolean();
        var steps = from.ReadInt32();
        var edges = new double[Bounded.Count(from, NumberSteps, "edges")];
        for (var i = 0; i < edges.Length; i++)
            edges[i] = from.ReadDouble();
        var levels = Bounded.Count(from, column.Levels.Length, "levels");
        var stepOfLevel = from.ReadBytes(levels);
        if (steps is < 1 or > 256 || stepOfLevel.Length != levels || (levels == 0 ? edges.Length + 2 != steps : levels != column.Levels.Length || Array.Exists(stepOfLevel, s => s >= steps)))
            throw new InvalidDataException($"the steps of '{column.Name}' do not fit it");
        return new CodedColumn(ordered, edges, stepOfLevel, steps);
    }
}
