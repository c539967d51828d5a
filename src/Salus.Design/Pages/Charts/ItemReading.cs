using System.Collections.Immutable;
using System.Globalization;
using Salus.Design.Patients;
using Salus.Fhir.Resources;

namespace Salus.Design.Pages.Charts;

/// <summary>Encounters, procedures, immunisations and documents as lists, newest first.</summary>
internal static class ItemReading
{
    public static ImmutableArray<ItemView> Encounters(IEnumerable<ChartFact<Encounter>> facts) => Sorted(
        from fact in facts
        let encounter = fact.Resource
        select new ItemView(
            encounter.Types.Select(t => t.Display).FirstOrDefault(d => d is not null) ?? KindOf(encounter.Class) ?? "Encounter",
            Join(encounter.Reasons.Select(r => r.Display).FirstOrDefault(), KindOf(encounter.Class), encounter.ServiceProvider?.Display),
            Days(encounter.Period?.Start, encounter.Period?.End),
            encounter.Period?.Start?.Day,
            fact.Source("Encounter.period"))
        { Until = encounter.Period?.End?.Day });

    public static ImmutableArray<ItemView> Procedures(IEnumerable<ChartFact<Procedure>> facts) => Sorted(
        from fact in facts
        let procedure = fact.Resource
        select new ItemView(
            procedure.Code?.Display ?? "Procedure",
            Join(procedure.Reasons.Select(r => r.Display).Concat(procedure.ReasonReferences.Select(r => r.Display)).FirstOrDefault(d => d is not null), procedure.BodySites.Select(b => b.Display).FirstOrDefault(), procedure.Status is "completed" or null ? null : procedure.Status),
            FhirWords.When(procedure.Performed),
            procedure.Performed?.Day,
            fact.Source("Procedure.code")));

    public static ImmutableArray<ItemView> Immunisations(IEnumerable<ChartFact<Immunization>> facts) => Sorted(
        from fact in facts
        let given = fact.Resource
        select new ItemView(
            given.VaccineCode?.Display ?? "Vaccine",
            Join(given.Protocols.Select(p => p.DoseNumber).FirstOrDefault() is { } dose ? FormattableString.Invariant($"dose {dose}") : null, given.LotNumber is { } lot ? $"lot {lot}" : null, given.StatusReason?.Display),
            given.Occurrence is { } when ? FhirWords.When(when) : given.OccurrenceText ?? "",
            given.Occurrence?.Day,
            fact.Source("Immunization.vaccineCode"))
        { Badge = given.Status == "not-done" ? ("warning", "not given") : null });

    public static ImmutableArray<ItemView> Documents(IEnumerable<ChartFact<DocumentReference>> facts, IEnumerable<SignedNoteMention> signed) => Sorted((
        from fact in facts
        let document = fact.Resource
        select new ItemView(
            document.Description ?? document.Type?.Display ?? "Document",
            Join(document.Description is null ? null : document.Type?.Display, document.Authors.Select(a => a.Display).FirstOrDefault(d => d is not null)),
            FhirWords.When(document.Date ?? document.Context?.Period?.Start),
            (document.Date ?? document.Context?.Period?.Start)?.Day,
            fact.Source("DocumentReference.content"))
        { Badge = document.DocStatus == "preliminary" ? ("note", "preliminary") : null }).Concat(signed.Select(Signed)));

    private static ItemView Signed(SignedNoteMention note)
    {
        var address = $"/drafts/{note.Id}/signed";
        var day = DateOnly.FromDateTime(note.SignedAt.UtcDateTime);
        return new ItemView("Signed note", "", day.ToString("d MMM yyyy", CultureInfo.InvariantCulture), day, new SourceView("Salus", $"{note.Capability} {note.Id}", null, null, address))
        {
            Href = address,
            Badge = ("good", "signed here"),
        };
    }

    private static ImmutableArray<ItemView> Sorted(IEnumerable<ItemView> items) =>
        [.. items.OrderByDescending(i => i.At ?? DateOnly.MinValue).ThenBy(i => i.Title, StringComparer.Ordinal)];

    private static string? KindOf(Coding? code) => code?.Code switch
    {
        "AMB" => "outpatient",
        "EMER" => "emergency",
        "IMP" or "ACUTE" or "NONAC" => "inpatient",
        "HH" => "at home",
        "VR" => "by telephone or video",
        "OBSENC" => "observation",
        "SS" => "short stay",
        "FLD" => "in the field",
        "PRENC" => "before admission",
        null => null,
        var other => code.Value.Display ?? other,
    };

    private static string Days(FhirDate? from, FhirDate? until) =>
        until is { } end && from is { } start && end.Day > start.Day ? FhirWords.Span(from, until) : FhirWords.When(from ?? until);

    private static string Join(params string?[] parts) => string.Join(", ", parts.Where(p => !string.IsNullOrWhiteSpace(p)).Distinct(StringComparer.OrdinalIgnoreCase));
}
