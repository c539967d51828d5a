using Salus.Learning;

namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>What one column is like, given the columns drawn before it.</summary>
internal abstract class ColumnModel
{
    /// <summary>A value for a row of which the earlier columns are drawn; NaN: missing.</summary>
    public abstract double Draw(DrawnBlock block, int row, SeededRandom random);

    /// <summary>How likely a value is for a row: a probability, or a density where the value is one of a continuum. Above 0.</summary>
    public abstract double Likelihood(DrawnBlock block, int row, double value);

    public abstract void Write(BinaryWriter to);
}

/// <summary>What learning a column needs.</summary>
/// <param name="Values">All columns, their tails and rare levels already coarse: <c>[column][row]</c>.</param>
/// <param name="Steps">The same in steps.</param>
/// <param name="Persons">The person of each row, from 0; none: every row its own.</param>
internal sealed record Lesson(Column[] Columns, double[][] Values, byte[][] Steps, CodedColumn[] Coded, int[] Persons, int PersonCount, TreesSettings Settings)
{
    /// <summary>x ln x for x from 0 to the number of rows.</summary>
    public double[] Logs { get; } = ClassGrower.Logs(Values[0].Length);

    /// <summary>The step that at least half of the rows have, for each column; −1 where there is none.</summary>
    public int[] Common { get; } = [.. Steps.Select(MostCommon)];

    public int RowCount => Values[0].Length;

    private static int MostCommon(byte[] steps)
    {
        Span<int> seen = stackalloc int[256];
        seen.Clear();
        foreach (var step in steps)
            seen[step]++;
        for (var step = 0; step < seen.Length; step++)
            if (seen[step] * 2L >= steps.Length)
                return step;
        return -1;
    }

    /// <summary>The rows of so large a share of the persons, drawn at random; at least one row.</summary>
    public int[] Sample(ReadOnlySpan<int> rows, double share, SeededRandom random)
    {
        if (share >= 1)
            return rows.ToArray();
        var marks = new bool[Persons.Length == 0 ? RowCount : PersonCount];
        for (var person = 0; person < marks.Length; person++)
            marks[person] = random.NextDouble() < share;
        var chosen = new List<int>(rows.Length);
        foreach (var row in rows)
            if (marks[Persons.Length == 0 ? row : Persons[row]])
                chosen.Add(row);
        return chosen.Count > 0 ? [.. chosen] : rows.ToArray();
    }
}
