namespace Salus.Fhir.Paths.Functions;

/// <summary>The clock (FHIRPath 2.0 §5.9.2) and the parts of dates and times (3.0 ballot).</summary>
internal static class DatesAndTimes
{
    public static IEnumerable<(string Name, Function Function)> Functions =>
    [
        ("now", new(0, 0, static (Scope scope, in PathValues _, Call _, ref PathValues output) => output.Add(PathValue.Of(At(scope, PathKind.DateTime, PathPrecision.Millisecond))))),
        ("today", new(0, 0, static (Scope scope, in PathValues _, Call _, ref PathValues output) => output.Add(PathValue.Of(At(scope, PathKind.Date, PathPrecision.Day))))),
        ("timeOfDay", new(0, 0, static (Scope scope, in PathValues _, Call _, ref PathValues output) => output.Add(PathValue.Of(At(scope, PathKind.Time, PathPrecision.Millisecond))))),
        Part("yearOf", PathPrecision.Year, static local => local.Year),
        Part("monthOf", PathPrecision.Month, static local => local.Month),
        Part("dayOf", PathPrecision.Day, static local => local.Day),
        Part("hourOf", PathPrecision.Hour, static local => local.Hour),
        Part("minuteOf", PathPrecision.Minute, static local => local.Minute),
        Part("secondOf", PathPrecision.Second, static local => local.Second),
        Part("millisecondOf", PathPrecision.Millisecond, static local => local.Millisecond),
        ("timezoneOffsetOf", new(0, 0, TimezoneOffset)),
        ("dateOf", new(0, 0, DateOf)),
        ("timeOf", new(0, 0, TimeOf)),
    ];

    private static PathTemporal At(Scope scope, PathKind kind, PathPrecision precision)
    {
        var now = scope.Now;
        var local = now.DateTime.Ticks - (now.DateTime.Ticks % TimeSpan.TicksPerMillisecond);
        return kind switch
        {
            PathKind.Date => new PathTemporal(kind, precision, now.Date.Ticks),
            PathKind.Time => new PathTemporal(kind, precision, local % TimeSpan.TicksPerDay, 3),
            _ => new PathTemporal(kind, precision, local, 3, (int)now.Offset.TotalMinutes),
        };
    }

    /// <summary>The date of a moment, as far as it is known.</summary>
    public static PathTemporal DatePart(PathTemporal moment)
    {
        var precision = moment.Precision < PathPrecision.Day ? moment.Precision : PathPrecision.Day;
        return new PathTemporal(PathKind.Date, precision, PathTemporal.Truncated(moment.LocalTicks, precision));
    }

    private static (string Name, Function Function) Part(string name, PathPrecision least, Func<DateTime, int> part) =>
        (name, new(0, 0, (Scope scope, in PathValues input, Call call, ref PathValues output) =>
        {
            if (TryTemporal(scope, input, call, out var value) && value.Precision >= least && (value.Kind is not PathKind.Time || least >= PathPrecision.Hour))
                output.Add(PathValue.Of(part(value.Local)));
        }));

    private static bool TryTemporal(Scope scope, in PathValues input, Call call, out PathTemporal value)
    {
        value = null!;
        if (!call.TryInput(scope, input, out var item))
            return false;
        value = item.AsTemporal() ?? throw call.Wrong(scope, $"'{call.Name}' works on a date or time, not on {item.TypeName}.");
        return true;
    }

    private static void TimezoneOffset(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (TryTemporal(scope, input, call, out var value) && value.OffsetMinutes is { } minutes)
            output.Add(PathValue.Of(minutes / 60m));
    }

    private static void DateOf(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (TryTemporal(scope, input, call, out var value) && value.Kind is not PathKind.Time)
            output.Add(PathValue.Of(DatePart(value)));
    }

    private static void TimeOf(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (TryTemporal(scope, input, call, out var value) && value.Precision >= PathPrecision.Hour)
            output.Add(PathValue.Of(new PathTemporal(PathKind.Time, value.Precision, value.LocalTicks % TimeSpan.TicksPerDay, value.FractionDigits)));
    }
}
