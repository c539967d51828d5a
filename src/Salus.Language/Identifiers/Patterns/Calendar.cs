namespace Salus.Language.Identifiers.Patterns;

/// <summary>Days that exist, and years in which patients live.</summary>
internal static class Calendar
{
    private const int FirstYear = 1880;
    private const int LastYear = 2099;

    public static bool IsYear(int year) => year is >= FirstYear and <= LastYear;

    public static bool IsDay(int month, int day) => month is >= 1 and <= 12 && day >= 1 && day <= (month == 2 ? 29 : month is 4 or 6 or 9 or 11 ? 30 : 31);

    /// <summary>American or European order: at least one of them is a day.</summary>
    public static bool IsDayEitherWay(int one, int other) => IsDay(one, other) || IsDay(other, one);

    public static int Number(string text, int start, int end)
    {
        var value = 0;
        for (var i = start; i < end && value < 100_000_000; i++)
            value = (value * 10) + text[i] - '0';
        return value;
    }
}
