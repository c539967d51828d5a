using System.Collections.Immutable;
using Salus.Learning;
using Salus.Synthesis.Tables;

namespace Salus.Tests.Synthesis.Tables.Gate;

/// <summary>Patients who do not exist: two laboratory values, age, sex, ward, a value that is missing more often in the old, and an outcome that depends on them.</summary>
internal static class InventedPatients
{
    public static readonly ImmutableArray<Column> Columns =
    [
        new() { Name = "age", Kind = ColumnKind.Integer },
        new() { Name = "sex", Kind = ColumnKind.Category, Levels = ["female", "male"] },
        new() { Name = "ward", Kind = ColumnKind.Category, Levels = ["a", "b", "c", "d"] },
        new() { Name = "creatinine", Kind = ColumnKind.Number, Decimals = 2 },
        new() { Name = "ferritin", Kind = ColumnKind.Number, Decimals = 1 },
        new() { Name = "outcome", Kind = ColumnKind.Category, Levels = ["no", "yes"] },
    ];

    public static Table Of(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[][] cells = [.. Columns.Select(_ => new double[rows])];
        for (var row = 0; row < rows; row++)
        {
            var age = Math.Clamp(Math.Round(60 + 15 * random.NextNormal()), 18, 99);
            var sex = random.NextInt(2);
            var creatinine = Math.Exp(0.1 + 0.01 * (age - 60) + 0.2 * sex + 0.3 * random.NextNormal());
            var ferritin = Math.Exp(4 + 0.8 * random.NextNormal() + 0.3 * sex);
            cells[0][row] = age;
            cells[1][row] = sex;
            cells[2][row] = Math.Min(3, random.NextInt(4) * random.NextInt(2) + random.NextInt(2));
            cells[3][row] = Math.Round(creatinine, 2);
            cells[4][row] = random.NextDouble() < (age > 70 ? 0.5 : 0.1) ? double.NaN : Math.Round(ferritin, 1);
            cells[5][row] = random.NextDouble() < 1 / (1 + Math.Exp(3 - 0.06 * (age - 60) - 1.5 * creatinine)) ? 1 : 0;
        }
        return new Table(Columns, [.. cells]);
    }

    /// <summary>Rows of the table, drawn with replacement: the worst that can be released.</summary>
    public static Table Bootstrap(Table table, int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        return table.Take([.. Enumerable.Range(0, rows).Select(_ => random.NextInt(table.RowCount))]);
    }

    /// <summary>The first share of the rows replaced by rows of another table.</summary>
    public static Table Plant(Table table, Table source, double share, ulong seed)
    {
        var random = new SeededRandom(seed);
        var planted = (int)Math.Round(share * table.RowCount);
        var copies = source.Take([.. Enumerable.Range(0, planted).Select(_ => random.NextInt(source.RowCount))]);
        return Table.Join(table.Columns, [copies, table.Take([.. Enumerable.Range(planted, table.RowCount - planted)])]);
    }
}
