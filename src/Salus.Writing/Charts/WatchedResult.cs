using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir.Units;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>How far a result is from what is usual.</summary>
public enum ResultWeight
{
    Usual,

    /// <summary>Outside the range that came with it, flagged, or beyond a published decision limit.</summary>
    Abnormal,

    /// <summary>Flagged as critical, or beyond a published limit for calling somebody.</summary>
    Critical,
}

/// <summary>A limit with where it is published.</summary>
internal sealed record ResultLimit(string Unit, decimal? CriticalLow, decimal? Low, decimal? High, decimal? CriticalHigh, string Source);

/// <summary>How a value was judged, and by what.</summary>
/// <param name="Because">For readers: <c>flagged critically high by its source</c>, <c>at or above 6.5 % (ADA)</c>; empty when usual.</param>
/// <param name="Limit">The published limit, in <paramref name="LimitUnit"/>; null when a flag or a range decided.</param>
public sealed record ResultJudgement(ResultWeight Weight, string Because, decimal? Limit = null, string LimitUnit = "");

/// <summary>A result that readers of charts look for, however its source names it.</summary>
/// <param name="Key">For example <c>hba1c</c>.</param>
/// <param name="Name">As shown: <c>HbA1c</c>.</param>
/// <param name="Groups">Which documents look for it: <c>overview</c>, <c>pre-operative</c>.</param>
public sealed record WatchedResult(string Key, string Name, ImmutableArray<string> Loinc, ImmutableArray<string> Names, ImmutableArray<string> Groups)
{
    private static readonly Lazy<ImmutableArray<WatchedResult>> all = new(Read);

    /// <summary>False for what is asked, not measured: smoking is a habit that other entries tell of too.</summary>
    public bool IsMeasured => Key is not "smoking";

    internal ImmutableArray<ResultLimit> Limits { get; init; } = [];

    /// <summary>In the order in which they are shown.</summary>
    public static ImmutableArray<WatchedResult> All => all.Value;

    public static ImmutableArray<WatchedResult> For(string group) => [.. All.Where(w => w.Groups.Contains(group, StringComparer.Ordinal))];

    /// <summary>Null for a course that is not among them.</summary>
    public static WatchedResult? Of(ResultCourse course)
    {
        ArgumentNullException.ThrowIfNull(course);
        return All.FirstOrDefault(w => w.Is(course));
    }

    /// <summary>By a LOINC code of its newest value, else by its name.</summary>
    public bool Is(ResultCourse course)
    {
        ArgumentNullException.ThrowIfNull(course);
        var codes = course.Newest.Fact.Resource.Code?.Codings.Where(c => c.System is "http://loinc.org").Select(c => c.Code).OfType<string>().ToArray() ?? [];
        if (codes.Any(c => Loinc.Contains(c, StringComparer.Ordinal)))
            return true;
        var name = ChartWords.Plain(course.Name).ToLowerInvariant();
        return !All.Any(w => codes.Any(c => w.Loinc.Contains(c, StringComparer.Ordinal))) && Names.Any(n => name == n || name.StartsWith(n + " ", StringComparison.Ordinal) && !name.Contains("urine", StringComparison.Ordinal) && !name.Contains("ratio", StringComparison.Ordinal));
    }

    /// <summary>The flag of its source and the range that came with it decide; a published limit adds to them, in its own unit or one that UCUM converts to it.</summary>
    public static ResultJudgement Judge(ResultCourse course, ResultPoint point)
    {
        ArgumentNullException.ThrowIfNull(course);
        ArgumentNullException.ThrowIfNull(point);
        return point.Part.Length == 0 ? JudgeOne(course, point)
            : course.Points.Where(p => p.At == point.At && p.Fact.Version == point.Fact.Version).Select(p => JudgeOne(course, p)).MaxBy(j => j.Weight)!;
    }

    private static ResultJudgement JudgeOne(ResultCourse course, ResultPoint point)
    {
        if (point.Flag is RangeFlag.CriticalLow or RangeFlag.CriticalHigh)
            return new(ResultWeight.Critical, $"flagged critically {(point.Flag is RangeFlag.CriticalLow ? "low" : "high")} by its source");
        var published = Of(course)?.Limits.Select(l => Against(l, course, point)).OfType<ResultJudgement>().MaxBy(j => j.Weight);
        if (published is { Weight: ResultWeight.Critical })
            return published;
        return point.Flag switch
        {
            RangeFlag.Low => new(ResultWeight.Abnormal, point.Low is null ? "flagged low by its source" : "below its range"),
            RangeFlag.High => new(ResultWeight.Abnormal, point.High is null ? "flagged high by its source" : "above its range"),
            RangeFlag.Abnormal => new(ResultWeight.Abnormal, "flagged abnormal by its source"),
            // Within the laboratory's own range a general limit has nothing to add.
            _ when point.Low is not null || point.High is not null => new(ResultWeight.Usual, ""),
            _ => published ?? new(ResultWeight.Usual, ""),
        };
    }

    private static ResultJudgement? Against(ResultLimit limit, ResultCourse course, ResultPoint point)
    {
        // The lower part of a blood pressure has no limit here.
        if (point.Number is not { } number || point.Part.Contains("diastolic", StringComparison.OrdinalIgnoreCase) || limit.Unit.Length == 0)
            return null;
        if (!string.Equals(limit.Unit, course.Unit, StringComparison.Ordinal))
        {
            if (Ucum.TryConvert(number, course.Unit, limit.Unit) is not { } converted)
                return null;
            number = converted;
        }
        string Said(string side, decimal bound) => $"{side} {ChartWords.Number(bound)} {ChartWords.Unit(limit.Unit)} ({limit.Source})".Replace("  ", " ", StringComparison.Ordinal);
        return number <= limit.CriticalLow && point.Comparator is not (">" or ">=") ? new(ResultWeight.Critical, Said("at or below", limit.CriticalLow.Value), limit.CriticalLow, limit.Unit)
            : number >= limit.CriticalHigh && point.Comparator is not ("<" or "<=") ? new(ResultWeight.Critical, Said("at or above", limit.CriticalHigh.Value), limit.CriticalHigh, limit.Unit)
            : number < limit.Low && point.Comparator is not (">" or ">=") ? new(ResultWeight.Abnormal, Said("less than", limit.Low.Value), limit.Low, limit.Unit)
            : number >= limit.High && point.Comparator is not ("<" or "<=") ? new(ResultWeight.Abnormal, Said("at or above", limit.High.Value), limit.High, limit.Unit)
            : null;
    }

    private static ImmutableArray<WatchedResult> Read() =>
    [
        .. ChartData.Rows("results.tsv").GroupBy(r => r["key"], StringComparer.Ordinal).Select(same => new WatchedResult(same.Key, same.First()["name"],
            [.. same.SelectMany(r => Listed(r["loinc"])).Distinct(StringComparer.Ordinal)], [.. Listed(same.First()["words"])], [.. Listed(same.First()["groups"])])
        {
            Limits = [.. same.Where(r => r["unit"].Length > 0).Select(r => new ResultLimit(r["unit"], Bound(r["critical-low"]), Bound(r["low"]), Bound(r["high"]), Bound(r["critical-high"]), r["source"]))],
        }),
    ];

    private static string[] Listed(string cell) => cell.Split('|', StringSplitOptions.RemoveEmptyEntries);

    private static decimal? Bound(string cell) => cell.Length == 0 ? null : decimal.Parse(cell, CultureInfo.InvariantCulture);
}
