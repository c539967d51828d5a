using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Salus.Language;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>A sentence of general language with marked spans, in the form of presidio-research: <c>full_text</c> and <c>spans</c> with <c>entity_type</c>.</summary>
/// <param name="Spans">As the file has them.</param>
public sealed partial record SyntheticSentence(string Id, string Text, ImmutableArray<(TextSpan Span, SpanGroup Group)> Spans)
{
    public static IReadOnlyList<SyntheticSentence> Read(FileInfo file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
        return [.. json.RootElement.EnumerateArray().Select((s, i) => new SyntheticSentence(
            string.Create(CultureInfo.InvariantCulture, $"sentence-{i + 1:0000}"),
            s.GetProperty("full_text").GetString()!,
            [.. s.GetProperty("spans").EnumerateArray().Select(p => (TextSpan.FromBounds(p.GetProperty("start_position").GetInt32(), p.GetProperty("end_position").GetInt32()), GroupOf(p.GetProperty("entity_type").GetString()!)))]))];
    }

    /// <summary>
    /// The same truth as detectors here are asked for: a clock time beside a date and the blanks at the ends of a span are no part of it, a title is none of
    /// a name, and parts of a place are joined (<see cref="SpanScore.Joined"/>).
    /// </summary>
    public IReadOnlyList<(TextSpan Span, SpanGroup Group)> Aligned() => SpanScore.Joined(Text, Spans.Select(s => (Trimmed(s.Span, s.Group is SpanGroup.Date), s.Group)));

    private TextSpan Trimmed(TextSpan span, bool isDate)
    {
        var (start, end) = (span.Start, span.End);
        if (isDate && ClockTime().Match(Text, start, end - start) is { Success: true } time)
            end = time.Index;
        while (end > start && char.IsWhiteSpace(Text[end - 1]))
            end--;
        while (start < end && char.IsWhiteSpace(Text[start]))
            start++;
        return TextSpan.FromBounds(start, end);
    }

    private static SpanGroup GroupOf(string kind) => kind switch
    {
        "PERSON" => SpanGroup.Name,
        "ORGANIZATION" => SpanGroup.Organization,
        "STREET_ADDRESS" or "GPE" or "ZIP_CODE" => SpanGroup.Location,
        "DATE_TIME" => SpanGroup.Date,
        "AGE" => SpanGroup.Age,
        "PHONE_NUMBER" => SpanGroup.Phone,
        "EMAIL_ADDRESS" => SpanGroup.Email,
        "DOMAIN_NAME" => SpanGroup.Url,
        "IP_ADDRESS" => SpanGroup.IpAddress,
        "US_SSN" or "CREDIT_CARD" or "IBAN_CODE" or "US_DRIVER_LICENSE" => SpanGroup.Number,
        _ => SpanGroup.NoIdentifier,
    };

    [GeneratedRegex(@"[T ]\d{1,2}:\d\d(:\d\d)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ClockTime();
}
