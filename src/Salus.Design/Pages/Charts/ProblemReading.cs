using System.Collections.Immutable;
using Salus.Design.Patients;

namespace Salus.Design.Pages.Charts;

/// <summary>Problems and allergies of a chart in words.</summary>
internal static class ProblemReading
{
    public static ImmutableArray<ProblemView> Problems(IEnumerable<ChartProblem> problems) =>
    [
        .. problems.Select(p => new ProblemView(
            p.Name,
            p.Shown.Resource.Code!.Value.Codings.Select(c => $"{c.System} {c.Code}").FirstOrDefault(),
            p.Active,
            FhirWords.Span(p.Since, p.Shown.Resource.Abatement),
            p.Disputed ? "sources differ" : p.Certainty,
            p.Facts.Length,
            p.Shown.Source("Condition.code"))),
    ];

    public static ImmutableArray<AllergyView> Allergies(ChartAllergies allergies) => [.. allergies.All.Select(Read)];

    private static AllergyView Read(ChartAllergy allergy)
    {
        var shown = allergy.Shown.Resource;
        var since = FhirWords.When(shown.Onset ?? shown.RecordedDate);
        return new AllergyView(
            allergy.Substance,
            allergy.Severe,
            string.Join(", ", allergy.Reactions),
            shown.Type,
            shown.VerificationStatus.Code() == "refuted" ? "refuted" : !allergy.Active ? "no longer active" : since.Length > 0 ? $"recorded {since}" : null,
            allergy.Active,
            allergy.Shown.Source("AllergyIntolerance.code"));
    }
}
