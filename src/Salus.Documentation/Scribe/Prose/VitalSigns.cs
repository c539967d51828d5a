using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language.Written;

namespace Salus.Documentation.Scribe;

/// <summary>
/// The measured values read out in one breath: "blood pressure is one thirty over eighty heart rate of seventy two". Only a number said right
/// after its name counts, within the bounds a living person can have; the unit stays as said and none is added.
/// </summary>
public static partial class VitalSigns
{
    /// <summary>Name and value of each, in the order said; empty when a past or wished-for value is spoken of.</summary>
    public static IEnumerable<(string Name, string Value)> In(string said)
    {
        if (NotNow().IsMatch(said))
            yield break;
        var written = SpokenForm.ToWritten(said).Text.ToLowerInvariant();
        foreach (Match match in Measured().Matches(written))
        {
            // "at 11:30" is a time.
            if (match.Index + match.Length < written.Length && written[match.Index + match.Length] is (':' or '.' or '-') && match.Index + match.Length + 1 < written.Length && char.IsAsciiDigit(written[match.Index + match.Length + 1]))
                continue;
            var name = NameOf(match.Groups["name"].Value);
            var value = match.Groups["value"].Value.Replace(" over ", "/", StringComparison.Ordinal).Replace(" / ", "/", StringComparison.Ordinal).Replace(" %", "%", StringComparison.Ordinal).Trim();
            var pair = value.Contains('/', StringComparison.Ordinal);
            if (pair == (name is "Blood pressure") && double.TryParse(value.Split('/', '%', ' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Possible(name, number))
                yield return (name, value);
        }
    }

    private static string NameOf(string said) => said switch
    {
        "blood pressure" => "Blood pressure",
        "heart rate" or "pulse rate" or "pulse" => "Heart rate",
        "temperature" or "temp" => "Temperature",
        "respiratory rate" or "respirations" or "respiration" => "Respiratory rate",
        "weight" => "Weight",
        "bmi" or "body mass index" => "BMI",
        _ => "Oxygen saturation",
    };

    private static bool Possible(string name, double value) => name switch
    {
        "Blood pressure" => value is > 50 and < 300,
        "Heart rate" => value is > 20 and < 300,
        "Temperature" => value is > 30 and < 45 or > 86 and < 113,
        "Respiratory rate" => value is > 4 and < 80,
        "Oxygen saturation" => value is > 40 and <= 100,
        "BMI" => value is > 8 and < 120,
        _ => value is > 1 and < 900,
    };

    [GeneratedRegex(@"\b(?:last (?:time|visit|year|month|week)|yesterday|at home|used to|goal|less than|below|under|above|over the|if|was high|before|the hospital|emergency|normally|usually)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NotNow();

    [GeneratedRegex(@"\b(?<name>blood pressure|heart rate|pulse rate|pulse ox|pulse oximetry|pulse|temperature|temp|respiratory rate|respirations?|oxygen saturation|oxygen level|o2 sats?|o2 saturation|spo2|sats?|satting|bmi|body mass index|weight)(?:\s+(?:reading|today|here|in the office|this morning|right now|is|was|are|were|of|at|about|around|looks|look|good|great|fine|normal|still|a|little|bit|high|low|elevated|she|he|they|you|you're|she's|he's|running|reads|it's|it|level|also|very|pretty|nice|and|fever|no|for|your)|\s*,){0,8}\s+(?<value>\d{2,3}\b(?:\.\d\b)?(?:\s*(?:/|over)\s*\d{2,3}\b)?(?:\s*%|\s+degrees(?: fahrenheit| celsius)?|\s+(?:pounds|kilograms|kg|lbs?|bpm)\b)?)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Measured();
}
