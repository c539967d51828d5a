using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Text;

namespace Salus.Language.Written;

/// <summary>
/// Finds numbers with their units in written text: <c>7.2%</c>, <c>130/80 mmHg</c>, <c>5 to 6 weeks</c>, <c>less than 100 mg/dL</c>, <c>2+</c>.
/// Spoken text goes through <see cref="SpokenForm"/> first. Dates and times of day are no measures. Linear; never throws.
/// </summary>
public static class Measures
{
    private const int MostUnitTokens = 5;

    /// <summary>Units as written, lower case, to their normal form.</summary>
    private static readonly FrozenDictionary<string, string> Units = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["mg"] = "mg", ["mgs"] = "mg", ["milligram"] = "mg", ["mcg"] = "mcg", ["ug"] = "mcg", ["µg"] = "mcg", ["microgram"] = "mcg", ["g"] = "g", ["gm"] = "g", ["gram"] = "g", ["kg"] = "kg", ["kilogram"] = "kg", ["kilo"] = "kg",
        ["lb"] = "lb", ["lbs"] = "lb", ["pound"] = "lb", ["oz"] = "oz", ["ounce"] = "oz", ["stone"] = "stone",
        ["ml"] = "mL", ["milliliter"] = "mL", ["cc"] = "mL", ["l"] = "L", ["liter"] = "L", ["litre"] = "L", ["mm"] = "mm", ["millimeter"] = "mm", ["cm"] = "cm", ["centimeter"] = "cm", ["centimetre"] = "cm",
        ["inch"] = "in", ["inches"] = "in", ["foot"] = "ft", ["feet"] = "ft", ["mile"] = "mile", ["meter"] = "m", ["metre"] = "m", ["block"] = "block",
        ["mmhg"] = "mmHg", ["mm hg"] = "mmHg", ["bpm"] = "bpm", ["beat per minute"] = "bpm", ["breath per minute"] = "breaths/min", ["%"] = "%", ["percent"] = "%",
        ["°f"] = "°F", ["°c"] = "°C", ["°"] = "°", ["degree"] = "°", ["degree fahrenheit"] = "°F", ["degree celsius"] = "°C",
        ["mg/dl"] = "mg/dL", ["g/dl"] = "g/dL", ["mmol/l"] = "mmol/L", ["meq/l"] = "mEq/L", ["meq"] = "mEq", ["mmol"] = "mmol", ["ng/ml"] = "ng/mL", ["mg/kg"] = "mg/kg", ["mg/ml"] = "mg/mL", ["l/min"] = "L/min", ["kg/m2"] = "kg/m2", ["iu"] = "IU", ["ml/min"] = "mL/min", ["u/l"] = "U/L", ["iu/l"] = "IU/L",
        ["unit"] = "unit", ["puff"] = "puff", ["tablet"] = "tablet", ["tab"] = "tablet", ["pill"] = "tablet", ["capsule"] = "capsule", ["cap"] = "capsule", ["drop"] = "drop", ["spray"] = "spray", ["patch"] = "patch", ["patches"] = "patch", ["teaspoon"] = "teaspoon", ["tablespoon"] = "tablespoon",
        ["second"] = "second", ["minute"] = "minute", ["min"] = "minute", ["hour"] = "hour", ["hr"] = "hour", ["day"] = "day", ["night"] = "night", ["week"] = "week", ["wk"] = "week", ["month"] = "month", ["year"] = "year", ["yr"] = "year", ["year-old"] = "year", ["month-old"] = "month",
        ["time"] = "time", ["pack"] = "pack", ["pack-year"] = "pack-year", ["pack year"] = "pack-year", ["cigarette"] = "cigarette", ["drink"] = "drink", ["beer"] = "beer", ["glass"] = "glass", ["glasses"] = "glass", ["refill"] = "refill", ["+"] = "+",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (string[] Words, Comparator Comparator)[] Comparators =
    [
        (["less", "than"], Comparator.Below), (["under"], Comparator.Below), (["below"], Comparator.Below), (["<"], Comparator.Below),
        (["more", "than"], Comparator.Above), (["greater", "than"], Comparator.Above), (["over"], Comparator.Above), (["above"], Comparator.Above), ([">"], Comparator.Above),
        (["at", "least"], Comparator.AtLeast), (["at", "most"], Comparator.AtMost), (["up", "to"], Comparator.AtMost),
        (["about"], Comparator.About), (["around"], Comparator.About), (["approximately"], Comparator.About), (["roughly"], Comparator.About), (["almost"], Comparator.About), (["nearly"], Comparator.About), (["~"], Comparator.About),
    ];

