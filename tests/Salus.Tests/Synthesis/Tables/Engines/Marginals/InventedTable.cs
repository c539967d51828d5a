using System.Collections.Immutable;
using Salus.Learning;
using Salus.Synthesis.Tables;

namespace Salus.Tests.Synthesis.Tables.Engines.Marginals;

/// <summary>People with an age, a sex, a ward, a laboratory value that is missing more often in the old, and an outcome that age and value decide.</summary>
internal static class InventedTable
{
    public static Table Of(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        ImmutableArray<Column> columns =
        [
            new() { Name = "age", Kind = ColumnKind.Integer },
            new() { Name = "sex", Kind = ColumnKind.Category, Levels = ["f", "m"] },
            new() { Name = "ward", Kind = ColumnKind.Category, Levels = ["A", "B", "C", "only once"] },
            new() { Name = "value", Kind = ColumnKind.Number, Decimals = 1 },
            new() { Name = "code", Kind = ColumnKind.Code, Levels = ["410", "411", "414", "250.00", "250.01"], Hierarchy = "icd-9-cm" },
            new() { Name = "outcome", Kind = ColumnKind.Category, Levels = ["no", "yes"] },
        ];
        var cells = columns.Select(_ => new double[rows]).ToArray();
        for (var row = 0; row < rows; row++)
        {
            var age = 20 + random.NextInt(70);
            var value = Math.Round(50 + age / 2.0 + 8 * random.NextNormal(), 1);
            cells[0][row] = age;
            cells[1][row] = random.NextInt(2);
            cells[2][row] = row == 7 ? 3 : age > 60 ? random.NextInt(2) : 1 + random.NextInt(2);
            cells[3][row] = random.NextDouble() < (age > 60 ? 0.4 : 0.05) ? double.NaN : value;
            cells[4][row] = age > 50 ? random.NextInt(3) : 3 + random.NextInt(2);
            cells[5][row] = random.NextDouble() < (age > 60 ? 0.8 : 0.1) ? 1 : 0;
        }
        return new Table(columns, [.. cells]);
    }

    public static double Share(Table table, Func<int, bool> of, Func<int, bool>? among = null)
    {
        var rows = Enumerable.Range(0, table.RowCount).Where(r => among is null || among(r)).ToArray();
        return rows.Count(of) / (double)rows.Length;
    }
}
