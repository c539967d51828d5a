using System.Xml.Linq;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.Cda;

/// <summary>Results, vital signs and social history to Observation; a panel of results to DiagnosticReport.</summary>
internal static class ResultMapping
{
    private const string Category = "http://terminology.hl7.org/CodeSystem/observation-category";

    public static void AddOrganizer(CdaReading reading, XElement organizer, string? category, FhirNode patient, FhirNode? encounter, List<FhirNode> entries)
    {
        var code = reading.ConceptOf(organizer.Child("code"));
        var members = new List<FhirElement>();
        foreach (var observation in organizer.Children("component").SelectMany(c => c.Children("observation")))
        {
            if (AddObservation(reading, observation, category, patient, encounter, organizer.Child("effectiveTime")) is not { } added)
                continue;
            members.Add(added);
            entries.Add(added);
        }
        if (category != "laboratory" || code is null || members.Count == 0)
            return;
        var (name, when) = reading.WhenOf("effective", organizer.Child("effectiveTime"));
        entries.Add(reading.Add(FhirNode.Resource("DiagnosticReport",
            ("id", reading.IdOf("DiagnosticReport", organizer)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(organizer))),
            ("status", Status(organizer)),
            ("category", FhirNode.List(Concept("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB"))),
            ("code", code),
            ("subject", patient),
            ("encounter", encounter),
            (name, when),
            ("result", FhirNode.List(members))), organizer));
    }

    /// <param name="common">Time of the panel, for a member that has none of its own.</param>
    /// <returns>Null when nothing says what was observed, or the observation says what was not.</returns>
    public static FhirNode? AddObservation(CdaReading reading, XElement observation, string? category, FhirNode patient, FhirNode? encounter, XElement? common)
    {
        if (observation.Child("subject") is not null)
        {
            reading.Warn(observation, "The observation is about somebody other than the patient; it is kept in the narrative and the original.");
            return null;
        }
        if (observation.IsNegated())
        {
            reading.Warn(observation, "A negated observation has no form in R4; it is kept in the narrative and the original.");
            return null;
        }
        if ((reading.ConceptOf(observation.Child("code")) ?? (reading.TextOf(observation.Child("code")) is { } words ? Concept(words) : null)) is not { } code)
            return null;
        var own = observation.Child("effectiveTime");
        var (whenName, when) = reading.WhenOf("effective", own is null || own.Null() is not null ? common : own);
        var value = observation.Child("value");
        var (name, content) = reading.ValueOf(value);
        var has = !content.Equals(default);
        var performer = reading.PractitionerOf(observation.Child("performer", "assignedEntity") ?? observation.Child("author", "assignedAuthor"));
        return reading.Add(FhirNode.Resource("Observation",
            ("id", reading.IdOf("Observation", observation)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(observation))),
            ("status", Status(observation)),
            ("category", FhirNode.List(category is null ? null : Concept(Category, category))),
            ("code", code),
            ("subject", patient),
            ("encounter", encounter),
            (whenName, when),
            ("performer", FhirNode.List(performer)),
            (name, content),
            ("dataAbsentReason", has ? null : CdaReading.AbsentOf(value)),
            ("interpretation", FhirNode.List(observation.Children("interpretationCode").Select(i => (FhirElement)reading.ConceptOf(i)))),
            ("note", FhirNode.List(ClinicalMapping.Comments(reading, observation))),
            ("bodySite", reading.ConceptOf(observation.Child("targetSiteCode"))),
            ("method", reading.ConceptOf(observation.Child("methodCode"))),
            ("referenceRange", FhirNode.List(observation.Children("referenceRange").Select(r => (FhirElement)Range(reading, r.Child("observationRange")))))), observation);
    }

    private static FhirNode? Range(CdaReading reading, XElement? range)
    {
        if (range is null)
            return null;
        var value = range.Child("value");
        var written = FhirNode.Object(
            ("low", CdaReading.QuantityOf(value?.Child("low"))),
            ("high", CdaReading.QuantityOf(value?.Child("high"))),
            ("text", reading.TextOf(range.Child("text"))));
        return written.Children.IsEmpty ? null : written;
    }

    private static string Status(XElement act) => act.Child("statusCode").Code() switch
    {
        "completed" => "final",
        "active" => "registered",
        "aborted" or "cancelled" => "cancelled",
        "nullified" => "entered-in-error",
        _ => "unknown",
    };
}
