using System.Collections.Immutable;
using Salus.Design.Patients;
using Salus.Fhir.Resources;

namespace Salus.Design.Pages.Charts;

/// <summary>Conditions and allergies, each problem once however often it was recorded.</summary>
internal static class ProblemReading
{
    public static ImmutableArray<ProblemView> Problems(IEnumerable<Fact<Condition>> conditions) =>
    [
        .. conditions.Where(c => c.Resource.VerificationStatus.Code() is not ("entered-in-error" or "refuted") && c.Resource.Code?.Display is not null)
            .GroupBy(c => c.Resource.Code!.Value.Key(), StringComparer.Ordinal)
            .Select(Build).OrderByDescending(p => p.At ?? DateTimeOffset.MinValue).Select(p => p.View),
    ];

    public static (AllergyKnowledge Knowledge, ImmutableArray<AllergyView> Allergies, SourceView? NoneBy) Allergies(IEnumerable<Fact<AllergyIntolerance>> stated)
    {
        var all = stated.Where(a => a.Resource.VerificationStatus.Code() is not "entered-in-error" && a.Resource.Code?.Display is not null).ToArray();
        var none = all.Where(a => SaysNone(a.Resource.Code!.Value)).ToArray();
        var known = all.Except(none).GroupBy(a => a.Resource.Code!.Value.Key(), StringComparer.Ordinal).Select(g => g.OrderBy(a => IsActive(a.Resource) ? 0 : 1).ThenByDescending(a => a.Version.At).First())
            .Select(Build).OrderByDescending(a => a.Severe).ThenBy(a => a.Substance, StringComparer.OrdinalIgnoreCase).ToImmutableArray();
        return known.Any(a => a.Active) ? (AllergyKnowledge.Known, known, null)
            : none.Length > 0 ? (AllergyKnowledge.NoneKnown, known, none[0].Source("AllergyIntolerance.code"))
            : (AllergyKnowledge.NotRecorded, known, null);
    }

    /// <summary>SNOMED CT 716186003 and its kinds for drugs, food and environment; or the words.</summary>
    private static bool SaysNone(CodeableConcept code) =>
        code.Codings.Any(c => c.Code is "716186003" or "409137002" or "428607008" or "429625007") || code.Display!.StartsWith("No known", StringComparison.OrdinalIgnoreCase);

    private static bool IsActive(AllergyIntolerance allergy) =>
        allergy.ClinicalStatus.Code() is not ("inactive" or "resolved") && allergy.VerificationStatus.Code() is not "refuted";

    private static AllergyView Build(Fact<AllergyIntolerance> fact)
    {
        var allergy = fact.Resource;
        var reactions = allergy.Reactions.SelectMany(r => r.Manifestations.Select(m => m.Display)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);
        var since = FhirWords.When(allergy.Onset ?? allergy.RecordedDate);
        return new AllergyView(
            allergy.Code!.Value.Display!,
            allergy.Criticality == "high" || allergy.Reactions.Any(r => r.Severity == "severe"),
            string.Join(", ", reactions),
            allergy.Type,
            allergy.VerificationStatus.Code() == "refuted" ? "refuted" : !IsActive(allergy) ? "no longer active" : since.Length > 0 ? $"recorded {since}" : null,
            IsActive(allergy),
            fact.Source("AllergyIntolerance.code"));
    }

    private static (DateTimeOffset? At, ProblemView View) Build(IGrouping<string, Fact<Condition>> same)
    {
        // What still goes on tells more than what is over; of equals, the one that began last.
        var shown = same.OrderBy(c => IsActive(c.Resource) ? 0 : 1).ThenByDescending(c => (c.Resource.Onset ?? c.Resource.RecordedDate)?.Start ?? DateTimeOffset.MinValue).First();
        var condition = shown.Resource;
        var from = condition.Onset ?? condition.RecordedDate;
        var certainty = condition.VerificationStatus.Code() is { } said and not "confirmed" ? said : null;
        return (from?.Start, new ProblemView(
            condition.Code!.Value.Display!,
            condition.Code.Value.Codings.Select(c => $"{c.System} {c.Code}").FirstOrDefault(),
            IsActive(condition),
            FhirWords.Span(from, condition.Abatement),
            certainty,
            same.Count(),
            shown.Source("Condition.code")));
    }

    private static bool IsActive(Condition condition) =>
        condition.ClinicalStatus.Code() is not ("inactive" or "remission" or "resolved") && condition.Abatement is null && condition.AbatementText is null;
}