    public static ImmutableArray<MeasureMention> Find(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        var tokens = new TokenReader(written);
        var found = ImmutableArray.CreateBuilder<MeasureMention>();
        for (var i = 0; i < tokens.Count;)
        {
            if (TryRead(tokens, i, out var mention, out var next))
            {
                found.Add(mention);
                i = next;
            }
            else
            {
                i++;
            }
        }

        return found.DrainToImmutable();
    }

    private static bool TryRead(TokenReader tokens, int start, out MeasureMention mention, out int next)
    {
        (mention, next) = (null!, start + 1);
        if (!tokens.IsNumber(start) || !TryNumbers(tokens, start, out var value, out var second, out var shape, out next))
            return false;
        var end = next;
        var unit = "";
        if (TryUnit(tokens, next, out var read, out var afterUnit))
            (unit, end) = (read, afterUnit);
        if (unit == "+" && (second is not null || value > 4))
            (unit, end) = ("", next);
        var span = tokens.Span(start, end);
        mention = new MeasureMention(new Measure(value, second, shape, unit, Compared(tokens, start), span.In(tokens.Source)), span);
        next = end;
        return true;
    }

    private static bool TryNumbers(TokenReader tokens, int start, out decimal value, out decimal? second, out MeasureShape shape, out int next)
    {
        (second, shape, next) = (null, MeasureShape.Single, start + 1);
        var text = tokens[start];
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        value = 0;
        if (slash > 0)
        {
            shape = MeasureShape.Ratio;
            if (!TryDecimal(text.AsSpan(0, slash), out value) || !TryDecimal(text.AsSpan(slash + 1), out var below))
                return false;
            second = below;
            return true;
        }

        if (!TryDecimal(text, out value) || (tokens[next] is "th" or "st" or "nd" or "rd" && !tokens.Tokens[next].SpaceBefore))
            return false;
        var to = tokens[next] is "to" or "-" ? next + 1 : -1;
        if (to > 0 && tokens.IsNumber(to) && TryDecimal(tokens[to], out var upper) && upper > value)
            (second, shape, next) = (upper, MeasureShape.Range, to + 1);
        return true;
    }

    private static bool TryDecimal(ReadOnlySpan<char> text, out decimal value)
    {
        value = 0;
        return text.Length <= 15 && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryUnit(TokenReader tokens, int start, out string unit, out int next)
    {
        (unit, next) = ("", start);
        start = tokens.OverHyphen(start);
        var text = "";
        for (var i = start; i < Math.Min(tokens.Count, start + MostUnitTokens); i++)
        {
            var token = tokens.Tokens[i];
            if (token.Kind == TokenKind.Punctuation && token.Norm is not ("/" or "-" or "%" or "+" or "°"))
                break;
            text += (i > start && token.SpaceBefore ? " " : "") + SpokenUnits.Singular(token.Norm);
            if (Units.TryGetValue(text, out var known))
                (unit, next) = (known, i + 1);
        }

        return unit.Length > 0;
    }

    private static Comparator Compared(TokenReader tokens, int start)
    {
        foreach (var (words, comparator) in Comparators)
        {
            if (start >= words.Length && tokens.Follows(start - words.Length, words))
                return comparator;
        }

        return Comparator.Equal;
    }
}
