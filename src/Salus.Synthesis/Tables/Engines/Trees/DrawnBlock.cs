namespace Salus.Synthesis.Tables.Engines.Trees;

/// <summary>Rows that are being drawn: what was drawn so far and its steps, <c>[column][row]</c>.</summary>
internal sealed class DrawnBlock
{
    public DrawnBlock(int columns, int rows)
    {
        Rows = rows;
        Values = new double[columns][];
        Steps = new byte[columns][];
        for (var column = 0; column < columns; column++)
            (Values[column], Steps[column]) = (new double[rows], new byte[rows]);
    }

    public int Rows { get; }

    public double[][] Values { get; }

    public byte[][] Steps { get; }
}
