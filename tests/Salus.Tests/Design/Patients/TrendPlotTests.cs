using Salus.Writing;
using Salus.Design.Patients;

namespace Salus.Tests.Design.Patients;

public sealed class TrendPlotTests
{
    private static readonly DateTimeOffset start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void First_and_last_value_stand_at_the_ends_and_time_is_to_scale()
    {
        var marks = Plot((0, 1), (10, 2), (40, 3)).Series[0].Marks;
        Assert.Equal([0, 25, 100], marks.Select(m => m.X));
    }

    [Fact]
    public void A_higher_value_stands_higher_and_all_are_inside()
    {
        var marks = Plot((0, 4.1), (1, 9), (2, 6)).Series[0].Marks;
        Assert.True(marks[1].Y < marks[2].Y && marks[2].Y < marks[0].Y);
        Assert.All(marks, m => Assert.InRange(m.Y, TrendPlot.Top, TrendPlot.Bottom));
    }

    [Fact]
    public void A_single_value_stands_in_the_middle() => Assert.Equal(50, Plot((0, 7)).Series[0].Marks[0].X);

    [Fact]
    public void A_long_silence_is_a_gap()
    {
        var lines = Plot((0, 1), (30, 2), (60, 3), (90, 3), (700, 4)).Series[0].Lines;
        Assert.Equal([false, false, false, true], lines.Select(l => l.Gap));
    }

    [Fact]
    public void A_changed_range_makes_two_bands_that_meet_half_way()
    {
        var plot = new TrendPlot(Trend(Point(0, 5) with { Low = 4, High = 6 }, Point(10, 5) with { Low = 4, High = 6 }, Point(20, 5) with { Low = 4, High = 5.5 }));
        Assert.Equal(2, plot.Bands.Length);
        Assert.Equal(75, plot.Bands[0].X2);
        Assert.Equal(75, plot.Bands[1].X1);
        Assert.Equal(100, plot.Bands[1].X2);
    }

    [Fact]
    public void A_range_with_one_end_is_open_at_the_other()
    {
        var band = Assert.Single(new TrendPlot(Trend(Point(0, 150) with { High = 200 }, Point(9, 210) with { High = 200 })).Bands);
        Assert.True(band.ClosedAbove);
        Assert.False(band.ClosedBelow);
        Assert.Equal(TrendPlot.Bottom, band.Bottom);
        Assert.Equal("up to 200", band.Text);
    }

    [Fact]
    public void A_range_far_from_the_values_does_not_flatten_them()
    {
        var marks = new TrendPlot(Trend(Point(0, 10) with { High = 100_000 }, Point(1, 12) with { High = 100_000 })).Series[0].Marks;
        Assert.True(marks[0].Y - marks[1].Y > 20);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.001, 0.0042)]
    [InlineData(-3, 3)]
    [InlineData(118, 164)]
    [InlineData(0, 1e9)]
    public void Ticks_are_few_round_and_inside(double low, double high)
    {
        var steps = TrendPlot.NiceSteps(low, high).ToArray();
        Assert.InRange(steps.Length, 2, 7);
        Assert.All(steps, s => Assert.InRange(s, low, high));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(200)]
    [InlineData(2000)]
    [InlineData(20_000)]
    [InlineData(36_000)]
    public void Any_span_has_a_few_dates_below_it(int days)
    {
        var ticks = Plot((0, 1), (days, 2)).AcrossTicks;
        Assert.InRange(ticks.Length, 1, 7);
        Assert.Equal(ticks.Length, ticks.Select(t => t.Label).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_value_that_is_no_number_is_not_drawn() => Assert.Single(new TrendPlot(Trend(Point(0, double.NaN), Point(1, 2))).Series[0].Marks);

    [Fact]
    public void Ranges_and_comparators_are_written_as_people_write_them()
    {
        Assert.Equal("4–5.6", (Point(0, 1) with { Low = 4, High = 5.6 }).Range);
        Assert.Equal("40 or more", (Point(0, 1) with { Low = 40 }).Range);
        Assert.Null(Point(0, 1).Range);
        Assert.Equal("≤0.10", (Point(0, 1) with { Comparator = "<=", Text = "0.10" }).Written);
    }

    private static TrendPlot Plot(params (int Day, double Value)[] points) => new(Trend([.. points.Select(p => Point(p.Day, p.Value))]));

    private static TrendView Trend(params TrendPoint[] points) => new("Glucose", "mmol/L", [new TrendSeries("", [.. points])]);

    private static TrendPoint Point(int day, double value) => new(start.AddDays(day), value, "1");
}
