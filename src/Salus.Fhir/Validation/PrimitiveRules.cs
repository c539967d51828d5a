using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Salus.Fhir.Validation;

/// <summary>How values of the primitive types of R4 are written (https://hl7.org/fhir/R4/datatypes.html).</summary>
internal sealed class PrimitiveRules(ValidationRun run)
{
    private const int LongestText = 1024 * 1024;
    private static readonly SearchValues<char> markup = SearchValues.Create("<");

    public void Check(Spot spot)
    {
        var type = spot.TypeName;
        if (spot.Node.Value is not { } value)
        {
            if (spot.Node.Children.IsEmpty)
                run.Error(spot, "invariant", "ele-1", "The element has neither a value nor an extension. Give it one or leave it out.");
            return;
        }
        if (spot.Shape!.JsonKind != spot.Node.Kind)
        {
            run.Error(spot, "invalid", "json-kind", $"A {type} is written as a JSON {spot.Shape.JsonKind.ToString().ToLowerInvariant()}, not as a {spot.Node.Kind.ToString().ToLowerInvariant()}.");
            return;
        }
        if (value.Length == 0)
        {
            run.Error(spot, "invalid", "empty-value", "The value is empty. Give one, or leave the element out.");
            return;
        }
        if (Wrong(type, value) is { } reason)
        {
            var isId = type is "id";
            run.Error(spot, isId ? "invalid" : "value", isId ? "id" : $"type-{type}", reason);
            return;
        }
        if (type is "date" or "dateTime" or "instant" && int.TryParse(value.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && (year < 1800 || year > run.Options.Clock.GetUtcNow().Year + 80))
            run.Warn(spot, "value", "year", $"The year {value[..4]} is far away; is it a slip?");
        Text(spot, type, value);
        var limit = spot.Declared?.Element.MaxLength;
        if (limit is { } most && value.Length > most)
            run.Error(spot, "too-long", "max-length", $"The value has {value.Length} characters; at most {most} are allowed.");
    }

    private void Text(Spot spot, string type, string value)
    {
        if (type is "string" or "markdown")
        {
            if (value.Length > LongestText)
                run.Error(spot, "too-long", "max-length", $"The text has {value.Length} characters; R4 allows 1 048 576.");
            if (string.IsNullOrWhiteSpace(value))
                run.Error(spot, "invalid", "empty-value", "The text is only white space. Give a value, or leave the element out.");
            else if (type is "string" && (char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1])))
                run.Warn(spot, "value", "white-space", "The text starts or ends with white space; remove it.");
            if (LooksLikeMarkup(value))
                run.Add(run.Options.RefuseMarkup ? IssueSeverity.Error : IssueSeverity.Information, spot, "security", "markup", "The text looks as if it held HTML tags, which a page that shows it could run. Remove them, or escape them.");
        }
        if (value.AsSpan().ContainsAnyInRange('\u0000', '\u001f') && type is not "base64Binary")
        {
            foreach (var c in value)
            {
                if (c < 32 && c is not ('\t' or '\n' or '\r'))
                {
                    run.Error(spot, "value", "control-character", $"The text holds the control character U+{(int)c:X4}; remove it.");
                    break;
                }
            }
        }
        if (type is "uri" or "url" or "canonical" or "oid" or "uuid")
            run.References.CheckAddress(spot, type, value);
    }

    private static bool LooksLikeMarkup(string text)
    {
        var at = text.AsSpan().IndexOfAny(markup);
        while (at >= 0 && at + 1 < text.Length)
        {
            if (char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '/' or '!')
            {
                var end = text.IndexOf('>', at);
                if (end > 0)
                    return true;
            }
            var next = text.AsSpan(at + 1).IndexOfAny(markup);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return false;
    }

    /// <summary>What is wrong with a literal of a type; null when nothing is.</summary>
    public static string? Wrong(string type, string value) => type switch
    {
        "boolean" => value is "true" or "false" ? null : $"'{Short(value)}' is not a boolean; write true or false.",
        "integer" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && value[0] != '+' ? null : $"'{Short(value)}' is not a whole number between -2147483648 and 2147483647.",
        "unsignedInt" => Whole(value) >= 0 ? null : $"'{Short(value)}' is not a whole number from 0 to 2147483647.",
        "positiveInt" => Whole(value) > 0 ? null : $"'{Short(value)}' is not a whole number from 1 to 2147483647.",
        "integer64" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : $"'{Short(value)}' is not a whole number of 64 bits.",
        "decimal" => IsDecimal(value) ? null : $"'{Short(value)}' is not a decimal number.",
        "date" => Moment.Date(value),
        "dateTime" => Moment.DateTime(value),
        "instant" => Moment.Instant(value),
        "time" => Moment.Time(value),
        "id" => Id(value),
        "code" => Code(value),
        "oid" => Oid(value),
        "uuid" => Uuid(value),
        "uri" or "url" or "canonical" => Address(value),
        "base64Binary" => Base64(value),
        _ => null,
    };

    internal static string Short(string value) => value.Length > 60 ? value[..60] + "…" : value;

    private static int Whole(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static bool IsDecimal(string value)
    {
        var digits = value.AsSpan();
        if (digits[0] == '-')
            digits = digits[1..];
        var exponent = digits.IndexOfAny('e', 'E');
        if (exponent >= 0)
        {
            if (!BigInteger.TryParse(digits[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                return false;
            digits = digits[..exponent];
        }
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        return IsDigits(whole) && (whole.Length == 1 || whole[0] != '0') && (point < 0 || IsDigits(digits[(point + 1)..]));
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    private static string? Id(string value)
    {
        if (value.Length > 64)
            return $"The id has {value.Length} characters; at most 64 are allowed.";
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.'))
                return $"The id '{value}' holds '{c}'; only letters A-Z and a-z, digits, '-' and '.' are allowed.";
        }
        return null;
    }

    private static string? Code(string value) =>
        char.IsWhiteSpace(value[0]) || char.IsWhiteSpace(value[^1]) ? "A code does not start or end with white space; remove it."
        : value.Contains("  ", StringComparison.Ordinal) || value.AsSpan().IndexOfAny('\t', '\n', '\r') >= 0 ? "A code has single spaces at most; remove the others."
        : null;

    private static string? Oid(string value) =>
        value.StartsWith("urn:oid:", StringComparison.Ordinal) && IsOid(value.AsSpan(8)) ? null : $"'{Short(value)}' is not an OID; write urn:oid: and numbers with dots between them.";

    internal static bool IsOid(ReadOnlySpan<char> oid)
    {
        if (oid.IsEmpty || oid[0] is < '0' or > '2' || !oid.Contains('.'))
            return false;
        foreach (var part in oid.Split('.'))
        {
            var number = oid[part];
            if (!IsDigits(number) || (number.Length > 1 && number[0] == '0'))
                return false;
        }
        return true;
    }

    private static string? Uuid(string value) =>
        value.StartsWith("urn:uuid:", StringComparison.Ordinal) && IsUuid(value.AsSpan(9)) ? null : $"'{Short(value)}' is not a UUID; write urn:uuid: and 36 lower-case characters such as c757873d-ec9a-4326-a141-556f43239520.";

    internal static bool IsUuid(ReadOnlySpan<char> uuid)
    {
        if (uuid.Length != 36)
            return false;
        for (var i = 0; i < uuid.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? uuid[i] != '-' : !char.IsAsciiHexDigitLower(uuid[i]))
                return false;
        }
        return true;
    }

    private static string? Address(string value)
    {
        foreach (var c in value)
        {
            if (char.IsWhiteSpace(c))
                return $"The address '{Short(value)}' holds white space; remove it or write it as %20.";
        }
        if (value.StartsWith("oid:", StringComparison.Ordinal) || value.StartsWith("uuid:", StringComparison.Ordinal))
            return $"'{Short(value)}' is not a uri; write urn: before it.";
        if (value.StartsWith("urn:oid:", StringComparison.Ordinal))
            return Oid(value);
        return value.StartsWith("urn:uuid:", StringComparison.Ordinal) ? Uuid(value.Split('|', '#')[0]) : null;
    }

    private static string? Base64(string value)
    {
        var significant = 0;
        var padding = 0;
        foreach (var c in value)
        {
            if (char.IsWhiteSpace(c))
                continue;
            if (c == '=')
                padding++;
            else if (padding > 0 || (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '/')))
                return $"The value is not base64: it holds '{c}'{(padding > 0 ? " after padding" : "")}. Encode the bytes again.";
            significant++;
        }
        return significant % 4 == 0 && padding <= 2 ? null : "The value is not base64: its length is not a multiple of four. Encode the bytes again.";
    }
}
