using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.V2;

/// <summary>OBX with the notes behind it to Observation; encapsulated data (ED, RP) to attachments of the report.</summary>
internal static partial class ObservationMapping
{
    private const string Interpretation = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
    private const string AbsentReason = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

    /// <summary>Codes that HL7 table 0078 and v3 share with the same meaning.</summary>
    private static readonly HashSet<string> sharedFlags = new(StringComparer.Ordinal) { "L", "H", "LL", "HH", "<", ">", "N", "A", "AA", "U", "D", "B", "W", "S", "R", "I", "IND", "POS", "NEG", "DET", "ND", "RR", "NR", "WR" };

    /// <param name="Segment">The first OBX; lines of one text that the sender spread over several OBX follow in <paramref name="Lines"/>.</param>
    /// <param name="Number">Of the OBX in the message, from 1.</param>
    internal sealed record Result(V2Segment Segment, int Number, List<string> Lines, List<V2Segment> Notes);

    /// <summary>What the results of one order have in common.</summary>
    /// <param name="Key">Names the order in the ids of its results.</param>
    internal sealed record Order(string[] Key, FhirNode Patient, FhirNode? Encounter, FhirElement Effective, bool EffectiveIsPeriod, FhirNode? Specimen, string? Category);

    /// <summary>OBX and NTE in the order of the message; consecutive lines of one text become one result.</summary>
    public static List<Result> Collect(IEnumerable<(V2Segment Segment, int Number)> segments)
    {
        var results = new List<Result>();
        foreach (var (segment, number) in segments)
        {
            if (segment.Name == "NTE")
            {
                if (results.Count > 0)
                    results[^1].Notes.Add(segment);
                continue;
            }
            var kind = segment[2].Text;
            if (kind is "TX" or "FT" && results is [.., var last] && last.Notes.Count == 0 && last.Segment[2].Text == kind
                && last.Segment[3] == segment[3] && last.Segment[4] == segment[4] && last.Segment[11] == segment[11])
            {
                last.Lines.Add(TextOf(segment));
            }
            else
            {
                results.Add(new Result(segment, number, [TextOf(segment)], []));
            }
        }
        return results;
    }

    /// <returns>A reference to the observation; null when the result is an attachment or there is no result at all.</returns>
    public static FhirNode? Add(V2Reading reading, Result result, Order order, Dictionary<string, int> seen)
    {
        var (obx, place) = (result.Segment, string.Create(CultureInfo.InvariantCulture, $"OBX({result.Number})"));
        if (reading.ConceptOf(obx[3], place + "-3") is not { } code)
        {
            reading.Warn(place + "-3", "The result does not say what was observed; it is kept in the original message.");
            return null;
        }
        var name = $"{obx[3][1].Text}|{obx[3][3].Text}|{obx[3][2].Text}|{obx[4].Raw}";
        var occurrence = seen[name] = seen.GetValueOrDefault(name) + 1;
        var id = reading.Id("Observation", [.. order.Key, name, occurrence.ToString(CultureInfo.InvariantCulture)]);
        var status = Status(reading, obx, place);
        var value = Value(reading, obx, string.Join('\n', result.Lines), place);
        var own = reading.DateTimeOf(obx[14], place + "-14");
        var (low, high) = Range(obx[7].WholeText);
        var flags = obx[8].Repetitions.Where(f => f[1].HasValue).Select(Flag).ToList();
        reading.Add(FhirNode.Resource("Observation",
            ("id", id),
            ("status", status),
            ("category", FhirNode.List(order.Category is null ? null : Concept("http://terminology.hl7.org/CodeSystem/observation-category", order.Category))),
            ("code", code),
            ("subject", order.Patient),
            ("encounter", order.Encounter),
            (own is null && order.EffectiveIsPeriod ? "effectivePeriod" : "effectiveDateTime", own is null ? order.Effective : own),
            ("issued", reading.InstantOf(obx[19], place + "-19")),
            ("performer", FhirNode.List([.. reading.PractitionersOf(obx[16], place + "-16"), obx[23][1].Text is { } laboratory ? FhirNode.Object(("display", laboratory)) : null])),
            value.Name is null ? ("valueString", default) : (value.Name, value.Content),
            ("dataAbsentReason", value.Name is null ? Concept(AbsentReason, status == "cancelled" ? "not-performed" : obx[11].Text is "X" ? "error" : status == "registered" ? "temp-unknown" : "unknown") : null),
            ("interpretation", FhirNode.List(flags)),
            ("note", V2Reading.Notes(result.Notes)),
            ("method", reading.ConceptOf(obx[17], place + "-17")),
            ("specimen", order.Specimen),
            ("referenceRange", FhirNode.List(obx[7].WholeText is not { } range ? null : FhirNode.Object(
                ("low", low is null ? null : Bound(reading, low, obx, place)),
                ("high", high is null ? null : Bound(reading, high, obx, place)),
                ("text", range))))));
        return Reference($"Observation/{id}");
    }

