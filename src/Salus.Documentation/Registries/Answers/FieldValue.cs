using System.Globalization;
using Salus.Fhir.Resources;

namespace Salus.Documentation.Registries;

/// <summary>An answer as machines read it.</summary>
/// <param name="Value">A number as written, an option's code, <c>true</c> or <c>false</c>, a date, or words.</param>
/// <param name="Unit">UCUM code; null for all but quantities.</param>
public sealed record FieldValue(string Value, string? Unit)
{
    /// <summary>Numbers are equal by amount, everything else by its characters.</summary>
    public bool SameAs(FieldValue other) =>
        string.Equals(Unit, other.Unit, StringComparison.Ordinal)
        && (string.Equals(Value, other.Value, StringComparison.Ordinal) || (Unit is not null && Number is { } mine && other.Number is { } theirs && mine == theirs));

    public decimal? Number => decimal.TryParse(Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>As people read it: <c>8.1 %</c>, <c>yes</c>, the label of an option.</summary>
    public string Shown(RegistryField field) => field.Type switch
    {
        FieldType.Boolean => Value is "true" ? "yes" : "no",
        FieldType.Code => field.Options.FirstOrDefault(o => o.Code == Value)?.Label ?? Value,
        FieldType.Quantity => Unit is null or "1" ? Value : $"{Value} {Unit}",
        _ => Value,
    };

    /// <summary>What is wrong with its size; null when it is in the range.</summary>
    /// <param name="report">The day the form is filled in for.</param>
    public string? OutOfRange(RegistryField field, DateOnly report)
    {
        if (field.Range is not { } range)
            return null;
        var allowed = (range.Least, range.Most) switch
        {
            ({ } least, { } most) => $"{Bound(least)} to {Bound(most)}",
            ({ } least, _) => $"from {Bound(least)} on",
            var (_, most) => $"up to {Bound(most!)}",
        };
        string Bound(string bound) => bound is FieldRange.Report ? report.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : bound + (field.Unit is null or "1" ? "" : " " + field.Unit);
        var outside = field.Type is FieldType.Date ? DateOutside(range, report) : NumberOutside(range);
        return outside ? $"{Shown(field)} is outside the range of this field, {allowed}." : null;
    }

    private bool NumberOutside(FieldRange range) =>
        Number is not { } number || (Decimal(range.Least) is { } least && number < least) || (Decimal(range.Most) is { } most && number > most);

    private bool DateOutside(FieldRange range, DateOnly report) =>
        !FhirDate.TryParse(Value, out var date)
        || (range.Least is { } least && date.Day < Day(least, report))
        || (range.Most is { } most && date.Day > Day(most, report));

    private static DateOnly Day(string bound, DateOnly report) => FhirDate.TryParse(bound, out var date) ? date.Day : report;

    private static decimal? Decimal(string? bound) => decimal.TryParse(bound, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
