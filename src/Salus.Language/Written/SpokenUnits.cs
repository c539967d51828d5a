using System.Collections.Frozen;

namespace Salus.Language.Written;

/// <summary>Units as they are spoken and as they are written.</summary>
internal static class SpokenUnits
{
    private const int MostWords = 5;

    /// <summary>Spoken in the singular, words separated by one space.</summary>
    private static readonly FrozenDictionary<string, string> Written = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["milligram"] = "mg", ["mg"] = "mg", ["microgram"] = "mcg", ["mcg"] = "mcg", ["gram"] = "g", ["kilogram"] = "kg", ["kilo"] = "kg", ["kg"] = "kg",
        ["milliliter"] = "mL", ["millilitre"] = "mL", ["liter"] = "L", ["litre"] = "L", ["deciliter"] = "dL",
        ["millimeter"] = "mm", ["millimetre"] = "mm", ["mm"] = "mm", ["centimeter"] = "cm", ["centimetre"] = "cm", ["cm"] = "cm",
        ["milliequivalent"] = "mEq", ["millimole"] = "mmol", ["international unit"] = "IU", ["percent"] = "%", ["per cent"] = "%", ["%"] = "%",
        ["milligram per deciliter"] = "mg/dL", ["milligram per decilitre"] = "mg/dL", ["gram per deciliter"] = "g/dL", ["millimole per liter"] = "mmol/L", ["millimole per litre"] = "mmol/L",
        ["milliequivalent per liter"] = "mEq/L", ["nanogram per milliliter"] = "ng/mL", ["microgram per liter"] = "mcg/L", ["milligram per kilogram"] = "mg/kg",
        ["beat per minute"] = "bpm", ["beat a minute"] = "bpm", ["bpm"] = "bpm", ["liter per minute"] = "L/min", ["liter a minute"] = "L/min", ["litre per minute"] = "L/min",
        ["millimeter of mercury"] = "mmHg", ["millimetre of mercury"] = "mmHg", ["kilogram per meter squared"] = "kg/m2",
        ["degree fahrenheit"] = "°F", ["degree celsius"] = "°C", ["degree centigrade"] = "°C",
        ["milligram per milliliter"] = "mg/mL", ["unit per milliliter"] = "units/mL", ["puff"] = "puffs", ["unit"] = "units",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Words after which a preceding "one" is a quantity, not a pronoun.</summary>
    private static readonly FrozenSet<string> Countable = new[]
    {
        "milligram", "mg", "microgram", "mcg", "gram", "kilogram", "percent", "centimeter", "centimetre", "cm", "millimeter", "mm", "milliliter", "liter", "cc", "inch", "pound", "mile", "block",
        "tablet", "tab", "pill", "capsule", "puff", "drop", "spray", "teaspoon", "tablespoon", "patch", "unit", "dose", "pack", "cigarette", "drink", "beer", "glass", "cup", "bottle", "scoop",
        "week", "month", "year", "hour", "minute", "refill",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The longest unit that starts at the token; <paramref name="next"/> is the token after it.</summary>
    public static bool TryRead(TokenReader tokens, int start, out string unit, out int next)
    {
        (unit, next) = ("", start);
        start = tokens.OverHyphen(start);
        var words = "";
        for (var i = 0; i < MostWords; i++)
        {
            var word = tokens[start + i];
            if (!tokens.IsWord(start + i) && word != "%")
                break;
            words = i == 0 ? Singular(word) : words + " " + Singular(word);
            if (Written.TryGetValue(words, out var written))
                (unit, next) = (written, start + i + 1);
        }

        return unit.Length > 0;
    }

    public static bool IsCountable(string word) => Countable.Contains(Singular(word));

    public static string Singular(string word) =>
        word switch
        {
            "inches" => "inch",
            "patches" => "patch",
            "glasses" => "glass",
            "feet" => "foot",
            "celsius" => word,
            _ => word.Length > 2 && word[^1] == 's' && word[^2] != 's' ? word[..^1] : word,
        };
}
