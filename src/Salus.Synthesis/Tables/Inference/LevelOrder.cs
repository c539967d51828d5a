using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Salus.Synthesis.Tables.Inference;

/// <summary>Finds the order of levels that have one of themselves: bands of a number, degrees, stages. All levels must fit, or there is none.</summary>
internal static partial class LevelOrder
{
    /// <summary>Words of degree, from least to most; words of one place mean the same.</summary>
    private static readonly string[][][] Scales =
    [
        [["very low"], ["low"], ["medium", "moderate", "mid", "intermediate", "normal", "average"], ["high"], ["very high"], ["critical", "extreme", "critically high"]],
        [["none", "no", "absent"], ["minimal", "trace"], ["mild", "slight"], ["moderate"], ["marked"], ["severe"], ["very severe", "critical", "life-threatening"], ["fatal"]],
        [["never"], ["rarely", "seldom"], ["sometimes", "occasionally"], ["often", "frequently"], ["usually"], ["always"]],
        [["very poor"], ["poor", "bad"], ["fair"], ["good"], ["very good"], ["excellent"]],
        [["extra small", "xs"], ["small", "s"], ["medium", "m"], ["large", "l"], ["extra large", "xl"]],
        [["strongly disagree"], ["disagree"], ["neutral", "neither"], ["agree"], ["strongly agree"]],
        [["low risk"], ["medium risk", "moderate risk", "intermediate risk"], ["high risk"], ["very high risk"]],
        [["never"], ["former", "ex"], ["current"]],
        [["negative", "neg"], ["borderline", "equivocal", "indeterminate"], ["positive", "pos"]],
        [["i"], ["ia"], ["ib"], ["ii"], ["iia"], ["iib"], ["iic"], ["iii"], ["iiia"], ["iiib"], ["iiic"], ["iv"], ["iva"], ["ivb"], ["v"]],
        [["non-urgent"], ["semi-urgent", "semiurgent"], ["urgent"], ["emergency", "emergent"], ["immediate"]],
    ];

    /// <summary>The levels from least to most, or null where they have no order that everybody would agree on.</summary>
    public static ImmutableArray<string>? Find(IReadOnlyCollection<string> levels) =>
        levels.Count < 3 ? null : Bands(levels) ?? Degrees(levels) ?? Stages(levels);

    /// <summary>Bands such as <c>[0-10)</c>, <c>20-50</c>, <c>&lt;=20</c> and <c>80+</c>.</summary>
    private static ImmutableArray<string>? Bands(IReadOnlyCollection<string> levels)
    {
        var bands = new List<(string Level, double From, double To)>(levels.Count);
        var ranges = 0;
        foreach (var level in levels)
        {
            if (Band(level) is not { } band)
                return null;
            bands.Add((level, band.From, band.To));
            ranges += double.IsFinite(band.From) && double.IsFinite(band.To) ? 1 : 0;
        }
        bands.Sort((a, b) => a.From.CompareTo(b.From) is var c && c != 0 ? c : a.To.CompareTo(b.To));
        // Bands that overlap by more than their edges are no scale: '>7', '>8'.
        for (var i = 1; i < bands.Count; i++)
            if (bands[i].From < bands[i - 1].To)
                return null;
        return ranges == 0 ? null : [.. bands.Select(b => b.Level)];
    }

    private static (double From, double To)? Band(string level)
    {
        if (Range().Match(level) is { Success: true } range)
        {
            var (from, to) = (Number(range.Groups["from"].Value), Number(range.Groups["to"].Value));
            return from <= to ? (from, to) : null;
        }
        if (Below().Match(level) is { Success: true } below)
            return (double.NegativeInfinity, Number(below.Groups["to"].Value));
        if (Above().Match(level) is { Success: true } above)
            return (Number(above.Groups["from"].Value), double.PositiveInfinity);
        return CellShape.TryNumber(level, out var value, out _, out _) ? (value, value) : null;
    }

    private static ImmutableArray<string>? Degrees(IReadOnlyCollection<string> levels)
    {
        foreach (var scale in Scales)
        {
            var places = levels.Select(l => (Level: l, Place: Array.FindIndex(scale, p => p.Contains(l.Trim().ToLowerInvariant(), StringComparer.Ordinal)))).ToList();
            if (places.TrueForAll(p => p.Place >= 0) && places.Select(p => p.Place).Distinct().Count() == levels.Count)
                return [.. places.OrderBy(p => p.Place).Select(p => p.Level)];
        }
        return null;
    }

    /// <summary><c>Stage 1</c>, <c>NYHA III</c>, <c>T2</c>: one word before a number, where the word is one of degree.</summary>
    private static ImmutableArray<string>? Stages(IReadOnlyCollection<string> levels)
    {
        string? word = null;
        var found = new List<(string Level, double Place)>(levels.Count);
        foreach (var level in levels)
        {
            if (Stage().Match(level) is not { Success: true } match)
                return null;
            word ??= match.Groups["word"].Value.ToLowerInvariant();
            if (!string.Equals(word, match.Groups["word"].Value.ToLowerInvariant(), StringComparison.Ordinal))
                return null;
            var place = match.Groups["place"].Value;
            var roman = Array.FindIndex(Scales[9], p => p.Contains(place.ToLowerInvariant(), StringComparer.Ordinal));
            found.Add((level, CellShape.TryNumber(place, out var number, out _, out _) ? number : roman >= 0 ? roman : double.NaN));
        }
        if (found.Exists(f => double.IsNaN(f.Place)) || found.Select(f => f.Place).Distinct().Count() != found.Count)
            return null;
        return [.. found.OrderBy(f => f.Place).Select(f => f.Level)];
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private const string Unit = @"\s*(?:years?|yrs?|y|days?|d|months?|kg|mg|mm|cm|g|%)?";

    [GeneratedRegex(@"^[\[(]?\s*(?<from>-?\d{1,12}(\.\d{1,9})?)\s*(-|–|—|,|\.\.|to|bis)\s*(?<to>-?\d{1,12}(\.\d{1,9})?)" + Unit + @"\s*[\])]?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Range();

    [GeneratedRegex(@"^(<=?|≤|under|below|less than|up to)\s*(?<to>-?\d{1,12}(\.\d{1,9})?)" + Unit + "$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Below();

    [GeneratedRegex(@"^((>=?|≥|over|above|more than|at least)\s*(?<from>-?\d{1,12}(\.\d{1,9})?)" + Unit + @"|(?<from>-?\d{1,12}(\.\d{1,9})?)" + Unit + @"\s*(\+|and over|and above|or more|and older))$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Above();

    [GeneratedRegex(@"^(?<word>stage|grade|class|level|nyha|asa|ecog|ctcae|gleason|killip|child-pugh|t|n|g)[\s_-]?(?<place>\d{1,2}|[IViv]{1,4}[abcABC]?)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stage();
}
