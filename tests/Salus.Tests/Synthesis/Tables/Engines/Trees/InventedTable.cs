using System.Collections.Immutable;
using System.Globalization;
using Salus.Learning;
using Salus.Synthesis.Tables;

namespace Salus.Tests.Synthesis.Tables.Engines.Trees;

/// <summary>A table of invented patients with every kind of column: lines, heaped zeros, values missing not at random, codes, an outcome.</summary>
internal static class InventedTable
{
    public const int Sex = 0, Band = 1, Age = 2, Weight = 3, Dose = 4, Marker = 5, Diagnosis = 6, Outcome = 7;

    private static readonly ImmutableArray<string> codes = [.. Enumerable.Range(0, 60).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + i / 20)}{i % 20:00}"))];

    public static ImmutableArray<Column> Columns { get; } =
    [
        new() { Name = "sex", Kind = ColumnKind.Category, Levels = ["F", "M"] },
        new() { Name = "band", Kind = ColumnKind.Ordinal, Levels = ["<40", "40-64", "65+"] },
        new() { Name = "age", Kind = ColumnKind.Integer },
        new() { Name = "weight", Kind = ColumnKind.Number, Decimals = 1 },
        new() { Name = "dose", Kind = ColumnKind.Number, Decimals = 2 },
        new() { Name = "marker", Kind = ColumnKind.Number, Decimals = 3 },
        new() { Name = "diagnosis", Kind = ColumnKind.Code, Levels = codes, Hierarchy = "prefix" },
        new() { Name = "outcome", Kind = ColumnKind.Category, Levels = ["no", "yes"] },
    ];

    public static Table Of(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var cells = new double[Columns.Length][];
        for (var column = 0; column < cells.Length; column++)
            cells[column] = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            var male = random.NextInt(2);
            var age = 20 + Math.Floor(70 * random.NextDouble());
            var weight = Math.Round(55 + 15 * male + 0.2 * age + 4 * random.NextNormal(), 1);
            var sick = random.NextDouble() < 1 / (1 + Math.Exp(-(age - 60) / 8));
            cells[Sex][row] = male;
            cells[Band][row] = age < 40 ? 0 : age < 65 ? 1 : 2;
            cells[Age][row] = age;
            cells[Weight][row] = weight;
            cells[Dose][row] = random.NextDouble() < 0.4 ? 0 : Math.Round(weight * (0.9 + 0.2 * random.NextDouble()), 2);
            cells[Marker][row] = random.NextDouble() < (age > 65 ? 0.6 : 0.05) ? double.NaN : Math.Round(Math.Exp(random.NextNormal()), 3);
            cells[Diagnosis][row] = sick ? random.NextInt(12) : 20 + random.NextInt(25);
            cells[Outcome][row] = random.NextDouble() < (sick ? 0.7 : 0.1) ? 1 : 0;
        }
        return new Table(Columns, [.. cells]);
    }
}
