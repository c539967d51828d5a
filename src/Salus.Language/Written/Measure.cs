namespace Salus.Language.Written;

/// <summary>How a measured value relates to the number.</summary>
public enum Comparator
{
    Equal,
    Below,
    AtMost,
    Above,
    AtLeast,
    About,
}

/// <summary>A number with its unit, as stated. Two numbers for a ratio (130/80), a range (5-6) or a score (3/6).</summary>
/// <param name="Value">The first or only number.</param>
/// <param name="Second">The second number of a ratio or range.</param>
/// <param name="Unit">Normalised: <c>mg</c>, <c>mcg</c>, <c>%</c>, <c>mmHg</c>, <c>week</c>; empty where none was said.</param>
/// <param name="Text">In written form, as a note would show it: <c>130/80</c>, <c>20 mg</c>.</param>
public sealed record Measure(decimal Value, decimal? Second, MeasureShape Shape, string Unit, Comparator Comparator, string Text);

/// <summary>What the numbers of a <see cref="Measure"/> are to each other.</summary>
public enum MeasureShape
{
    Single,
    Ratio,
    Range,
}

/// <summary>A measure found in a text.</summary>
public sealed record MeasureMention(Measure Measure, TextSpan Span);
