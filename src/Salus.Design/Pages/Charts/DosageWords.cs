using System.Collections.Immutable;
using System.Globalization;
using Salus.Design.Patients;
using Salus.Fhir.Resources;

namespace Salus.Design.Pages.Charts;

/// <summary>Dosages in words.</summary>
internal static class DosageWords
{
    /// <summary>The words that came with it, or else dose, route and frequency put together; empty when nothing was said.</summary>
    public static string Of(IReadOnlyList<Dosage> dosages) => string.Join("; then ", dosages.Select(Of).Where(d => d.Length > 0).Distinct(StringComparer.Ordinal));

    private static string Of(Dosage dosage) => dosage.Text ?? dosage.PatientInstruction ?? string.Join(' ', new[]
    {
        dosage.Doses.Select(d => FhirWords.Amount(d.Dose)).FirstOrDefault(d => d.Length > 0),
        dosage.Route?.Display,
        dosage.Timing is { } timing ? Of(timing) : null,
        dosage.AsNeeded is true ? "as needed" : dosage.AsNeededFor?.Display is { } reason ? $"as needed for {reason}" : null,
    }.Where(p => !string.IsNullOrEmpty(p)));

    private static string? Of(Timing timing)
    {
        if (timing.Code?.Display is { } known)
            return known;
        if (timing.Repeat is not { Frequency: { } times } repeat)
            return null;
        var often = times switch { 1 => "once", 2 => "twice", _ => times.ToString(CultureInfo.InvariantCulture) + " times" };
        var unit = repeat.PeriodUnit switch { "h" => "hour", "d" => "day", "wk" => "week", "mo" => "month", "a" => "year", "min" => "minute", var other => other };
        return repeat.Period switch
        {
            null => often,
            1 => $"{often} a {unit}",
            var period when times == 1 => string.Create(CultureInfo.InvariantCulture, $"every {period:0.##} {unit}s"),
            var period => string.Create(CultureInfo.InvariantCulture, $"{often} every {period:0.##} {unit}s"),
        };
    }
}
