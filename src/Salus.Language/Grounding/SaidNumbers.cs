using Salus.Language.Text;
using Salus.Language.Written;

namespace Salus.Language.Grounding;

/// <summary>Numbers that speech says without a number word: "a couple of weeks", "a year", "once", "twice", "half a tablet".</summary>
internal static class SaidNumbers
{
    public static IEnumerable<NumberSaid> In(Reading reading)
    {
        var tokens = reading.Tokens;
        for (var index = 0; index < tokens.Length; index++)
        {
            decimal[] values = tokens[index].Norm switch
            {
                "a" or "an" or "one" or "another" or "each" or "every" or "per" or "next" or "last" or "single" => [1],
                "couple" => [2],
                "few" => [2, 3, 4],
                "both" or "two" => [2],
                "once" => [1],
                "twice" or "second" => [2],
                "first" => [1],
                "third" or "three" => [3],
                "point" when index + 1 < tokens.Length && tokens[index + 1].Kind is TokenKind.Number && decimal.TryParse("0." + tokens[index + 1].Norm, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var fraction) => [fraction],
                "half" => [0.5m, 6],
                "dozen" => [12],
                "zero" or "none" => [0],
                _ => [],
            };
            if (values.Length == 0)
                continue;
            var next = index + 1;
            while (next < tokens.Length && next < index + 3 && tokens[next].Norm is "of" or "a" or "more" or "or" or "other")
                next++;
            var unit = next < tokens.Length && tokens[next].IsWord ? SpokenUnits.Singular(tokens[next].Norm) : "";
            if (unit is not ("minute" or "hour" or "day" or "week" or "month" or "year" or "time" or "tablet" or "pill" or "drink" or "beer" or "cup" or "glass" or "puff"))
                unit = "";
            if (unit.Length == 0 && tokens[index].Norm is "a" or "an" or "another" or "each" or "every" or "per" or "next" or "last")
                continue;
            foreach (var value in values)
                yield return new NumberSaid(value, unit, tokens[index].Span);
        }
    }
}
