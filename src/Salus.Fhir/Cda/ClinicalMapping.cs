using System.Xml.Linq;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.Cda;

/// <summary>Problems and allergies.</summary>
internal static class ClinicalMapping
{
    private const string C = "2.16.840.1.113883.10.20.22.4.";
    private const string ConditionClinical = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    private const string ConditionVerification = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    private const string AllergyClinical = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    private const string AllergyVerification = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";

    /// <param name="concern">The act around it, which says whether anybody still cares; null where there is none.</param>
    public static FhirNode AddProblem(CdaReading reading, XElement problem, XElement? concern, FhirNode category, FhirNode patient, FhirNode? encounter)
    {
        var interval = reading.IntervalOf(problem.Child("effectiveTime"));
        var clinical = interval.End is not null ? "resolved" : StatusOf(problem) ?? concern?.Child("statusCode").Code() switch
        {
            "active" => "active",
            "completed" or "suspended" or "aborted" => "inactive",
            _ => null,
        };
        var refuted = problem.IsNegated();
        var author = reading.PractitionerOf((problem.Child("author") ?? concern?.Child("author"))?.Child("assignedAuthor"));
        return reading.Add(FhirNode.Resource("Condition",
            ("id", reading.IdOf("Condition", problem)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(problem))),
            ("clinicalStatus", clinical is null ? null : Concept(ConditionClinical, clinical)),
            ("verificationStatus", refuted ? Concept(ConditionVerification, "refuted") : null),
            ("category", FhirNode.List(category)),
            ("severity", reading.ConceptOf(problem.Related().FirstOrDefault(s => s.Has(C + "8"))?.Child("value"))),
            ("code", reading.ConceptOf(problem.Child("value")) ?? (reading.TextOf(problem.Child("text")) is { } words ? Concept(words) : CdaReading.AbsentOf(problem.Child("value")))),
            ("subject", patient),
            ("encounter", encounter is not null && category.ValueAt("coding.code") == "encounter-diagnosis" ? encounter : null),
            ("onsetDateTime", interval.Start),
            ("abatementDateTime", interval.End),
            ("recordedDate", reading.TimeOf((problem.Child("author") ?? concern?.Child("author"))?.Child("time"))),
            ("recorder", author?["reference"] is null ? null : author),
            ("note", FhirNode.List(Comments(reading, problem)))), problem);
    }

    public static FhirNode AddAllergy(CdaReading reading, XElement allergy, XElement? concern, FhirNode patient)
    {
        var kind = allergy.Child("value").Code();
        var substance = allergy.Children("participant").Where(p => (string?)p.Attribute("typeCode") == "CSM").Select(p => p.Child("participantRole", "playingEntity")).OfType<XElement>().FirstOrDefault();
        var code = reading.ConceptOf(substance?.Child("code")) ?? (reading.TextOf(substance?.Child("name")) is { } name ? Concept(name) : null);
        var status = allergy.Related().FirstOrDefault(s => s.Has(C + "28"))?.Child("value").Code();
        var clinical = status switch { "55561003" => "active", "73425007" => "inactive", "413322009" => "resolved", _ => concern?.Child("statusCode").Code() switch { "active" => "active", "completed" or "suspended" or "aborted" => "inactive", _ => null } };
        var own = allergy.Related().FirstOrDefault(s => s.Has(C + "8"));
        var reactions = allergy.Related().Where(s => s.Has(C + "9")).Select(r => (FhirElement)Reaction(reading, r, own)).ToList();
        return reading.Add(FhirNode.Resource("AllergyIntolerance",
            ("id", reading.IdOf("AllergyIntolerance", allergy)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(allergy))),
            ("clinicalStatus", clinical is null ? null : Concept(AllergyClinical, clinical)),
            // A negated allergy says that there is none of this kind.
            ("verificationStatus", allergy.IsNegated() ? Concept(AllergyVerification, "refuted") : null),
            ("type", kind switch { "416098002" or "414285001" or "419199007" or "426232007" or "232347008" => "allergy", "59037007" or "235719002" => "intolerance", _ => null }),
            ("category", FhirNode.List(kind switch { "416098002" or "59037007" or "419511003" => "medication", "414285001" or "235719002" or "418471000" => "food", "426232007" or "232347008" => "environment", _ => null })),
            ("criticality", allergy.Related().FirstOrDefault(s => s.Has(C + "145"))?.Child("value").Code() switch { "CRITH" => "high", "CRITL" => "low", "CRITU" => "unable-to-assess", _ => null }),
            ("code", code ?? reading.ConceptOf(allergy.Child("value")) ?? CdaReading.AbsentOf(substance?.Child("code"))),
            ("patient", patient),
            ("onsetDateTime", reading.IntervalOf(allergy.Child("effectiveTime")).Start),
            ("recordedDate", reading.TimeOf((allergy.Child("author") ?? concern?.Child("author"))?.Child("time"))),
            ("note", FhirNode.List(Comments(reading, allergy))),
            ("reaction", FhirNode.List(reactions))), allergy);
    }

    /// <summary>Comment activities (free words about an entry).</summary>
    public static IEnumerable<FhirElement> Comments(CdaReading reading, XElement statement) =>
        statement.Related().Where(s => s.Has(C + "64")).Select(s => reading.TextOf(s.Child("text"))).OfType<string>().Select(t => (FhirElement)FhirNode.Object(("text", t)));

    private static FhirNode? Reaction(CdaReading reading, XElement reaction, XElement? severityOfAll)
    {
        var manifestation = reading.ConceptOf(reaction.Child("value")) ?? (reading.TextOf(reaction.Child("text")) is { } words ? Concept(words) : null);
        if (manifestation is null)
            return null;
        var severity = reaction.Related().FirstOrDefault(s => s.Has(C + "8")) ?? severityOfAll;
        return FhirNode.Object(
            ("manifestation", FhirNode.List(manifestation)),
            ("onset", reading.IntervalOf(reaction.Child("effectiveTime")).Start),
            // SNOMED CT severities between two of R4's three words have no word there.
            ("severity", severity?.Child("value").Code() switch { "255604002" => "mild", "6736007" => "moderate", "24484000" => "severe", _ => null }));
    }

    /// <summary>The problem status observation of older documents.</summary>
    private static string? StatusOf(XElement problem) =>
        problem.Related().FirstOrDefault(s => s.Has(C + "6"))?.Child("value").Code() switch { "55561003" => "active", "73425007" => "inactive", "413322009" => "resolved", _ => null };
}
