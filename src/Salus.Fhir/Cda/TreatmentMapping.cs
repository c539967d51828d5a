using System.Globalization;
using System.Xml.Linq;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.Cda;

/// <summary>Medications, immunisations, procedures, encounters, and what is planned.</summary>
internal static class TreatmentMapping
{
    private const string C = "2.16.840.1.113883.10.20.22.4.";

    public static FhirNode AddMedication(CdaReading reading, XElement administration, bool planned, FhirNode patient)
    {
        var material = administration.Child("consumable", "manufacturedProduct", "manufacturedMaterial");
        var drug = reading.ConceptOf(material?.Child("code")) ?? (reading.TextOf(material?.Child("name")) is { } name ? Concept(name) : CdaReading.AbsentOf(material?.Child("code")));
        var course = administration.Children("effectiveTime").FirstOrDefault(t => CdaReading.TypeOf(t) is "IVL_TS" or "" or "TS");
        var interval = reading.IntervalOf(course);
        var status = administration.Child("statusCode").Code();
        var reasons = administration.Related("RSON").Select(r => reading.ConceptOf(r.Child("value"))).OfType<FhirNode>().Select(r => (FhirElement)r);
        var dosage = Dosage(reading, administration);
        if (planned)
        {
            return reading.Add(FhirNode.Resource("MedicationRequest",
                ("id", reading.IdOf("MedicationRequest", administration)),
                ("identifier", FhirNode.List(CdaReading.Identifiers(administration))),
                ("status", status switch { "active" => "active", "completed" => "completed", "aborted" or "cancelled" => "stopped", "suspended" or "held" => "on-hold", _ => "unknown" }),
                ("intent", administration.Attribute("moodCode")?.Value == "RQO" ? "order" : "plan"),
                ("doNotPerform", administration.IsNegated() ? true : (bool?)null),
                ("medicationCodeableConcept", drug),
                ("subject", patient),
                ("authoredOn", reading.TimeOf(administration.Child("author", "time"))),
                ("requester", reading.PractitionerOf(administration.Child("author", "assignedAuthor"))),
                ("reasonCode", FhirNode.List(reasons)),
                ("note", FhirNode.List(ClinicalMapping.Comments(reading, administration))),
                ("dosageInstruction", FhirNode.List(dosage))), administration);
        }
        return reading.Add(FhirNode.Resource("MedicationStatement",
            ("id", reading.IdOf("MedicationStatement", administration)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(administration))),
            ("status", administration.IsNegated() ? "not-taken" : status switch { "active" => "active", "completed" => "completed", "aborted" => "stopped", "suspended" or "held" => "on-hold", "nullified" => "entered-in-error", _ => "unknown" }),
            ("medicationCodeableConcept", drug),
            ("subject", patient),
            (interval.End is null && CdaReading.TypeOf(course ?? administration) is not "IVL_TS" ? "effectiveDateTime" : "effectivePeriod",
                interval.End is null && CdaReading.TypeOf(course ?? administration) is not "IVL_TS" ? interval.Start : (FhirElement)CdaReading.PeriodOf(interval)),
            ("dateAsserted", reading.TimeOf(administration.Child("author", "time"))),
            ("informationSource", reading.PractitionerOf(administration.Child("author", "assignedAuthor")) is { } author && author["reference"] is not null ? author : null),
            ("reasonCode", FhirNode.List(reasons)),
            ("note", FhirNode.List(ClinicalMapping.Comments(reading, administration))),
            ("dosage", FhirNode.List(dosage))), administration);
    }

    public static FhirNode AddImmunization(CdaReading reading, XElement administration, FhirNode patient)
    {
        var product = administration.Child("consumable", "manufacturedProduct");
        var when = reading.IntervalOf(administration.Children("effectiveTime").FirstOrDefault()).Start;
        var refusal = administration.Related().FirstOrDefault(s => s.Has(C + "53"));
        var performers = administration.Children("performer").Select(p => reading.PractitionerOf(p.Child("assignedEntity"))).OfType<FhirNode>();
        return reading.Add(FhirNode.Resource("Immunization",
            ("id", reading.IdOf("Immunization", administration)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(administration))),
            ("status", administration.IsNegated() ? "not-done" : administration.Child("statusCode").Code() is "nullified" ? "entered-in-error" : "completed"),
            ("statusReason", administration.IsNegated() ? reading.ConceptOf(refusal?.Child("code")) : null),
            ("vaccineCode", reading.ConceptOf(product?.Child("manufacturedMaterial", "code")) ?? CdaReading.AbsentOf(product?.Child("manufacturedMaterial", "code"))),
            ("patient", patient),
            ("occurrenceDateTime", when),
            // R4 wants to know when; an unknown time is said in words, not invented.
            ("occurrenceString", when is null ? "unknown" : null),
            ("manufacturer", reading.TextOf(product?.Child("manufacturerOrganization", "name")) is { } manufacturer ? FhirNode.Object(("display", manufacturer)) : null),
            ("lotNumber", reading.TextOf(product?.Child("manufacturedMaterial", "lotNumberText"))),
            ("site", reading.ConceptOf(administration.Child("approachSiteCode"))),
            ("route", reading.ConceptOf(administration.Child("routeCode"))),
            ("doseQuantity", CdaReading.QuantityOf(administration.Child("doseQuantity"))),
            ("performer", FhirNode.List(performers.Select(p => (FhirElement)FhirNode.Object(("actor", p))))),
            ("note", FhirNode.List(ClinicalMapping.Comments(reading, administration)))), administration);
    }

    public static FhirNode AddProcedure(CdaReading reading, XElement procedure, FhirNode patient, FhirNode? encounter)
    {
        var (name, when) = reading.WhenOf("performed", procedure.Child("effectiveTime"));
        var performers = procedure.Children("performer").Select(p => reading.PractitionerOf(p.Child("assignedEntity"))).OfType<FhirNode>();
        return reading.Add(FhirNode.Resource("Procedure",
            ("id", reading.IdOf("Procedure", procedure)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(procedure))),
            ("status", procedure.IsNegated() ? "not-done" : procedure.Child("statusCode").Code() switch { "completed" => "completed", "active" => "in-progress", "aborted" => "stopped", "cancelled" => "not-done", _ => "unknown" }),
            ("code", reading.ConceptOf(procedure.Child("code")) ?? (reading.TextOf(procedure.Child("text")) is { } words ? Concept(words) : null)),
            ("subject", patient),
            ("encounter", encounter),
            (name, when),
            ("performer", FhirNode.List(performers.Select(p => (FhirElement)FhirNode.Object(("actor", p))))),
            ("reasonCode", FhirNode.List(procedure.Related("RSON").Select(r => (FhirElement)reading.ConceptOf(r.Child("value"))))),
            ("bodySite", FhirNode.List(procedure.Children("targetSiteCode").Select(s => (FhirElement)reading.ConceptOf(s)))),
            ("note", FhirNode.List(ClinicalMapping.Comments(reading, procedure)))), procedure);
    }

    public static FhirNode AddEncounter(CdaReading reading, XElement encounter, FhirNode patient)
    {
        var interval = reading.IntervalOf(encounter.Child("effectiveTime"));
        var performers = encounter.Children("performer").Select(p => reading.PractitionerOf(p.Child("assignedEntity"))).OfType<FhirNode>();
        var places = encounter.Children("participant").Where(p => (string?)p.Attribute("typeCode") == "LOC").Select(p => reading.TextOf(p.Child("participantRole", "playingEntity", "name"))).OfType<string>();
        return reading.Add(FhirNode.Resource("Encounter",
            ("id", reading.IdOf("Encounter", encounter)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(encounter))),
            ("status", encounter.Child("statusCode").Code() switch { "active" => "in-progress", "cancelled" or "aborted" => "cancelled", _ => interval.Start is null && interval.End is null ? "unknown" : "finished" }),
            ("class", SectionMapping.EncounterClass(encounter.Child("code"))),
            ("type", FhirNode.List(reading.ConceptOf(encounter.Child("code")))),
            ("subject", patient),
            ("participant", FhirNode.List(performers.Select(p => (FhirElement)FhirNode.Object(("individual", p))))),
            ("period", CdaReading.PeriodOf(interval)),
            ("reasonCode", FhirNode.List(encounter.Related("RSON").Select(r => (FhirElement)reading.ConceptOf(r.Child("value"))))),
            ("location", FhirNode.List(places.Select(p => (FhirElement)FhirNode.Object(("location", FhirNode.Object(("display", p)))))))), encounter);
    }

    /// <summary>Planned acts, procedures, observations and encounters; null when nothing says what is planned.</summary>
    public static FhirNode? AddPlan(CdaReading reading, XElement plan, FhirNode patient)
    {
        var code = reading.ConceptOf(plan.Child("code")) ?? (reading.TextOf(plan.Child("text")) is { } words ? Concept(words) : null);
        if (code is null)
            return null;
        var (name, when) = reading.WhenOf("occurrence", plan.Child("effectiveTime"));
        return reading.Add(FhirNode.Resource("ServiceRequest",
            ("id", reading.IdOf("ServiceRequest", plan)),
            ("identifier", FhirNode.List(CdaReading.Identifiers(plan))),
            ("status", plan.Child("statusCode").Code() switch { "active" => "active", "completed" => "completed", "cancelled" or "aborted" => "revoked", "suspended" or "held" => "on-hold", _ => "unknown" }),
            ("intent", plan.Attribute("moodCode")?.Value switch { "RQO" => "order", "PRP" => "proposal", _ => "plan" }),
            ("doNotPerform", plan.IsNegated() ? true : (bool?)null),
            ("code", code),
            ("subject", patient),
            (name, when),
            ("authoredOn", reading.TimeOf(plan.Child("author", "time"))),
            ("requester", reading.PractitionerOf(plan.Child("author", "assignedAuthor"))),
            ("bodySite", FhirNode.List(plan.Children("targetSiteCode").Select(s => (FhirElement)reading.ConceptOf(s)))),
            ("note", FhirNode.List(ClinicalMapping.Comments(reading, plan)))), plan);
    }

    /// <summary>Dose, route, how often, and the words of the prescriber. What CDA says with event-related times stays in the narrative.</summary>
    private static FhirNode? Dosage(CdaReading reading, XElement administration)
    {
        var dose = administration.Child("doseQuantity");
        var unit = administration.Child("administrationUnitCode");
        var quantity = CdaReading.QuantityOf(dose);
        if (quantity is not null && quantity["unit"] is null && (string?)unit?.Attribute("displayName") is { Length: > 0 } words)
            quantity = quantity.With("unit", words);
        var range = quantity is null && dose is not null ? FhirNode.Object(("low", CdaReading.QuantityOf(dose.Child("low"))), ("high", CdaReading.QuantityOf(dose.Child("high")))) : null;
        var timing = administration.Children("effectiveTime").Where(t => CdaReading.TypeOf(t) == "PIVL_TS").Select(Timing).FirstOrDefault(t => t is not null);
        var text = reading.TextOf(administration.Related().FirstOrDefault(s => s.Has(C + "147"))?.Child("text")) ?? reading.TextOf(administration.Child("text"));
        var precondition = reading.ConceptOf(administration.Child("precondition", "criterion", "value"));
        var doseAndRate = FhirNode.Object(
            ("doseRange", range is { Children.IsEmpty: false } ? range : null),
            ("doseQuantity", quantity),
            ("rateQuantity", CdaReading.QuantityOf(administration.Child("rateQuantity"))));
        var dosage = FhirNode.Object(
            ("text", text),
            ("timing", timing),
            ("asNeededCodeableConcept", precondition),
            ("site", reading.ConceptOf(administration.Child("approachSiteCode"))),
            ("route", reading.ConceptOf(administration.Child("routeCode"))),
            ("doseAndRate", FhirNode.List(doseAndRate.Children.IsEmpty ? null : doseAndRate)));
        return dosage.Children.IsEmpty ? null : dosage;
    }

    private static FhirNode? Timing(XElement periodic)
    {
        var period = periodic.Child("period");
        var number = V2.V2Reading.Numeral((string?)period?.Attribute("value"));
        var unit = (string?)period?.Attribute("unit");
        if (number is null || unit is not ("s" or "min" or "h" or "d" or "wk" or "mo" or "a") || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value <= 0)
            return null;
        return FhirNode.Object(("repeat", FhirNode.Object(("frequency", 1), ("period", FhirElement.Number(number)), ("periodUnit", unit))));
    }
}
