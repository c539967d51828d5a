using System.IO.Compression;
using Salus.Learning;
using Salus.Learning.Survival;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Copula;
using Salus.Synthesis.Tables.Longitudinal;

namespace Salus.Tests.Synthesis.Tables.Longitudinal;

public sealed class LongitudinalEngineTests
{
    private static readonly LongitudinalEngine Engine = new(new CopulaEngine(), new CopulaEngine());
    private static readonly Related Source = Split(400, 1);
    private static readonly LongitudinalModel Model = Engine.Fit(Source, new FitOptions { Seed = 1 }, null, CancellationToken.None);
    private static readonly Related Drawn = Model.Sample(1200, new SeededRandom(2), CancellationToken.None);

    [Fact]
    public void Finds_the_end_of_follow_up_and_what_ended_it()
    {
        Assert.Equal(["followed"], Model.Ends);
        Assert.Equal("died", Model.Event);
    }

    [Fact]
    public void No_visit_comes_after_the_end_and_days_rise()
    {
        for (var person = 0; person < Drawn.Parent.RowCount; person++)
        {
            var (from, to) = (Drawn.Visits(person).Start.Value, Drawn.Visits(person).End.Value);
            Assert.Equal(0, Drawn.Time(from));
            for (var visit = from + 1; visit < to; visit++)
                Assert.True(Drawn.Time(visit) > Drawn.Time(visit - 1));
            Assert.True(Drawn.Parent[0][person] >= Drawn.Time(to - 1));
        }
    }

    [Fact]
    public void Counts_of_visits_and_the_memory_from_visit_to_visit_are_those_of_the_source()
    {
        Assert.Equal(Visits(Source), Visits(Drawn), 0.5);
        Assert.Equal(Memory(Source), Memory(Drawn), 0.08);
        Assert.Equal(Source.Parent[1].Average(), Drawn.Parent[1].Average(), 0.08);
        Assert.Equal(0.2, Drawn.Child[2].Count(double.IsNaN) / (double)Drawn.Child.RowCount, 0.05);
    }

    [Fact]
    public void The_marker_is_as_dangerous_as_in_the_source()
    {
        var (real, drawn) = (Hazard(Source), Hazard(Drawn));
        var (_, low, high) = real.HazardRatio(0, 0.99);

        Assert.InRange(Math.Exp(drawn.Coefficients[0]), low, high);
    }

    [Fact]
    public void The_same_seed_gives_the_same_courses_whatever_the_threads()
    {
        var other = Engine.Fit(Source, new FitOptions { Seed = 1, Threads = 1 }, null, CancellationToken.None).Sample(1200, new SeededRandom(2), CancellationToken.None);

        Assert.Equal(Drawn.ParentOfChild, other.ParentOfChild);
        Assert.All(Enumerable.Range(0, Drawn.Child.ColumnCount), c => Assert.Equal(Drawn.Child[c], other.Child[c]));
        Assert.Equal(Drawn.Parent[0], other.Parent[0]);
    }

    [Fact]
    public void A_model_written_and_read_again_draws_the_same()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            Model.Write(new ModelFileWriter(archive));
        using var from = new ZipArchive(new MemoryStream(bytes.ToArray()));
        var again = Engine.Read(new ModelFileReader(from)).Sample(1200, new SeededRandom(2), CancellationToken.None);

        Assert.Equal(Drawn.Child[1], again.Child[1]);
        Assert.Equal(Drawn.Parent[0], again.Parent[0]);
    }

    [Fact]
    public void A_twin_keeps_its_past_and_its_futures_differ()
    {
        var begun = Source.Take([0, 1, 2], _ => 2);

        var futures = Model.Continue(begun, 40, new SeededRandom(3), CancellationToken.None);

        Assert.Equal(120, futures.Parent.RowCount);
        for (var twin = 0; twin < 120; twin++)
        {
            var (own, real) = (futures.Visits(twin).Start.Value, begun.Visits(twin / 40).Start.Value);
            Assert.True(futures.Count(twin) >= begun.Count(twin / 40));
            for (var visit = 0; visit < begun.Count(twin / 40); visit++)
                Assert.Equal(begun.Child[1][real + visit], futures.Child[1][own + visit]);
            Assert.Equal(begun.Parent[2][twin / 40], futures.Parent[2][twin]);
            Assert.True(futures.Parent[0][twin] >= futures.Time(futures.Visits(twin).End.Value - 1));
        }
        Assert.True(Enumerable.Range(0, 40).Select(futures.Count).Distinct().Count() > 1);
    }

    [Fact]
    public void Twins_of_persons_never_seen_are_as_unsure_as_they_should_be()
    {
        var spreads = TwinCalibration.Measure(Model, Split(130, 9), 60, 2, new SeededRandom(4), CancellationToken.None);

        var marker = Assert.Single(spreads, s => s is { Column: "marker", Visit: 1 });
        Assert.InRange(marker.Count, 60, 130);
        Assert.InRange(marker.Within50, 0.38, 0.62);
        Assert.InRange(marker.Within80, 0.68, 0.90);
        Assert.InRange(marker.Within95, 0.88, 1);
        Assert.InRange(marker.PitDistance, 0, 1.5 * marker.PitBound);
        Assert.Contains(spreads, s => s is { Column: "day", Visit: 2 });
        Assert.Contains("not a prediction for care", TwinCalibration.Caution, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_too_few_persons() =>
        Assert.Contains("5 persons", Assert.Throws<SynthesisException>(() => Engine.Fit(Split(5, 1), new FitOptions(), null, CancellationToken.None)).Message, StringComparison.Ordinal);

    private static Related Split(int persons, ulong seed)
    {
        var (table, owners) = InventedCourses.Long(persons, seed);
        return LongTable.Split(table, owners);
    }

    private static double Visits(Related related) => related.Child.RowCount / (double)related.Parent.RowCount;

    /// <summary>The correlation of the logarithm of the marker with itself one visit later.</summary>
    private static double Memory(Related related)
    {
        (double Now, double Next)[] pairs = [.. Enumerable.Range(1, related.Child.RowCount - 1).Where(v => related.ParentOfChild[v] == related.ParentOfChild[v - 1])
            .Select(v => (Math.Log(related.Child[1][v - 1]), Math.Log(related.Child[1][v])))];
        var (a, b) = (pairs.Average(p => p.Now), pairs.Average(p => p.Next));
        return pairs.Sum(p => (p.Now - a) * (p.Next - b)) / Math.Sqrt(pairs.Sum(p => (p.Now - a) * (p.Now - a)) * pairs.Sum(p => (p.Next - b) * (p.Next - b)));
    }

    private static CoxRegression Hazard(Related related) => CoxRegression.Fit(
        [[.. Enumerable.Range(0, related.Parent.RowCount).Select(p => Math.Log(related.Child[1][related.Visits(p).Start.Value]))]],
        [.. Enumerable.Range(0, related.Parent.RowCount).Select(p => new Spell(0, related.Parent[0][p], related.Parent[1][p] == 1))]);
}
