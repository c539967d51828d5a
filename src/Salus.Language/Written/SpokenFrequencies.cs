namespace Salus.Language.Written;

/// <summary>How often: <c>once a day</c> is daily, <c>two times a day</c> twice daily, <c>four times a day</c> 4 times daily.</summary>
internal static class SpokenFrequencies
{
    public static bool TryRead(TokenReader tokens, int start, out string written, out int next)
    {
        (written, next) = ("", start);
        decimal times;
        int after;
        if (tokens[start] is "once" or "twice")
        {
            (times, after) = (tokens[start] == "once" ? 1 : 2, start + 1);
        }
        else if (NumberReader.TryRead(tokens, start, out var number) && number.IsWhole && number.Value is >= 1 and <= 12 && number.Form is not NumberForm.Pair && tokens[number.Next] is "time" or "times")
        {
            (times, after) = (number.Value, number.Next + 1);
        }
        else
        {
            return false;
        }

        if (!TryPeriod(tokens, after, out var period, out next))
            return false;
        written = times switch
        {
            1 => period,
            2 => "twice " + period,
            _ => $"{NumberReader.Format(times)} times {period}",
        };
        return true;
    }

    private static bool TryPeriod(TokenReader tokens, int start, out string period, out int next)
    {
        (period, next) = tokens[start] switch
        {
            "daily" or "weekly" or "monthly" => (tokens[start], start + 1),
            "a" or "per" or "each" or "every" => (tokens[start + 1] switch { "day" => "daily", "week" => "weekly", "month" => "monthly", _ => "" }, start + 2),
            _ => ("", start),
        };
        return period.Length > 0;
    }
}
