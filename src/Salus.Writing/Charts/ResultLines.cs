using System.Collections.Immutable;
using System.Globalization;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>Which way a result went since the value before it.</summary>
public enum ResultTrend
{
    /// <summary>There is no earlier exact number of the same kind.</summary>
    None,
    Unchanged,
    Up,
    Down,
}

/// <summary>
/// The newest value of a course in one line: value, unit, date, range or flag, and the difference from the value before it as a
/// calculation. Numbers with more digits than a measurement has are rounded to three significant ones, and the difference is that of
/// the numbers shown.
/// </summary>
public static class ResultLines
{
    /// <summary>The line; several where a course is read in parts, such as a blood pressure, are told in one.</summary>
    /// <param name="asOf">The newest value up to here; null for the newest of all.</param>
    public static ChartLine? Of(ResultCourse course, DateTimeOffset? asOf = null)
    {
        ArgumentNullException.ThrowIfNull(course);
        if (NewestOf(course, asOf) is not { } newest)
            return null;
        var parts = course.Points.Where(p => p.At == newest.At && p.Fact.Version == newest.Fact.Version && p.Part.Length > 0).Reverse().DistinctBy(p => p.Part, StringComparer.Ordinal)
            .OrderByDescending(p => p.Part.StartsWith("Systolic", StringComparison.OrdinalIgnoreCase)).ToArray();
        if (parts.Length == 0)
            parts = [newest];
        var values = string.Join(", ", parts.Select(p => p.Part.Length > 0 ? $"{p.Part.ToLowerInvariant()} {Amount(course, p)}" : Amount(course, p)));
        var judged = parts.Select(p => WatchedResult.Judge(course, p)).MaxBy(j => j.Weight)!;
        var (before, trend, difference) = Since(course, parts[0]);
        return new ChartLine($"{NameOf(course)}{(newest.Number is null ? ":" : "")} {values} on {ChartWords.Day(newest.At)}{(Range(course, parts[0]) is { Length: > 0 } range ? $" ({range})" : "")}{(judged.Because.Length > 0 ? ", " + judged.Because : "")}{Trend(course, parts[0], before, trend, difference)}.",
            [.. parts.SelectMany(p => Evidence(course, p)), .. Bounds(parts[0]), .. judged.Limit is { } limit ? [new Calculation(newest.Fact.Version.Place, $"limit: {judged.Because}", limit, judged.LimitUnit)] : ImmutableArray<Evidence>.Empty, .. before is { } known ? Evidence(course, known) : [], .. difference is { } value ? [Calculated(course, parts[0], before!, value)] : ImmutableArray<Evidence>.Empty]);
    }

    /// <summary>As this project calls the result, else its source's name without what is for machines.</summary>
    public static string NameOf(ResultCourse course) => WatchedResult.Of(course)?.Name ?? ChartWords.Plain(course.Name);

    /// <summary>Value and unit for a reader.</summary>
    public static string Amount(ResultCourse course, ResultPoint point)
    {
        ArgumentNullException.ThrowIfNull(course);
        ArgumentNullException.ThrowIfNull(point);
        return point.Number is { } number ? $"{point.Comparator}{ChartWords.Number(ChartWords.Rounded(number))} {ChartWords.Unit(course.Unit)}".TrimEnd() : ChartWords.Plain(point.Text);
    }

    public static ResultPoint? NewestOf(ResultCourse course, DateTimeOffset? asOf)
    {
        ArgumentNullException.ThrowIfNull(course);
        return course.Points.LastOrDefault(p => asOf is null || p.At <= asOf);
    }

