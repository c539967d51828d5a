using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Design.Patients;

/// <summary>
/// Where everything of a trend is drawn. Across, in per cent of the width, so that a chart fills its place without script and its text keeps its
/// size; down, in pixels between <see cref="Top"/> and <see cref="Bottom"/>.
/// </summary>
public sealed class TrendPlot
{
    public const double Top = 8;
    public const double Bottom = 112;
    public const double Height = 132;

    private readonly DateTimeOffset from;
    private readonly double days;
    private readonly double low;
    private readonly double high;

    /// <param name="from">First day shown; null takes the first point.</param>
    /// <param name="until">Last day shown; null takes the last point.</param>
    /// <exception cref="ArgumentException">There is no point to draw.</exception>
    public TrendPlot(TrendView trend, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var points = trend.Points.Where(p => double.IsFinite(p.Value)).ToArray();
        if (points.Length == 0)
            throw new ArgumentException("A trend needs at least one value.", nameof(trend));
        this.from = from ?? points.Min(p => p.At);
        days = Math.Max(0, ((until ?? points.Max(p => p.At)) - this.from).TotalDays);
        (low, high) = Domain(points);
        Series = [.. trend.Series.Select(s => Draw(s, points))];
        Bands = [.. trend.Series.SelectMany(s => BandsOf(s.Points))];
        AcrossTicks = TimeTicks.Between(this.from, this.from.AddDays(days)).Select(t => new PlotTick(X(t.At), t.Label)).ToImmutableArray();
        UpTicks = [.. NiceSteps(low, high).Select(v => new PlotTick(Y(v), v.ToString("0.######", CultureInfo.InvariantCulture)))];
    }

    public ImmutableArray<PlotSeries> Series { get; }

    /// <summary>Reference ranges; more than one where the laboratory changed its range.</summary>
    public ImmutableArray<PlotBand> Bands { get; }

    public ImmutableArray<PlotTick> AcrossTicks { get; }

    public ImmutableArray<PlotTick> UpTicks { get; }

    private double X(DateTimeOffset at) => days <= 0 ? 50 : Math.Clamp(100 * (at - from).TotalDays / days, 0, 100);

    private double Y(double value) => Math.Clamp(Bottom - (Bottom - Top) * (value - low) / (high - low), Top, Bottom);

    /// <summary>The values and the ends of their ranges, with room above and below; a range far from every value does not flatten them.</summary>
    private static (double Low, double High) Domain(TrendPoint[] points)
    {
        var (least, most) = (points.Min(p => p.Value), points.Max(p => p.Value));
        var room = Math.Max(most - least, 0.2 * Math.Max(Math.Abs(most), Math.Abs(least)));
        foreach (var end in points.SelectMany(p => new[] { p.Low, p.High }).OfType<double>())
        {
            if (end > least - 2 * room && end < most + 2 * room)
                (least, most) = (Math.Min(least, end), Math.Max(most, end));
        }
        var pad = most > least ? 0.1 * (most - least) : most == 0 ? 1 : 0.1 * Math.Abs(most);
        return (least >= 0 ? Math.Max(0, least - pad) : least - pad, most + pad);
    }

    private PlotSeries Draw(TrendSeries series, TrendPoint[] all)
    {
        var points = series.Points.Where(p => double.IsFinite(p.Value)).ToArray();
        var spacing = all.Select(p => p.At).Distinct().Order().ToArray() is { Length: > 2 } times
            ? times.Zip(times.Skip(1), (a, b) => (b - a).TotalDays).Order().ElementAt((times.Length - 1) / 2)
            : double.MaxValue;
        var lines = points.Zip(points.Skip(1), (a, b) => new PlotLine(X(a.At), Y(a.Value), X(b.At), Y(b.Value), (b.At - a.At).TotalDays > 3 * spacing));
        return new PlotSeries(series.Name, [.. lines], [.. points.Select(p => new PlotMark(X(p.At), Y(p.Value), p))]);
    }

    // A range holds half-way to the neighbours of the points that carry it.
    private IEnumerable<PlotBand> BandsOf(ImmutableArray<TrendPoint> points)
    {
        for (var i = 0; i < points.Length;)
        {
            var last = i;
            while (last + 1 < points.Length && points[last + 1].Low == points[i].Low && points[last + 1].High == points[i].High)
                last++;
            if (points[i].Range is { } range)
            {
                var start = i == 0 ? 0 : (X(points[i - 1].At) + X(points[i].At)) / 2;
                var end = last == points.Length - 1 ? 100 : (X(points[last].At) + X(points[last + 1].At)) / 2;
                var (top, bottom) = (points[i].High is { } h ? Y(h) : Top, points[i].Low is { } l ? Y(l) : Bottom);
                if (bottom > top)
                    yield return new PlotBand(start, end, top, bottom, range, points[i].High is not null, points[i].Low is not null);
            }
            i = last + 1;
        }
    }

    /// <summary>Three to five round values inside the domain.</summary>
    public static IEnumerable<double> NiceSteps(double low, double high)
    {
        var rough = (high - low) / 3.5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
        for (var i = Math.Ceiling(low / step); i * step <= high; i++)
            yield return Math.Round(i * step, 10);
    }
}

public sealed record PlotSeries(string Name, ImmutableArray<PlotLine> Lines, ImmutableArray<PlotMark> Marks);

/// <param name="Gap">Nothing was measured for much longer than usual.</param>
public readonly record struct PlotLine(double X1, double Y1, double X2, double Y2, bool Gap);

public sealed record PlotMark(double X, double Y, TrendPoint Point);

public sealed record PlotBand(double X1, double X2, double Top, double Bottom, string Text, bool ClosedAbove, bool ClosedBelow);

public readonly record struct PlotTick(double Place, string Label);