    /// <summary>ED and RP: what a report shows rather than measures.</summary>
    public static IEnumerable<FhirElement> Attachments(V2Reading reading, Result result)
    {
        var (obx, place) = (result.Segment, string.Create(CultureInfo.InvariantCulture, $"OBX({result.Number})-5"));
        foreach (var value in obx[5].Repetitions)
        {
            var title = obx[3][2].Text ?? obx[3][1].Text;
            if (obx[2].Text is "RP")
            {
                if (value[1].WholeText is { } pointer)
                    yield return FhirNode.Object(("contentType", MediaType(reading, value[3].Text, value[4].Text, place)), ("url", pointer), ("title", title));
                continue;
            }
            if (Data(value[4].Text, value[5].Raw, value[5].WholeText) is { } data)
                yield return FhirNode.Object(("contentType", MediaType(reading, value[2].Text, value[3].Text, place)), ("data", Convert.ToBase64String(data)), ("size", data.Length), ("title", title));
            else
                reading.Warn(place, "The encapsulated data are not in the encoding that ED.4 names; they are kept in the original message.");
        }
    }

    private static (string? Name, FhirElement Content) Value(V2Reading reading, V2Segment obx, string text, string place)
    {
        var value = obx[5];
        if (value.IsAbsent || value.IsNull)
            return default;
        if (value.Repetitions.Length > 1 && obx[2].Text is not ("TX" or "FT" or "ST"))
            reading.Warn(place + "-5", "The value repeats and R4 has room for one; the first is written, the others are kept in the original message.");
        switch (obx[2].Text)
        {
            case "NM":
                // Laboratories write "<0.5" in numeric results although the standard has SN for that.
                var (comparator, rest) = Comparator(value.Text ?? "");
                if (V2Reading.Numeral(rest) is { } number)
                    return ("valueQuantity", reading.QuantityOf(number, obx[6], place + "-6", comparator));
                reading.Warn(place + "-5", "The value is declared numeric (NM) and is no number; it is written as text.");
                return ("valueString", value.WholeText);
            case "SN":
                return Structured(reading, obx, place);
            case "CE" or "CWE" or "CNE" or "CF":
                return ("valueCodeableConcept", reading.ConceptOf(value, place + "-5"));
            case "DT" or "TS" or "DTM" or "DTN":
                return reading.DateTimeOf(value, place + "-5") is { } time ? ("valueDateTime", time) : ("valueString", value.WholeText);
            case "TM" when Time().IsMatch(value.Text ?? ""):
                var digits = value.Text!.Split('.', '+', '-')[0].PadRight(6, '0');
                return ("valueTime", $"{digits[..2]}:{digits[2..4]}:{digits[4..6]}");
            case "ST" or "TX" or "FT" or "IS" or "ID":
                return ("valueString", string.IsNullOrWhiteSpace(text) ? null : text);
            case null:
                reading.Warn(place + "-2", "The result does not say of which type its value is; it is written as text.");
                return ("valueString", value.WholeText);
            case var kind:
                reading.Inform(place + "-2", $"Values of type {(kind.Length <= 3 ? kind : "?")} are written as text.");
                return ("valueString", value.WholeText);
        }
    }

    /// <summary>SN: comparator, number, separator, number.</summary>
    private static (string? Name, FhirElement Content) Structured(V2Reading reading, V2Segment obx, string place)
    {
        var value = obx[5];
        var (first, second, separator, sign) = (V2Reading.Numeral(value[2].Text), V2Reading.Numeral(value[4].Text), value[3].Text, value[1].Text);
        var unit = obx[6];
        if (first is not null && second is not null && separator == "-")
            return ("valueRange", FhirNode.Object(("low", reading.QuantityOf(first, unit, place + "-6")), ("high", reading.QuantityOf(second, unit, place + "-6"))));
        if (first is not null && second is not null && separator is "/" or ":")
            return ("valueRatio", FhirNode.Object(("numerator", FhirNode.Object(("value", FhirElement.Number(first!)))), ("denominator", FhirNode.Object(("value", FhirElement.Number(second!))))));
        if (first is not null && value[4].IsAbsent && separator is null && sign is null or "=" or "<" or ">" or "<=" or ">=")
            return ("valueQuantity", reading.QuantityOf(first!, unit, place + "-6", sign is "=" ? null : sign));
        return ("valueString", value[1].Text + value[2].Text + value[3].Text + value[4].Text);
    }

