using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Salus.Learning;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Rules;

namespace Salus.Tests.Synthesis.Tables.Rules;

public sealed class ReshapingTests
{
    private static readonly ImmutableArray<string> Codes = ["C50", "C61", "E11", "I10", "N40", "N80", "O10", "O80"];

    private static readonly ImmutableArray<Column> Columns =
    [
        Levels("sex", "F", "M"), Levels("ward", "1", "2", "3"), Levels("department", "gyn", "med", "uro"), Levels("pregnant", "no", "yes"), new() { Name = "diag", Kind = ColumnKind.Code, Levels = Codes },
        new() { Name = "admitted", Kind = ColumnKind.Date, DateFormat = "yyyy-MM-dd HH:mm" }, new() { Name = "operated", Kind = ColumnKind.Date, DateFormat = "dd/MM/yyyy" }, new() { Name = "discharged", Kind = ColumnKind.Date, DateFormat = "yyyy-MM-dd" },
        new() { Name = "low", Kind = ColumnKind.Integer, Least = 30, Most = 150 }, new() { Name = "high", Kind = ColumnKind.Number, Decimals = 1, Least = 50, Most = 260 },
        new() { Name = "am", Kind = ColumnKind.Number, Decimals = 2, Least = 0 }, new() { Name = "pm", Kind = ColumnKind.Number, Decimals = 1, Least = 0 }, new() { Name = "dose", Kind = ColumnKind.Number, Decimals = 1, Most = 60 },
        new() { Name = "parity", Kind = ColumnKind.Integer },
    ];

    private static readonly ImmutableArray<Constraint> Clinical =
    [
        new InOrder(["admitted", "operated", "discharged"]), new InOrder(["low", "high"]), new SumOf("dose", ["am", "pm"]), new Together(["ward", "department"]),
        new Only("sex = M", "diag", ["O*", "N8*"], Not: true), new Only("sex = F", "diag", ["C61", "N40"], Not: true), new Only("sex = M", "pregnant", ["no"]), new Only("sex = M", "parity", ["0"]),
        new Only("sex = M", "department", ["gyn"], Not: true), new Only("pregnant = yes and diag != E11", "department", ["gyn"]),
    ];

    private static readonly TableSchema Schema = new() { Columns = Columns, Constraints = Clinical };

    private static Column Levels(string name, params string[] levels) => new() { Name = name, Kind = ColumnKind.Category, Levels = [.. levels] };

    /// <summary>Invented rows that keep all rules, some values missing.</summary>
    private static Table Source(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var cells = Columns.Select(_ => new double[rows]).ToImmutableArray();
        for (var r = 0; r < rows; r++)
        {
            var man = random.NextInt(2);
            var pregnant = man == 1 ? 0 : random.NextInt(2);
            var department = pregnant == 1 ? 0 : 1 + random.NextInt(2);
            var start = 18_000 + random.NextInt(500);
            double am = random.NextInt(2000) / 100.0, pm = random.NextInt(300) / 10.0;
            double[] row = [man, department == 0 ? 0 : random.NextInt(2) + 1, department, pregnant, man == 1 ? 1 + random.NextInt(3) : new[] { 0, 2, 3, 5, 6, 7 }[random.NextInt(6)],
                start + (random.NextInt(24) / 24.0), start + 1 + random.NextInt(9), start + 10 + random.NextInt(30), 40 + random.NextInt(50), 95 + (random.NextInt(900) / 10.0), am, pm, Math.Round(am + pm, 1, MidpointRounding.AwayFromZero), man == 1 ? 0 : random.NextInt(5)];
            for (var c = 0; c < row.Length; c++)
                cells[c][r] = c is 6 or 7 or 8 or 13 && random.NextInt(10) == 0 ? double.NaN : row[c];
        }
        return new Table(Columns, cells);
    }

    private static Table Wild(Reshaping shape, int rows, SeededRandom random) => new(shape.Columns,
    [
        .. shape.Columns.Select(column => Enumerable.Range(0, rows).Select(_ => random.NextInt(12) switch
        {
            0 => double.NaN,
            1 when !column.HasLevels => random.NextNormal() * 1e9,
            2 when !column.HasLevels => double.NegativeInfinity,
            _ => column.HasLevels ? random.NextInt(column.Levels.Length) : column.Kind is ColumnKind.Date ? 18_000 + (random.NextNormal() * 900) : 40 + (random.NextNormal() * 90),
        }).ToArray()),
    ]);

