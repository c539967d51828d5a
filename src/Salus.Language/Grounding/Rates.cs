using Salus.Language.Text;

namespace Salus.Language.Grounding;

/// <summary>How often: so many times in a stretch of time, or once in so many of them.</summary>
/// <param name="Unit"><c>hour</c>, <c>day</c>, <c>week</c>, <c>month</c>, <c>year</c>; a morning, evening or night is a day.</param>
internal readonly record struct Rate(int Times, int Every, string Unit);

/// <summary>Reads "twice a day", "four times a week", "every 6 hours", "daily", "each evening".</summary>
internal static class Rates
{
    private const int Farthest = 4;

    public static IEnumerable<(Rate Rate, TextSpan Span)> In(Reading reading)
    {
        var tokens = reading.Tokens;
        for (var index = 0; index < tokens.Length; index++)
        {
            if (Adverb(tokens[index].Norm) is { } adverb)
                yield return (adverb, tokens[index].Span);
            else if (tokens[index].Norm is "every" or "each" && index + 1 < tokens.Length)
            {
                if (UnitOf(tokens[index + 1].Norm) is { } unit)
                    yield return (new Rate(1, 1, unit), TextSpan.FromBounds(tokens[index].Span.Start, tokens[index + 1].Span.End));
                else if (index + 2 < tokens.Length && Number(tokens[index + 1].Norm) is { } every && UnitOf(tokens[index + 2].Norm) is { } many)
                    yield return (new Rate(1, every, many), TextSpan.FromBounds(tokens[index].Span.Start, tokens[index + 2].Span.End));
            }
            else if (tokens[index].Norm is "a" or "an" or "per" && index > 0 && index + 1 < tokens.Length && tokens[index - 1].IsWord && WordWeights.Of(tokens[index - 1].Norm) >= 0.5 && UnitOf(tokens[index + 1].Norm) is { } each)
            {
                // "Half a pack a day": how many of what, the words say.
                yield return (new Rate(0, 1, each), TextSpan.FromBounds(tokens[index].Span.Start, tokens[index + 1].Span.End));
            }
            else if (Times(reading, index) is { } times)
            {
                // "Four times a day", "twice daily", "once every week".
                for (var after = times.Next; after < Math.Min(tokens.Length, times.Next + Farthest); after++)
                {
                    if (tokens[after].Norm is not ("a" or "an" or "per" or "each" or "every" or "the" or "in") && UnitOf(tokens[after].Norm) is null && Adverb(tokens[after].Norm) is null)
                        break;
                    if ((UnitOf(tokens[after].Norm) ?? Adverb(tokens[after].Norm)?.Unit) is not { } unit)
                        continue;
                    if (after > times.Next || Adverb(tokens[after].Norm) is not null)
                        yield return (new Rate(times.Count, 1, unit), TextSpan.FromBounds(tokens[index].Span.Start, tokens[after].Span.End));
                    break;
                }
            }
        }
    }

    private static (int Count, int Next)? Times(Reading reading, int index)
    {
        var tokens = reading.Tokens;
        var count = tokens[index].Norm switch { "once" => 1, "twice" => 2, "thrice" => 3, _ => 0 };
        if (count > 0)
            return (count, index + 1);
        return index + 1 < tokens.Length && tokens[index + 1].Norm is "times" or "time" or "x" && Number(tokens[index].Norm) is { } number ? (number, index + 2) : null;
    }

    private static int? Number(string word) => word switch
    {
        "one" => 1, "two" => 2, "three" => 3, "four" => 4, "five" => 5, "six" => 6, "seven" => 7, "eight" => 8, "nine" => 9, "ten" => 10, "twelve" => 12, "other" => 2,
        _ => int.TryParse(word, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is > 0 and < 100 ? number : null,
    };

    private static Rate? Adverb(string word) => word switch { "daily" or "nightly" => new Rate(1, 1, "day"), "hourly" => new Rate(1, 1, "hour"), "weekly" => new Rate(1, 1, "week"), "monthly" => new Rate(1, 1, "month"), "yearly" or "annually" => new Rate(1, 1, "year"), _ => null };

    private static string? UnitOf(string word) => word switch
    {
        "hour" or "hours" => "hour", "day" or "days" or "morning" or "mornings" or "evening" or "evenings" or "night" or "nights" or "noon" => "day", "week" or "weeks" => "week", "month" or "months" => "month", "year" or "years" => "year",
        _ => null,
    };
}