    private static FhirNode Bound(V2Reading reading, string numeral, V2Segment obx, string place) => reading.QuantityOf(numeral, obx[6], place + "-6");

    /// <summary>Low and high of a reference range as laboratories write it: <c>3.5-5.0</c>, <c>&lt; 5</c>, <c>&gt;=60</c>; neither when it is words.</summary>
    private static (string? Low, string? High) Range(string? text)
    {
        var match = ReferenceRange().Match(text ?? "");
        if (!match.Success)
            return default;
        if (match.Groups["low"].Success)
            return (V2Reading.Numeral(match.Groups["low"].Value), V2Reading.Numeral(match.Groups["high"].Value));
        // R4's bounds are inclusive: an exclusive one stays in the text alone.
        var bound = V2Reading.Numeral(match.Groups["bound"].Value);
        return match.Groups["sign"].Value switch { "<=" or "≤" => (null, bound), ">=" or "≥" => (bound, null), _ => default };
    }

    private static (string? Sign, string Number) Comparator(string text)
    {
        var trimmed = text.Trim();
        var sign = trimmed.StartsWith("<=", StringComparison.Ordinal) || trimmed.StartsWith(">=", StringComparison.Ordinal) ? trimmed[..2]
            : trimmed.StartsWith('<') || trimmed.StartsWith('>') ? trimmed[..1] : "";
        return (sign.Length == 0 ? null : sign, trimmed[sign.Length..]);
    }

    private static FhirElement Flag(V2Value flag) => sharedFlags.Contains(flag[1].Text!)
        ? Concept(Interpretation, flag[1].Text!, flag[2].Text)
        : V2Reading.TableCode(flag, "0078");

    /// <summary>HL7 table 0085.</summary>
    private static string Status(V2Reading reading, V2Segment obx, string place)
    {
        switch (obx[11].Text)
        {
            case "F" or "U" or "V": return "final";
            case "C": return "corrected";
            case "A": return "amended";
            case "P" or "S" or "R" or "B": return "preliminary";
            case "I": return "registered";
            case "D" or "W": return "entered-in-error";
            case "X" or "N": return "cancelled";
            default:
                reading.Warn(place + "-11", "The status of the result is empty or not in HL7 table 0085; it is 'unknown'.");
                return "unknown";
        }
    }

    private static byte[]? Data(string? encoding, string raw, string? text)
    {
        try
        {
            return encoding?.ToUpperInvariant() switch
            {
                "BASE64" => Convert.FromBase64String(raw.Replace("\\.br\\", "", StringComparison.Ordinal)),
                "HEX" => Convert.FromHexString(raw),
                "A" or null => Encoding.UTF8.GetBytes(text ?? ""),
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string MediaType(V2Reading reading, string? kind, string? subtype, string place)
    {
        var (type, sub) = (kind?.ToUpperInvariant() switch
        {
            "AP" or "APPLICATION" => "application",
            "IM" or "IMAGE" => "image",
            "TX" or "TEXT" or "FT" => "text",
            "AU" or "AUDIO" => "audio",
            "VIDEO" => "video",
            "MULTIPART" => "multipart",
            _ => null,
        }, subtype?.ToLowerInvariant());
        if (sub is "pdf")
            return "application/pdf";
        if (type is not null && sub is { Length: > 0 } && sub.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '+'))
            return $"{type}/{sub}";
        if (type is "text")
            return "text/plain";
        reading.Warn(place, "The encapsulated data do not say of which kind they are.");
        return "application/octet-stream";
    }

    private static string TextOf(V2Segment obx) => string.Join('\n', obx[5].Repetitions.Select(r => r.WholeText));

    [GeneratedRegex(@"^\s*(((?<low>[+-]?[0-9]*\.?[0-9]+)\s*(-|–|to)\s*(?<high>[+-]?[0-9]*\.?[0-9]+))|((?<sign><=|>=|<|>|≤|≥)\s*(?<bound>[+-]?[0-9]*\.?[0-9]+)))\b[^0-9]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ReferenceRange();

    [GeneratedRegex(@"^([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9](\.[0-9]{1,4})?)?([+-][0-9]{4})?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Time();
}
