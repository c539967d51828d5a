using System.Globalization;

namespace Salus.Design.Patients;

/// <summary>Round moments between two, at most about six of them, labelled in the unit a person would use.</summary>
internal static class TimeTicks
{
    private const double Month = 30.44;

    // From a span of so many days on: a tick every so many months.
    private static readonly (double Days, int Months, string Format)[] steps =
    [
        (48 * 365, 240, "yyyy"), (24 * 365, 120, "yyyy"), (12 * 365, 60, "yyyy"), (6 * 365, 24, "yyyy"), (2.2 * 365, 12, "yyyy"), (14 * Month, 6, "MMM yyyy"), (6 * Month, 3, "MMM yyyy"), (2 * Month, 1, "MMM yyyy"),
    ];

    public static IEnumerable<(DateTimeOffset At, string Label)> Between(DateTimeOffset from, DateTimeOffset until)
    {
        var days = (until - from).TotalDays;
        if (days <= 0)
            return [(from, Text(from, "d MMM yyyy"))];
        foreach (var (least, months, format) in steps)
        {
            if (days >= least)
                return ByMonths(from, until, months, format);
        }
        return days >= 3 ? ByDays(from, until, Math.Max(1, (int)Math.Ceiling(days / 4)), "d MMM") : ByDays(from, until, 1, "d MMM yyyy");
    }

    private static IEnumerable<(DateTimeOffset, string)> ByMonths(DateTimeOffset from, DateTimeOffset until, int step, string format)
    {
        var first = (from.Year * 12 + from.Month - 1 + step - 1) / step * step;
        for (var month = first; month / 12 is >= 1 and <= 9999; month += step)
        {
            var at = new DateTimeOffset(month / 12, month % 12 + 1, 1, 0, 0, 0, from.Offset);
            if (at > until)
                yield break;
            if (at >= from)
                yield return (at, Text(at, format));
        }
    }

    private static IEnumerable<(DateTimeOffset, string)> ByDays(DateTimeOffset from, DateTimeOffset until, int step, string format)
    {
        var any = false;
        for (var at = new DateTimeOffset(from.Date.AddDays(1), from.Offset); at <= until; at = at.AddDays(step))
        {
            any = true;
            yield return (at, Text(at, format));
        }
        if (!any)
            yield return (from, Text(from, format));
    }

    private static string Text(DateTimeOffset at, string format) => at.ToString(format, CultureInfo.InvariantCulture);
}
