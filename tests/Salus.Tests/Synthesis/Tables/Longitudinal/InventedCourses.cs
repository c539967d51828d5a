using System.Collections.Immutable;
using Salus.Learning;
using Salus.Synthesis.Tables;

namespace Salus.Tests.Synthesis.Tables.Longitudinal;

/// <summary>An invented disease: a marker that moves slowly from visit to visit, and those with more of it die sooner.</summary>
internal static class InventedCourses
{
    public static readonly ImmutableArray<Column> Columns =
    [
        new() { Name = "followed", Kind = ColumnKind.Integer },
        new() { Name = "died", Kind = ColumnKind.Category, Levels = ["no", "yes"] },
        new() { Name = "sex", Kind = ColumnKind.Category, Levels = ["F", "M"] },
        new() { Name = "day", Kind = ColumnKind.Integer },
        new() { Name = "marker", Kind = ColumnKind.Number, Decimals = 2 },
        new() { Name = "sodium", Kind = ColumnKind.Integer },
        new() { Name = "stage", Kind = ColumnKind.Ordinal, Levels = ["1", "2", "3"] },
    ];

    /// <returns>A row for each visit, and the person of each row.</returns>
    public static (Table Table, ImmutableArray<int> Persons) Long(int persons, ulong seed)
    {
        var random = new SeededRandom(seed);
        var cells = Columns.Select(_ => new List<double>()).ToArray();
        var owners = ImmutableArray.CreateBuilder<int>();
        for (var person = 0; person < persons; person++)
        {
            var marker = random.NextNormal();
            var toDeath = -2500 * Math.Log(1 - random.NextDouble()) * Math.Exp(-0.9 * marker);
            var watched = 900 + 1500 * random.NextDouble();
            var followed = Math.Max(5, Math.Floor(Math.Min(toDeath, watched)));
            var sex = random.NextInt(2);
            var now = marker;
            for (double day = 0; day < followed; day += 170 + random.NextInt(30))
            {
                double[] row = [followed, toDeath < watched ? 1 : 0, sex, day, Math.Round(Math.Exp(0.5 * now), 2), random.NextDouble() < 0.2 ? double.NaN : Math.Round(140 - now + 2 * random.NextNormal()), now > 0.8 ? 2 : now > -0.5 ? 1 : 0];
                for (var c = 0; c < row.Length; c++)
                    cells[c].Add(row[c]);
                owners.Add(person);
                now = marker + 0.8 * (now - marker) + 0.3 * random.NextNormal();
            }
        }
        return (new Table(Columns, [.. cells.Select(c => c.ToArray())]), owners.ToImmutable());
    }
}
