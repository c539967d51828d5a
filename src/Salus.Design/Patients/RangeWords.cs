namespace Salus.Design.Patients;

/// <summary>How a <see cref="RangeFlag"/> is worded, classed and drawn: never by colour alone.</summary>
public static class RangeWords
{
    public static string Of(RangeFlag flag) => flag switch
    {
        RangeFlag.Low => "Low",
        RangeFlag.High => "High",
        RangeFlag.CriticalLow => "Critically low",
        RangeFlag.CriticalHigh => "Critically high",
        RangeFlag.Abnormal => "Abnormal",
        _ => "In range",
    };

    /// <summary>Kind of a badge.</summary>
    public static string Css(RangeFlag flag) => flag switch
    {
        RangeFlag.None => "",
        RangeFlag.CriticalLow or RangeFlag.CriticalHigh => "blocking",
        _ => "warning",
    };

    /// <summary>Name in the icons.</summary>
    public static string Icon(RangeFlag flag) => flag switch
    {
        RangeFlag.Low or RangeFlag.CriticalLow => "low",
        RangeFlag.High or RangeFlag.CriticalHigh => "high",
        _ => "warning",
    };

    /// <summary>Path of the mark in a chart, around the origin, about 8 units wide.</summary>
    public static string Mark(RangeFlag flag, int series) => flag switch
    {
        RangeFlag.High or RangeFlag.CriticalHigh => "M0-5 4.8 3.6H-4.8Z",
        RangeFlag.Low or RangeFlag.CriticalLow => "M0 5 4.8-3.6H-4.8Z",
        RangeFlag.Abnormal => "M0-5 5 0 0 5-5 0Z",
        _ when series > 0 => "M-2.8-2.8H2.8V2.8H-2.8Z",
        _ => "M-3 0A3 3 0 1 0 3 0 3 3 0 1 0-3 0Z",
    };
}