    [Fact]
    public void Whatever_is_drawn_breaks_no_rule()
    {
        var source = Source(800, 5);
        Assert.All(RuleCheck.Count(Schema, source), v => Assert.True(v.Count == 0, v.Rule));
        var shape = Reshaping.Of(Schema, source.AsSource(), default);
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new SeededRandom((ulong)seed);
            var back = shape.Back(Wild(shape, 200, random), random);
            Assert.All(RuleCheck.Count(Schema, back), v => Assert.True(v.Count == 0, $"{v.Rule}: {v.Count}"));
            Assert.Equal(0, RuleCheck.CountStrangers((Together)Clinical[3], source, back));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void A_day_and_whole_days_make_a_day()
    {
        ImmutableArray<Column> stay = [new() { Name = "admitted", Kind = ColumnKind.Date, DateFormat = "dd.MM.yyyy" }, new() { Name = "nights", Kind = ColumnKind.Integer }, new() { Name = "discharged", Kind = ColumnKind.Date, DateFormat = "dd.MM.yyyy" }];
        var schema = new TableSchema { Columns = stay, Constraints = [new SumOf("discharged", ["admitted", "nights"]), new InOrder(["admitted", "discharged"])] };
        var source = new Table(stay, [[18_000, 18_004, double.NaN], [3, 0, 2], [18_003, 18_004, double.NaN]]);
        var shape = Reshaping.Of(schema, source.AsSource(), default);
        Assert.Equal(["admitted", "nights"], shape.Columns.Select(c => c.Name));
        var random = new SeededRandom(5);
        var back = shape.Back(Wild(shape, 2_000, random), random);
        Assert.All(RuleCheck.Count(schema, back), v => Assert.True(v.Count == 0, $"{v.Rule}: {v.Count}"));
        Assert.InRange(back[2].Count(double.IsNaN), 1, 800);
    }

    [Fact]
    public void The_way_there_and_back_changes_nothing()
    {
        var source = Source(500, 7);
        var shape = Reshaping.Of(Schema, source.AsSource(), default);
        var back = shape.Back(shape.Into(source, out var kept), new SeededRandom(1));
        Assert.Equal(500, kept.Length);
        for (var c = 0; c < source.ColumnCount; c++)
            for (var r = 0; r < 500; r++)
                Assert.True(back[c][r].Equals(source[c][r]) || Math.Abs(back[c][r] - source[c][r]) < 1e-6, $"{Columns[c].Name}, row {r}: {source[c][r]} became {back[c][r]}");
    }

    [Fact]
    public void Distances_combinations_and_parts_are_what_is_learned()
    {
        var shape = Reshaping.Of(Schema, Source(300, 8).AsSource(), default);
        Assert.Equal(["sex", "ward with department", "pregnant", "diag", "admitted", "operated after admitted", "discharged after operated", "low", "high after low", "am", "pm", "parity"], shape.Columns.Select(c => c.Name));
        Assert.Equal("high after low", shape.NameOf("high"));
        Assert.Equal("ward with department", shape.NameOf("department"));
        Assert.Null(shape.NameOf("dose"));
    }

    [Fact]
    public void It_is_the_same_after_the_model_file()
    {
        var shape = Reshaping.Of(Schema, Source(300, 8).AsSource(), default);
        var again = JsonSerializer.Deserialize<Reshaping>(JsonSerializer.Serialize(shape))!;
        var (a, b) = (shape.Back(Wild(shape, 50, new SeededRandom(3)), new SeededRandom(4)), again.Back(Wild(again, 50, new SeededRandom(3)), new SeededRandom(4)));
        for (var c = 0; c < a.ColumnCount; c++)
            Assert.Equal(a[c], b[c]);
        Assert.Contains("does not fit", Assert.Throws<SynthesisException>(() => (again with { Facts = [] }).Columns).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_the_source_that_break_a_rule_are_left_out_and_counted()
    {
        var source = Source(100, 9);
        var cells = Enumerable.Range(0, source.ColumnCount).Select(c => (double[])source[c].Clone()).ToImmutableArray();
        cells[9][3] = cells[9][70] = 1;
        cells[8][3] = cells[8][70] = 140;
        var shape = Reshaping.Of(Schema, new Table(Columns, cells).AsSource(), default);
        Assert.False(shape.KeepsAll);
        Assert.Contains("2 of 100 rows break the rule 'low ≤ high'", Assert.Single(shape.Decisions), StringComparison.Ordinal);
        shape.Into(new Table(Columns, cells), out var kept);
        Assert.Equal(Enumerable.Range(0, 100).Where(r => r is not (3 or 70)), kept);
    }

    public static TheoryData<Constraint[], string> Impossible => new()
    {
        { [new InOrder(["low", "high"]), new InOrder(["high", "low"])], "contradict each other" },
        { [new InOrder(["low", "sex"])], "have no order" },
        { [new InOrder(["low", "admitted"])], "cannot be compared" },
        { [new InOrder(["low", "low"])], "twice" },
        { [new InOrder(["low", "height"])], "no such column" },
        { [new SumOf("dose", ["am", "pm"]), new SumOf("am", ["dose", "low"])], "part of itself" },
        { [new SumOf("dose", ["am", "admitted"])], "no number" },
        { [new SumOf("dose", ["low", "high"])], "contradict those of its parts" },
        { [new Together(["sex", "low"])], "needs levels" },
        { [new Only("sex = M", "diag", ["Q*"])], "no level 'Q*'" },
        { [new Only("sex = M", "diag", ["*"], Not: true)], "no level at all" },
        { [new Only("sex = M", "pregnant", ["no"]), new Only("sex=M", "pregnant", ["yes"])], "contradict each other" },
        { [new Only("sex = X", "diag", ["C61"])], "no level 'X'" },
        { [new Only("diag = C61", "diag", ["C50"])], "depend on itself" },
        { [new InOrder(["discharged", "admitted"])], "most of the source breaks" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Rules_that_cannot_hold_are_refused(Constraint[] rules, string says) =>
        Assert.Contains(says, Assert.Throws<SynthesisException>(() => Reshaping.Of(Schema with { Constraints = [.. rules] }, Source(60, 2).AsSource(), default)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_table_without_rules_stays_as_it_is()
    {
        var source = Source(60, 2);
        var plain = Schema with { Columns = [.. Columns.Select(c => c with { Least = null, Most = null })], Constraints = [] };
        var shape = Reshaping.Of(plain, source.AsSource(), default);
        Assert.Same(source, shape.Into(source, out _));
        Assert.True(shape.KeepsAll);
    }
}
