using System.Collections.Immutable;
using Salus.Learning;
using Salus.Synthesis.Tables;
using Salus.Synthesis.Tables.Augmentation;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Trees;
using Xunit;

namespace Salus.Tests.Synthesis.Tables.Augmentation;

public sealed class AugmentationStudyTests
{
    private static readonly ImmutableArray<Column> columns =
    [
        new() { Name = "a", Kind = ColumnKind.Number, Decimals = 2 },
        new() { Name = "b", Kind = ColumnKind.Number, Decimals = 2 },
        new() { Name = "c", Kind = ColumnKind.Category, Levels = ["x", "y", "z"] },
        new() { Name = "outcome", Kind = ColumnKind.Category, Levels = ["no", "yes"] },
    ];

    private static readonly AugmentationOptions plain = new() { Target = "outcome", Folds = 3, Seed = 4, Threads = 2, Learners = [StudyLearner.Linear, StudyLearner.BoostedTrees] };

    private static Table Patients(int rows, ulong seed, double offset = 0, double slope = 1)
    {
        var random = new SeededRandom(seed);
        var cells = columns.Select(_ => new double[rows]).ToArray();
        for (var row = 0; row < rows; row++)
        {
            cells[0][row] = Math.Round(random.NextNormal(), 2);
            cells[1][row] = Math.Round(random.NextNormal(), 2);
            cells[2][row] = random.NextInt(3);
            cells[3][row] = random.NextDouble() < 1 / (1 + Math.Exp(-(offset + slope * (cells[0][row] - cells[1][row])))) ? 1 : 0;
        }
        return new Table(columns, [.. cells]);
    }

    [Fact]
    public void Seldom_finds_a_benefit_where_there_is_none()
    {
        const int Studies = 20;
        var found = 0;
        for (ulong seed = 0; seed < Studies; seed++)
            found += AugmentationStudy.Run(Patients(160, seed), new TreesEngine(), plain with { Seed = seed, Learners = [StudyLearner.Linear] }, null, CancellationToken.None).HasBenefit ? 1 : 0;
        // At a true rate of 5 %, more than 4 of 20 are found in one of 400 runs.
        Assert.InRange(found, 0, 4);
    }

    [Fact]
    public void Says_no_benefit_in_words()
    {
        var report = AugmentationStudy.Run(Patients(300, 9), new TreesEngine(), plain, null, CancellationToken.None);
        Assert.False(report.HasBenefit);
        Assert.StartsWith("No benefit", report.Conclusion, StringComparison.Ordinal);
        Assert.Equal("AUROC", report.Measure);
        Assert.All(report.Results, r => Assert.True(r.Low <= r.Gain && r.Gain <= r.High));
    }

    [Fact]
    public void Finds_the_benefit_of_an_engine_that_knows_more_than_the_rows()
    {
        var report = AugmentationStudy.Run(Patients(400, 3), new Oracle(), plain with { Folds = 2, Share = 10, Confidence = 0.8, Learners = [StudyLearner.BoostedTrees] }, null, CancellationToken.None);
        Assert.True(report.HasBenefit, report.Conclusion);
    }

    [Fact]
    public void Finds_the_harm_of_an_engine_that_says_the_contrary()
    {
        var report = AugmentationStudy.Run(Patients(400, 3), new Oracle { Slope = -2 }, plain with { Share = 4 }, null, CancellationToken.None);
        Assert.Contains(report.Results, r => r.Verdict is AugmentationVerdict.Harm);
        Assert.Contains("harm", report.Conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_shows_the_engine_a_row_that_it_will_be_judged_on()
    {
        var table = Patients(200, 5);
        ImmutableArray<int> persons = [.. Enumerable.Range(0, 200).Select(row => row / 4)];
        var engine = new Oracle();
        AugmentationStudy.Run(table, engine, plain with { Persons = persons, Learners = [StudyLearner.Linear] }, null, CancellationToken.None);
        Assert.Equal(3, engine.Seen.Count);
        foreach (var learned in engine.Seen)
        {
            Assert.InRange(learned.Count, 120, 144);
            foreach (var person in Enumerable.Range(0, 50))
                Assert.Contains(Enumerable.Range(0, 4).Count(i => learned.Contains((table[0][person * 4 + i], table[1][person * 4 + i]))), (int[])[0, 4]);
        }
    }

    [Fact]
    public void Adds_rows_of_the_rare_class_alone_as_a_second_way()
    {
        var report = AugmentationStudy.Run(Patients(500, 7, offset: -2.2), new TreesEngine(), plain with { Learners = [StudyLearner.Linear] }, null, CancellationToken.None);
        Assert.Equal([AddedRows.Alike, AddedRows.RareClass], report.Results.Select(r => r.Added));
        Assert.Equal("outcome = yes", report.Task);
    }

    [Fact]
    public void Judges_a_number_by_its_error()
    {
        var report = AugmentationStudy.Run(Patients(200, 2), new TreesEngine(), plain with { Target = "a", Learners = [StudyLearner.Linear] }, null, CancellationToken.None);
        Assert.Equal("RMSE", report.Measure);
        Assert.Single(report.Results);
    }

    [Fact]
    public void Gives_the_same_report_for_the_same_seed_and_any_threads()
    {
        var table = Patients(150, 6);
        var (one, three) = (AugmentationStudy.Run(table, new TreesEngine(), plain with { Threads = 1 }, null, CancellationToken.None), AugmentationStudy.Run(table, new TreesEngine(), plain with { Threads = 3 }, null, CancellationToken.None));
        Assert.Equal(one.Results.AsEnumerable(), three.Results);
    }

    [Theory]
    [InlineData("nothing", null, "no column 'nothing'")]
    [InlineData("outcome", "maybe", "no level 'maybe'")]
    public void Refuses_what_is_not_in_the_table(string target, string? level, string why) =>
        Assert.Contains(why, Assert.Throws<SynthesisException>(() => AugmentationStudy.Run(Patients(100, 1), new TreesEngine(), plain with { Target = target, Level = level }, null, CancellationToken.None)).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_a_class_with_too_few_rows() =>
        Assert.Contains("20 of each class", Assert.Throws<SynthesisException>(() => AugmentationStudy.Run(Patients(100, 1, offset: -4), new TreesEngine(), plain with { Level = "yes" }, null, CancellationToken.None)).Message, StringComparison.Ordinal);

    /// <summary>An engine that draws from where the invented patients come from, whatever it is shown, and remembers what it was shown.</summary>
    private sealed class Oracle : ITableEngine
    {
        public double Slope { get; init; } = 1;

        public List<HashSet<(double, double)>> Seen { get; } = [];

        public string Name => "oracle";

        public string Description => "Knows.";

        public ITableModel Fit(ITableSource source, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancel)
        {
            var table = source.ReadAll(cancel);
            Seen.Add([.. Enumerable.Range(0, table.RowCount).Select(row => (table[0][row], table[1][row]))]);
            return new Model(Slope);
        }

        public ITableModel Read(ImmutableArray<Column> columns, ModelFileReader file) => new Model(Slope);
    }

    private sealed class Model(double slope) : ITableModel
    {
        public string Engine => "oracle";

        public ImmutableArray<Column> Columns => columns;

        public Table Sample(int rows, SeededRandom random, CancellationToken cancel) => Patients(rows, random.NextBits(), slope: slope);

        public void Write(ModelFileWriter file) => file.Json("oracle", slope);
    }
}
