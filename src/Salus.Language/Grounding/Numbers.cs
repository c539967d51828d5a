using System.Collections.Immutable;
using System.Globalization;
using Salus.Language.Text;

namespace Salus.Language.Grounding;

/// <summary>A number as the checker reads it. A ratio, score or range gives one for each side.</summary>
/// <param name="Unit">Normalised as by <see cref="Written.Measures"/>; empty when none is said.</param>
internal sealed record NumberSaid(decimal Value, string Unit, TextSpan Span);

/// <summary>Every number of a text: measures first, then digits that are part of none.</summary>
internal static class NumberReader
{
    public static IEnumerable<NumberSaid> Read(Reading reading)
    {
        foreach (var (measure, span) in reading.Measures)
        {
            yield return new NumberSaid(measure.Value, measure.Unit, span);
            if (measure.Second is { } second)
                yield return new NumberSaid(second, measure.Unit, span);
        }
        foreach (var number in SpokenDecimals(reading))
            yield return number;
        foreach (var (value, span) in Digits(reading.Text))
            if (!reading.Measures.Any(m => m.Span.Overlaps(span)))
                yield return new NumberSaid(value, "", span);
    }

    /// <summary>"98 . 2": a recogniser's way of writing a decimal point that was spoken.</summary>
    private static IEnumerable<NumberSaid> SpokenDecimals(Reading reading)
    {
        var tokens = reading.Tokens;
        for (var index = 0; index + 2 < tokens.Length; index++)
            if (tokens[index].Kind is TokenKind.Number && tokens[index + 1].Norm == "." && tokens[index + 1].SpaceBefore && tokens[index + 2].Kind is TokenKind.Number
                && decimal.TryParse($"{tokens[index].Norm}.{tokens[index + 2].Norm}", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
                yield return new NumberSaid(value, "", TextSpan.FromBounds(tokens[index].Span.Start, tokens[index + 2].Span.End));
    }

    /// <summary>Runs of digits with an inner decimal point or thousands comma. Longer than 18 digits is an identifier, not a quantity.</summary>
    private static IEnumerable<(decimal Value, TextSpan Span)> Digits(string text)
    {
        for (var start = 0; start < text.Length; start++)
        {
            if (!char.IsAsciiDigit(text[start]))
                continue;
            var end = start + 1;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or ',' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))
                end++;
            var digits = text[start..end].Replace(",", "", StringComparison.Ordinal);
            if (digits.Length <= 18 && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
                yield return (value, TextSpan.FromBounds(start, end));
            start = end;
        }
    }
}

/// <summary>Numbers and units of the claim must be said where it points; ages, doses and results alike.</summary>
internal static class NumberComparison
{
    public static IEnumerable<Fault> Faults(Comparison comparison)
    {
        var said = comparison.Evidence.SelectMany(e => e.Numbers.Select(n => (e.Passage, e.Reading, Number: n))).ToImmutableArray();
        foreach (var claimed in NumberReader.Read(comparison.Claim).Where(n => !IsListMark(comparison.Claim, n)))
        {
            var same = said.Where(s => s.Number.Value == claimed.Value).ToImmutableArray();
            if (same.Any(s => Agree(s.Number.Unit, claimed.Unit)))
                continue;
            if (!same.IsEmpty)
            {
                var (passage, where, number) = same[0];
                yield return comparison.Fault(FaultKind.Unit, FaultWeight.Contradicted, claimed.Span, number.Span.In(where.Text), passage);
                continue;
            }
            var near = claimed.Unit.Length == 0 ? default : said.FirstOrDefault(s => string.Equals(s.Number.Unit, claimed.Unit, StringComparison.Ordinal));
            if (near.Number is not null)
                yield return comparison.Fault(FaultKind.Number, FaultWeight.Contradicted, claimed.Span, near.Number.Span.In(near.Reading.Text), near.Passage);
            else
                yield return comparison.Fault(FaultKind.Number, comparison.Sources.IsNumberSaid(claimed.Value) ? FaultWeight.Elsewhere : FaultWeight.NotFound, claimed.Span);
        }
    }

    /// <summary>A unit that only one of the two names is no contradiction: people leave units out.</summary>
    private static bool Agree(string said, string claimed) =>
        said.Length == 0 || claimed.Length == 0 || string.Equals(said, claimed, StringComparison.OrdinalIgnoreCase);

    /// <summary>"1." or "2)" at the start of a line is layout.</summary>
    private static bool IsListMark(Reading claim, NumberSaid number) =>
        number.Span.Start == 0 && number.Span.End < claim.Text.Length && claim.Text[number.Span.End] is '.' or ')' && number.Span.End + 1 < claim.Text.Length && claim.Text[number.Span.End + 1] == ' ';
}
