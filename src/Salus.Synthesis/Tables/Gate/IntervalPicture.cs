using Salus.Design;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>A measure with its interval against its limit, on one line.</summary>
public static class IntervalPicture
{
    private const double Width = 260;
    private const double Height = 30;
    private const double Left = 6;

    /// <summary>One SVG element with presentation attributes only; the interval has the class of the verdict: <c>pass</c>, <c>warn</c>, <c>fail</c> or <c>unknown</c>, the limit <c>limit</c>.</summary>
    public static string Svg(Measure measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        var canvas = new SvgCanvas(Width, Height, "interval", Label(measure));
        var (from, to) = Range(measure);
        const double Y = 11;
        canvas.Line(Left, Y, Width - Left, Y, "axis", 1, 0.25);
        if (measure.Limit is { } limit && limit >= from && limit <= to)
        {
            canvas.Line(X(limit), 2, X(limit), 20, "limit", 1.5, 1, "3 2");
            canvas.Words(Math.Clamp(X(limit), Left + 10, Width - Left - 10), 29, Text.Number(limit, limit is > 0 and < 0.005 ? 4 : 2), "middle", 9, 0.8);
        }
        var kind = measure.Verdict switch { Verdict.Pass => "pass", Verdict.Warn => "warn", Verdict.Fail => "fail", _ => "unknown" };
        if (measure is { Low: { } low, High: { } high })
        {
            canvas.Line(X(low), Y, X(high), Y, kind, 4, 0.45);
            canvas.Line(X(low), Y - 4, X(low), Y + 4, kind, 1.5);
            canvas.Line(X(high), Y - 4, X(high), Y + 4, kind, 1.5);
        }
        if (measure.Value is { } value)
            canvas.Dot(X(value), Y, 4, kind);
        var marked = measure.Limit is { } l ? X(l) : -1;
        if (Math.Abs(marked - Left) > 26)
            canvas.Words(Left, 29, Text.Number(from, from == Math.Round(from) ? 0 : 1), "start", 9, 0.6);
        if (Math.Abs(marked - (Width - Left)) > 26)
            canvas.Words(Width - Left, 29, Text.Number(to, to == Math.Round(to) ? 0 : 1), "end", 9, 0.6);
        return canvas.Finish();

        double X(double at) => Left + (Math.Clamp(at, from, to) - from) / (to - from) * (Width - 2 * Left);
    }

    /// <summary>In words and figures, also for those who do not see it.</summary>
    public static string Label(Measure measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        return measure.Value is not { } value ? $"{measure.Title}: not measurable"
            : $"{measure.Title}: {Text.Number(value, 3)}" + (measure is { Low: { } low, High: { } high } ? $" (95 % interval {Text.Number(low, 3)} to {Text.Number(high, 3)})" : "") + (measure.Limit is { } limit ? $", limit {Text.Number(limit, 3)}" : "");
    }

    /// <summary>A risk from 0 with its limit in the left third, an area under the curve from 0.4, a ratio from 0 to 2.</summary>
    private static (double From, double To) Range(Measure measure)
    {
        if (measure.Key is "fifth-percentile")
            return (0, 2);
        var (chance, limit) = measure.Limit is { } l ? (l is > 0.5 and < 0.9, l) : (false, 0.5);
        if (chance)
            return (0.4, 1);
        if (limit >= 0.9)
            return (0, 1);
        var most = Math.Max(limit * 3, Math.Max(measure.High ?? 0, measure.Value ?? 0) * 1.05);
        var to = most <= 0.3 ? 0.3 : most <= 0.6 ? 0.6 : 1;
        return (Math.Min(0, Math.Max(-0.1, Math.Floor((measure.Low ?? 0) * 10) / 10)), to);
    }
}
