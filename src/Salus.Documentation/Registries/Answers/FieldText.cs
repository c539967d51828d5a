using System.Globalization;
using Salus.Fhir.Resources;

namespace Salus.Documentation.Registries;

/// <summary>
/// An answer as a statement of a draft: <c>HbA1c: 8.1 % (2026-03-02)</c>. What a reviewer writes is read back by the same rules, so that
/// what is exported is what was signed, word for word.
/// </summary>
public static class FieldText
{
    /// <param name="at">The day the value is of; null where none is known or the answer itself is a date.</param>
    public static string Write(RegistryField field, FieldValue value, string? at) =>
        $"{field.Label}: {value.Shown(field)}{(at is { Length: >= 4 } && field.Type is not FieldType.Date ? $" ({at[..Math.Min(10, at.Length)]})" : "")}";

    /// <summary>An example for the reviewer who writes one.</summary>
    public static string Example(RegistryField field) => $"{field.Label}: " + field.Type switch
    {
        FieldType.Boolean => "yes",
        FieldType.Code => field.Options[0].Label,
        FieldType.Date => "2026-03-02",
        FieldType.Quantity => field.Unit is "1" ? "5" : $"{field.Range?.Least ?? "5"} {field.Unit}",
        _ => "…",
    };

    /// <summary>The field a statement is about; null when its first words are no label.</summary>
    public static RegistryField? FieldOf(RegistryMapping mapping, string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? mapping.Labelled(text[..colon]) : null;

    /// <summary>Reads the answer of a statement about this field; false with what to write instead.</summary>
    public static bool TryRead(RegistryField field, string text, out FieldValue value, out string? at, out string problem)
    {
        (value, at, problem) = (new FieldValue("", null), null, "");
        var answer = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        if (field.Type is not FieldType.Date && answer.EndsWith(')') && answer.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var open && FhirDate.TryParse(answer[(open + 2)..^1], out var date))
            (answer, at) = (answer[..open].Trim(), date.Text);
        if (answer.Length == 0)
        {
            problem = $"There is no answer after '{field.Label}:'. Write for example '{Example(field)}', or reject the statement.";
            return false;
        }
        switch (field.Type)
        {
            case FieldType.Boolean when answer.Equals("yes", StringComparison.OrdinalIgnoreCase) || answer.Equals("no", StringComparison.OrdinalIgnoreCase):
                value = new FieldValue(answer.Equals("yes", StringComparison.OrdinalIgnoreCase) ? "true" : "false", null);
                return true;
            case FieldType.Boolean:
                problem = $"'{field.Label}' is answered with yes or no.";
                return false;
            case FieldType.Code when field.Options.FirstOrDefault(o => o.Label.Equals(answer, StringComparison.OrdinalIgnoreCase) || o.Code.Equals(answer, StringComparison.Ordinal)) is { } option:
                value = new FieldValue(option.Code, null);
                return true;
            case FieldType.Code:
                problem = $"'{field.Label}' is answered with one of: {string.Join(", ", field.Options.Select(o => o.Label))}.";
                return false;
            case FieldType.Date when FhirDate.TryParse(answer, out _):
                value = new FieldValue(answer, null);
                return true;
            case FieldType.Date:
                problem = $"'{field.Label}' is a date such as 2026-03-02.";
                return false;
            case FieldType.Quantity:
                return TryQuantity(field, answer, out value, out problem);
            default:
                value = new FieldValue(answer, null);
                return true;
        }
    }

    private static bool TryQuantity(RegistryField field, string answer, out FieldValue value, out string problem)
    {
        var end = 0;
        while (end < answer.Length && (char.IsAsciiDigit(answer[end]) || answer[end] is '.' or '-' or '+' || (answer[end] is 'e' or 'E' && end > 0 && end + 1 < answer.Length && (char.IsAsciiDigit(answer[end + 1]) || answer[end + 1] is '-' or '+'))))
            end++;
        var unit = answer[end..].Trim();
        value = new FieldValue(answer[..end], field.Unit);
        problem = $"'{field.Label}' is a number in {(field.Unit is "1" ? "whole counts" : field.Unit)}: write for example '{Example(field)}'.";
        return decimal.TryParse(answer.AsSpan(0, end), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _)
            && (string.Equals(unit, field.Unit, StringComparison.Ordinal) || (unit.Length == 0 && field.Unit is "1"));
    }
}
