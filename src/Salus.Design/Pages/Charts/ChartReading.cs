using Salus.Design.Patients;

namespace Salus.Design.Pages.Charts;

/// <summary>A chart in the words and drawings of its page.</summary>
internal static class ChartReading
{
    public static ChartView Read(Chart chart, DateOnly today)
    {
        var (vitals, panels) = ResultReading.Read(chart.Results);
        return new ChartView(chart.Patient.Value, PatientReading.Read(chart.Identities, today))
        {
            AllergyKnowledge = chart.Allergies.Known,
            Allergies = ProblemReading.Allergies(chart.Allergies),
            NoAllergiesBy = chart.Allergies.NoneKnownBy?.Source("AllergyIntolerance.code"),
            Problems = ProblemReading.Problems(chart.Problems),
            Medications = MedicationReading.Read(chart.Medications),
            Vitals = vitals,
            Panels = panels,
            Encounters = ItemReading.Encounters(chart.Encounters),
            Procedures = ItemReading.Procedures(chart.Procedures),
            Immunisations = ItemReading.Immunisations(chart.Immunisations),
            Documents = ItemReading.Documents(chart.Documents, chart.SignedNotes),
        };
    }
}