    /// <summary>The value before, which way it went, and the difference of the numbers as they are shown.</summary>
    public static (ResultPoint? Before, ResultTrend Trend, decimal? Difference) Since(ResultCourse course, ResultPoint point)
    {
        ArgumentNullException.ThrowIfNull(course);
        ArgumentNullException.ThrowIfNull(point);
        var before = course.Points.LastOrDefault(p => p.At < point.At && string.Equals(p.Part, point.Part, StringComparison.Ordinal));
        if (before is not { Number: { } earlier, Comparator: "" } || point is not { Number: { } now, Comparator: "" })
            return (before, ResultTrend.None, null);
        var difference = ChartWords.Rounded(now) - ChartWords.Rounded(earlier);
        return (before, difference > 0 ? ResultTrend.Up : difference < 0 ? ResultTrend.Down : ResultTrend.Unchanged, difference);
    }

    /// <summary>The value as its source has it, the day, and the rounding where there was one.</summary>
    public static IEnumerable<Evidence> Evidence(ResultCourse course, ResultPoint point)
    {
        ArgumentNullException.ThrowIfNull(course);
        ArgumentNullException.ThrowIfNull(point);
        yield return point.Evidence();
        if (ChartLine.ElementOf(point.Fact.Version, "Observation.effective", "Observation.effective.start", "Observation.issued") is { } when)
            yield return when;
        if (point.Number is { } number && ChartWords.Rounded(number) is var rounded && rounded != number)
            yield return new Calculation(point.Fact.Version.Place, string.Create(CultureInfo.InvariantCulture, $"{number} {course.Unit}, rounded"), rounded, course.Unit);
    }

    /// <summary>The reference range of the first value, where it is shown.</summary>
    private static IEnumerable<Evidence> Bounds(ResultPoint point)
    {
        var at = point.Path.StartsWith("Observation.component", StringComparison.Ordinal) ? point.Path[..point.Path.LastIndexOf('.')] : "Observation";
        foreach (var side in new[] { point.Low is null ? null : "low", point.High is null ? null : "high" }.OfType<string>())
            if (ChartLine.ElementOf(point.Fact.Version, $"{at}.referenceRange[0].{side}.value") is { } bound)
                yield return bound;
    }

    private static Calculation Calculated(ResultCourse course, ResultPoint now, ResultPoint before, decimal difference) =>
        new(now.Fact.Version.Place, $"{Amount(course, now)} on {ChartWords.Day(now.At)} minus {Amount(course, before)} on {ChartWords.Day(before.At)}", difference, course.Unit);

    private static string Trend(ResultCourse course, ResultPoint point, ResultPoint? before, ResultTrend trend, decimal? difference)
    {
        var part = point.Part.Length > 0 ? point.Part.ToLowerInvariant() + " " : "";
        return (before, trend) switch
        {
            (null, _) => "; no earlier value",
            (_, ResultTrend.Unchanged) => $"; {part}unchanged since {ChartWords.Day(before.At)}",
            (_, ResultTrend.Up or ResultTrend.Down) => $"; {part}{(trend is ResultTrend.Up ? "up" : "down")} by {ChartWords.Number(Math.Abs(difference!.Value))} {ChartWords.Unit(course.Unit)}".TrimEnd() + $" from {Amount(course, before)} on {ChartWords.Day(before.At)}",
            _ => Amount(course, before) == Amount(course, point) ? $"; the same on {ChartWords.Day(before.At)}" : $"; {part}{Amount(course, before)} on {ChartWords.Day(before.At)}",
        };
    }

    /// <summary><c>range 3.5 to 5.1 mmol/L</c> as it came with the value; empty when none did.</summary>
    public static string Range(ResultCourse course, ResultPoint point)
    {
        ArgumentNullException.ThrowIfNull(course);
        ArgumentNullException.ThrowIfNull(point);
        var unit = ChartWords.Unit(course.Unit);
        return ((point.Low, point.High) switch
        {
            ({ } low, { } high) => $"range {ChartWords.Number(low)} to {ChartWords.Number(high)} {unit}",
            ({ } low, null) => $"range from {ChartWords.Number(low)} {unit}",
            (null, { } high) => $"range up to {ChartWords.Number(high)} {unit}",
            _ => "",
        }).TrimEnd();
    }
}
