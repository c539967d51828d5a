using System.Globalization;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>Numbers as they stand in sentences and pictures.</summary>
internal static class Text
{
    public static string Number(double value, int decimals = 2) => Math.Round(value, decimals).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal);

    public static string Share(double value) => (100 * value).ToString(Math.Abs(value) is > 0 and < 0.0995 ? "0.#" : "0", CultureInfo.InvariantCulture) + " %";

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>One sentence of two halves.</summary>
    public static string But(string sentence, string objection) => sentence.TrimEnd('.') + ", but " + objection + ".";

    /// <summary>A sentence about something that is beyond its limit, but perhaps only by chance.</summary>
    public static string Unsure(string sentence, Verdict verdict) => verdict is Verdict.NotMeasurable ? But(sentence, "the rows are too few to tell this from chance") : sentence;

    /// <summary>Up to four figures: ends of the steps of a picture.</summary>
    public static string Short(double value) => value == 0 ? "0" : value.ToString(Math.Abs(value) is >= 1e5 or < 1e-3 ? "0.##e0" : "0.###", CultureInfo.InvariantCulture);
}
