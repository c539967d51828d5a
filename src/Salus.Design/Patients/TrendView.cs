using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Design.Patients;

/// <summary>The course of one result or vital sign.</summary>
/// <param name="Name">As the clinic calls it, for example <c>Haemoglobin A1c</c>.</param>
/// <param name="Unit">As written beside the value; empty when it has none. All points share it.</param>
/// <param name="Series">One for most; two for a blood pressure.</param>
public sealed record TrendView(string Name, string Unit, ImmutableArray<TrendSeries> Series)
{
    /// <summary>Points of all series.</summary>
    public IEnumerable<TrendPoint> Points => Series.SelectMany(s => s.Points);

    /// <summary>Address on the page.</summary>
    public string? Id { get; init; }
}

/// <param name="Name">Told apart in the legend; empty when there is only one.</param>
/// <param name="Points">Oldest first.</param>
public sealed record TrendSeries(string Name, ImmutableArray<TrendPoint> Points);

/// <summary>One measured value.</summary>
/// <param name="Value">Where it is drawn.</param>
/// <param name="Text">As it was sent, digits kept and without comparator and unit.</param>
/// <param name="Comparator"><c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>, or empty for an exact value.</param>
/// <param name="Low">Lower end of its reference range, in the same unit; null when there is none.</param>
/// <param name="High">Upper end of its reference range.</param>
public sealed record TrendPoint(DateTimeOffset At, double Value, string Text, string Comparator = "", double? Low = null, double? High = null, RangeFlag Flag = RangeFlag.None, SourceView? Source = null)
{
    /// <summary>Comparator and digits: <c>&lt;0.1</c>.</summary>
    public string Written => Comparator switch
    {
        "<=" => "≤",
        ">=" => "≥",
        _ => Comparator,
    } + Text;

    /// <summary>The same in at most four digits behind the point: some systems send what their arithmetic left over. The source has all of them.</summary>
    public string Shown => Text.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 && Text.Length - point > 5 && Comparator.Length == 0
        ? Value.ToString(Math.Abs(Value) switch { >= 100 => "0.#", >= 1 => "0.##", _ => "0.####" }, CultureInfo.InvariantCulture)
        : Written;

    /// <summary>For example <c>4.0–5.6</c>, <c>up to 200</c>, <c>40 or more</c>; null without a range.</summary>
    public string? Range => (Low, High) switch
    {
        ({ } low, { } high) => $"{Digits(low)}–{Digits(high)}",
        (null, { } high) => $"up to {Digits(high)}",
        ({ } low, null) => $"{Digits(low)} or more",
        _ => null,
    };

    private static string Digits(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
