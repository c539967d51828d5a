using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Design.Patients;

/// <summary>
/// Where everything of a timeline is drawn: across in per cent of the width, down in rows of a lane. Single days that would touch are bundled,
/// so that a lane never holds more marks than somebody could point at.
/// </summary>
public sealed class TimelinePlot
{
    /// <summary>Least distance of two bundles, in per cent of the width, on a screen of at least 1000 pixels.</summary>
    public const double Wide = 2.4;

    /// <summary>The same on a telephone.</summary>
    public const double Narrow = 7.5;

    /// <summary>A lane is at most so high; what does not fit is counted, and seen by zooming in.</summary>
    public const int MostRows = 8;

    private readonly DateOnly from;
    private readonly DateOnly until;

    public TimelinePlot(TimelineView view)
    {
        (from, until) = (view.From, view.Until > view.From ? view.Until : view.From.AddDays(1));
        Lanes = [.. view.Lanes.Select(Draw)];
        var start = new DateTimeOffset(from, TimeOnly.MinValue, TimeSpan.Zero);
        Ticks = [.. TimeTicks.Between(start, new DateTimeOffset(until, TimeOnly.MinValue, TimeSpan.Zero)).Select(t => new PlotTick(X(DateOnly.FromDateTime(t.At.Date)), t.Label))];
    }

    public ImmutableArray<TimelineLanePlot> Lanes { get; }

    public ImmutableArray<PlotTick> Ticks { get; }

    private double X(DateOnly day) => Math.Clamp(100.0 * (day.DayNumber - from.DayNumber) / (until.DayNumber - from.DayNumber), 0, 100);

    private TimelineLanePlot Draw(TimelineLane lane)
    {
        var inside = lane.Items.Where(i => i.At <= until && (i.Lasts ? i.Until!.Value : i.At) >= from).OrderBy(i => i.At).ToArray();
        var (bars, rows, hidden) = Stack(inside.Where(i => i.Lasts));
        var single = inside.Where(i => !i.Lasts).ToArray();
        return new TimelineLanePlot(lane, bars, Bundle(single, Wide), Bundle(single, Narrow), rows, hidden, [.. inside.OrderByDescending(i => i.At)]);
    }

    /// <summary>Bars one below the other where they overlap: each in the first row that is free.</summary>
    private (ImmutableArray<TimelineBar> Bars, int Rows, int Hidden) Stack(IEnumerable<TimelineItem> lasting)
    {
        var free = new List<double>();
        var bars = ImmutableArray.CreateBuilder<TimelineBar>();
        var hidden = 0;
        foreach (var item in lasting)
        {
            var (start, end) = (X(item.At), Math.Max(X(item.Until!.Value), X(item.At) + 0.4));
            var row = free.FindIndex(e => e <= start);
            if (row < 0 && free.Count == MostRows)
            {
                hidden++;
                continue;
            }
            if (row < 0)
            {
                row = free.Count;
                free.Add(0);
            }
            free[row] = end + 0.3;
            bars.Add(new TimelineBar(start, end, row, item));
        }
        return (bars.ToImmutable(), free.Count, hidden);
    }

    /// <summary>Neighbours that would touch become one, until none touch; two single marks are smaller than two bundles and may stand closer.</summary>
    private ImmutableArray<TimelineBundle> Bundle(TimelineItem[] single, double apart)
    {
        var bundles = single.Select(i => new TimelineBundle(X(i.At), [i])).ToList();
        for (var i = 1; i < bundles.Count;)
        {
            var (a, b) = (bundles[i - 1], bundles[i]);
            if (b.X - a.X >= (a.Items.Length + b.Items.Length == 2 ? 0.55 * apart : apart))
            {
                i++;
                continue;
            }
            var all = a.Items.AddRange(b.Items);
            bundles[i - 1] = new TimelineBundle((a.X * a.Items.Length + b.X * b.Items.Length) / all.Length, all);
            bundles.RemoveAt(i);
            i = Math.Max(1, i - 1);
        }
        return [.. bundles];
    }
}

/// <param name="NarrowBundles">The same days on a narrow screen.</param>
/// <param name="Rows">Rows taken by <paramref name="Bars"/>.</param>
/// <param name="Hidden">Bars that no row was left for.</param>
/// <param name="Inside">Everything of the period, newest first.</param>
public sealed record TimelineLanePlot(TimelineLane Lane, ImmutableArray<TimelineBar> Bars, ImmutableArray<TimelineBundle> Bundles, ImmutableArray<TimelineBundle> NarrowBundles, int Rows, int Hidden, ImmutableArray<TimelineItem> Inside);

public sealed record TimelineBar(double Start, double End, int Row, TimelineItem Item);

/// <summary>One mark for one or more single days.</summary>
public sealed record TimelineBundle(double X, ImmutableArray<TimelineItem> Items)
{
    public DateOnly First => Items[0].At;

    public DateOnly Last => Items[^1].At;

    /// <summary>Everything in it is on one day: no zoom would take it apart.</summary>
    public bool OneDay => First == Last;

    public string Told => Items is [var only]
        ? string.Create(CultureInfo.InvariantCulture, $"{only.At:d MMM yyyy}: {only.Title}")
        : string.Create(CultureInfo.InvariantCulture, $"{Items.Length} items, {First:d MMM yyyy}{(OneDay ? "" : string.Create(CultureInfo.InvariantCulture, $" to {Last:d MMM yyyy}"))}: {string.Join("; ", Items.GroupBy(i => i.Title, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Take(6).Select(g => g.Count() > 1 ? $"{g.Count().ToString(CultureInfo.InvariantCulture)} × {g.Key}" : g.Key))}");
}
