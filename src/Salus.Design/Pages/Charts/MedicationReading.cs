using System.Collections.Immutable;
using Salus.Design.Patients;

namespace Salus.Design.Pages.Charts;

/// <summary>Medications as the chart has reconciled them, each with what every source says.</summary>
internal static class MedicationReading
{
    private const string Dose = "Dose";
    private const string Status = "Status";

    public static ImmutableArray<MedicationView> Read(IEnumerable<ChartMedication> medications) => [.. medications.Select(Read)];

    /// <summary>From its first day to its last, for the timeline; null when no source gives a day.</summary>
    public static (DateOnly From, DateOnly Until)? Span(MedicationSaying saying) =>
        saying.From is not { } from ? null : (from.Day, saying.Current ? DateOnly.MaxValue : saying.Until?.Day ?? from.Day);

    private static MedicationView Read(ChartMedication medication)
    {
        var shown = medication.Shown;
        var accounts = medication.Differs.Contains(MedicationDifference.Strength) ? medication.History.Where(s => s.Current) : medication.Accounts;
        return new MedicationView(
            shown.Name,
            DosageWords.Of(shown.Dosages),
            medication.Standing,
            shown.Current ? FhirWords.Span(shown.From, null) : FhirWords.When(shown.From),
            shown.Reason,
            [.. accounts.Select(s => new MedicationAccount(SourceReading.Source(s.Version, s.Path), [("Medication", s.Name), (Dose, DosageWords.Of(s.Dosages)), (Status, s.Status), ("Since", FhirWords.When(s.From)), ("Until", FhirWords.When(s.Until))]))])
        {
            Differs = [.. medication.Differs.Select(d => d switch { MedicationDifference.Status => Status, MedicationDifference.Strength => "Medication", _ => Dose })],
        };
    }
}
