using FsCheck;
using FsCheck.Fluent;
using Salus.Design.Patients;

namespace Salus.Tests.Design.Patients;

public sealed class TimelinePlotTests
{
    private static readonly DateOnly start = new(2010, 1, 1);

    [Fact]
    public void Days_that_would_touch_become_one_mark_that_says_what_is_in_it()
    {
        var lane = Plot(Day(10, "Check-up"), Day(12, "Check-up"), Day(3000, "Emergency")).Lanes[0];
        Assert.Equal([2, 1], lane.Bundles.Select(b => b.Items.Length));
        Assert.Equal("2 items, 11 Jan 2010 to 13 Jan 2010: 2 × Check-up", lane.Bundles[0].Told);
    }

    [Fact]
    public void Nothing_is_lost_and_bundles_keep_their_distance() => Prop.ForAll<int[]>(days =>
    {
        var items = days.Select(d => Day((int)(Math.Abs((long)d) % 3653), "Visit")).ToArray();
        var lane = Plot(items).Lanes[0];
        return new[] { (lane.Bundles, TimelinePlot.Wide), (lane.NarrowBundles, TimelinePlot.Narrow) }.All(set =>
            set.Item1.Sum(b => b.Items.Length) == items.Length
            && set.Item1.Zip(set.Item1.Skip(1), (a, b) => b.X - a.X).All(apart => apart >= 0.55 * set.Item2 - 1e-9));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_overlaps_in_time_stands_one_below_the_other()
    {
        var lane = Plot(Bar(0, 1000), Bar(500, 900), Bar(1100, 2000)).Lanes[0];
        Assert.Equal([0, 1, 0], lane.Bars.Select(b => b.Row));
        Assert.Equal(2, lane.Rows);
    }

    [Fact]
    public void More_at_once_than_a_lane_holds_is_counted()
    {
        var lane = Plot([.. Enumerable.Range(0, 12).Select(_ => Bar(0, 3000))]).Lanes[0];
        Assert.Equal(TimelinePlot.MostRows, lane.Rows);
        Assert.Equal(12 - TimelinePlot.MostRows, lane.Hidden);
    }

    [Fact]
    public void What_ended_before_the_period_is_left_out_and_what_reaches_into_it_is_not()
    {
        var view = new TimelineView(start.AddYears(5), start.AddYears(6), [new TimelineLane("problems", "Problems", [Bar(0, 100), Bar(0, 2000), Day(20, "Visit")])], []);
        var lane = new TimelinePlot(view).Lanes[0];
        Assert.Equal(0, Assert.Single(lane.Bars).Start);
        Assert.Empty(lane.Bundles);
        Assert.Single(lane.Inside);
    }

    [Fact]
    public void What_goes_on_reaches_the_right_edge()
    {
        var item = Day(100, "Diabetes") with { Until = DateOnly.MaxValue };
        Assert.True(item.Ongoing);
        Assert.Equal(100, Plot(item).Lanes[0].Bars[0].End);
    }

    private static TimelinePlot Plot(params TimelineItem[] items) => new(new TimelineView(start, start.AddYears(10), [new TimelineLane("encounters", "Encounters", [.. items])], []));

    private static TimelineItem Day(int day, string title) => new(start.AddDays(day), null, title, null, "/");

    private static TimelineItem Bar(int from, int until) => new(start.AddDays(from), start.AddDays(until), "Problem", null, "/");
}
