using System.Xml.Linq;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.Cda;

/// <summary>Family history: what a relative had is never written as the patient's own.</summary>
internal static class FamilyMapping
{
    private const string C = "2.16.840.1.113883.10.20.22.4.";

    /// <returns>Null when the document does not say who the relative is.</returns>
    public static FhirNode? Add(CdaReading reading, XElement organizer, XElement relative, FhirNode patient)
    {
        if (reading.ConceptOf(relative.Child("code")) is not { } relationship)
            return null;
        var person = relative.Child("subject");
        var sex = person?.Child("administrativeGenderCode").Code() switch { "F" => "female", "M" => "male", "UN" => "other", _ => null };
        var observations = organizer.Children("component").SelectMany(c => c.Children("observation")).Where(o => !o.IsNegated()).ToList();
        var death = person?.Elements().FirstOrDefault(e => e.Name.LocalName == "deceasedInd");
        return reading.Add(FhirNode.Resource("FamilyMemberHistory",
            ("id", reading.IdOf("FamilyMemberHistory", organizer)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(organizer))),
            ("status", "completed"),
            ("patient", patient),
            ("name", reading.TextOf(person?.Child("name"))),
            ("relationship", relationship),
            ("sex", sex is null ? null : FhirNode.Object(("coding", FhirNode.List(Coding("http://hl7.org/fhir/administrative-gender", sex))))),
            ("bornDate", CdaReading.DateOf(person?.Child("birthTime"))),
            ("deceasedBoolean", (string?)death?.Attribute("value") switch { "true" => true, "false" => false, _ => (bool?)null }),
            ("condition", FhirNode.List(observations.Select(o => (FhirElement)Condition(reading, o))))), organizer);
    }

    private static FhirNode? Condition(CdaReading reading, XElement observation)
    {
        if (reading.ConceptOf(observation.Child("value")) is not { } code)
            return null;
        // An age says when it began; that it was the cause of death, a further observation says.
        var age = observation.Related().FirstOrDefault(s => s.Has(C + "31"))?.Child("value");
        return FhirNode.Object(
            ("code", code),
            ("contributedToDeath", observation.Related().Any(s => s.Has(C + "47")) ? true : (bool?)null),
            ("onsetAge", CdaReading.QuantityOf(age)),
            ("onsetString", CdaReading.QuantityOf(age) is null ? reading.TimeOf(observation.Child("effectiveTime")) : null));
    }
}
