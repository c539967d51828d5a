using System.Globalization;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.V2;

/// <summary>PV1, PV2, AL1 and DG1 to Encounter, AllergyIntolerance and Condition.</summary>
internal static class EncounterMapping
{
    private const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    /// <returns>A reference; null where the message has no visit.</returns>
    public static FhirNode? Add(V2Reading reading, V2Segment? pv1, V2Segment? pv2, FhirNode patient)
    {
        // Class N says "not applicable": the segment is there because the message structure asks for it.
        if (pv1 is null || pv1[2].Text is "N")
            return null;
        if (IdOf(reading, pv1, patient) is not { } id)
        {
            reading.Warn("PV1-19", "The visit has neither a visit number nor an admission time, so it cannot be told from others; it is kept in the original message.");
            return null;
        }
        var (location, prior) = (reading.LocationOf(pv1[3]), reading.LocationOf(pv1[6]));
        var participants = new List<FhirElement>();
        foreach (var (field, role) in new[] { (7, "ATND"), (8, "REF"), (9, "CON"), (17, "ADM") })
        {
            foreach (var person in reading.PractitionersOf(pv1[field], string.Create(CultureInfo.InvariantCulture, $"PV1-{field}")))
            {
                participants.Add(FhirNode.Object(
                    ("type", FhirNode.List(Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", role))),
                    ("individual", person)));
            }
        }
        var status = Status(reading, pv1);
        var hospitalization = FhirNode.Object(
            ("admitSource", Table(reading, pv1[14], "0023", "PV1-14")),
            ("reAdmission", Table(reading, pv1[13], "0092", "PV1-13")),
            ("dischargeDisposition", Table(reading, pv1[36], "0112", "PV1-36")));
        reading.Add(FhirNode.Resource("Encounter",
            ("id", id),
            ("identifier", FhirNode.List(
                reading.IdentifierOf(pv1[19].Repetition(1), "PV1-19") is { } number ? (number["type"] is null ? number.With("type", Concept(V2Systems.Table("0203"), "VN")) : number) : null,
                reading.IdentifierOf(pv1[50].Repetition(1), "PV1-50"))),
            ("status", status),
            ("class", Class(reading, pv1[2])),
            ("type", FhirNode.List(Table(reading, pv1[4], "0007", "PV1-4"))),
            ("serviceType", Table(reading, pv1[10], "0069", "PV1-10")),
            ("subject", patient),
            ("participant", FhirNode.List(participants)),
            ("period", reading.Period(pv1[44], pv1[45], "PV1-44")),
            ("reasonCode", FhirNode.List(pv2 is null ? null : reading.ConceptOf(pv2[3], "PV2-3"))),
            ("hospitalization", hospitalization.Children.IsEmpty ? null : hospitalization),
            ("location", FhirNode.List(
                location is null ? null : FhirNode.Object(("location", location), ("status", status switch { "finished" => "completed", "planned" => "planned", "in-progress" or "arrived" or "onleave" => "active", _ => null })),
                prior is null ? null : FhirNode.Object(("location", prior), ("status", "completed"))))));
        return Reference($"Encounter/{id}");
    }

    public static void AddAllergies(V2Reading reading, IEnumerable<V2Segment> segments, FhirNode patient, string patientId)
    {
        foreach (var (al1, number) in segments.Where(s => s.Name == "AL1").Select((s, i) => (s, i + 1)))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"AL1({number})-3");
            var coded = al1[3][1].HasValue || al1[3][2].HasValue;
            if (!coded || reading.ConceptOf(al1[3], place) is not { } substance)
                continue;
            var severity = al1[4][1].Text switch { "SV" => "severe", "MO" => "moderate", "MI" => "mild", _ => null };
            var manifestations = al1[5].Repetitions.Select(r => r.WholeText).OfType<string>().Select(t => (FhirElement)Concept(t)).ToList();
            reading.Add(FhirNode.Resource("AllergyIntolerance",
                ("id", reading.Id("AllergyIntolerance", patientId, al1[3][1].Text ?? "", al1[3][3].Text ?? "", al1[3][2].Text ?? "")),
                ("clinicalStatus", Concept("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active")),
                ("category", FhirNode.List(al1[2][1].Text switch { "DA" => "medication", "FA" => "food", "EA" or "PA" or "AA" or "LA" => "environment", _ => null })),
                ("code", substance),
                ("patient", patient),
                ("onsetDateTime", reading.DateTimeOf(al1[6], string.Create(CultureInfo.InvariantCulture, $"AL1({number})-6"))),
                // R4 has severity on a reaction, and a reaction needs a manifestation.
                ("reaction", FhirNode.List(manifestations.Count == 0 ? null : FhirNode.Object(("manifestation", FhirNode.List(manifestations)), ("severity", severity))))));
            if (manifestations.Count == 0 && severity is not null)
                reading.Warn(string.Create(CultureInfo.InvariantCulture, $"AL1({number})-4"), "A severity without a reaction has no place in R4; it is kept in the original message.");
        }
    }

    public static void AddDiagnoses(V2Reading reading, IEnumerable<V2Segment> segments, FhirNode patient, string patientId, FhirNode? encounter)
    {
        foreach (var (dg1, number) in segments.Where(s => s.Name == "DG1").Select((s, i) => (s, i + 1)))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"DG1({number})");
            var code = reading.ConceptOf(dg1[3], place + "-3") ?? (dg1[4].WholeText is { } words ? Concept(words) : null);
            if (code is null)
                continue;
            reading.Add(FhirNode.Resource("Condition",
                ("id", reading.Id("Condition", patientId, encounter?["reference"]?.Value ?? "", dg1[3][1].Text ?? "", dg1[3][3].Text ?? "", dg1[3][2].Text ?? dg1[4].Text ?? "")),
                ("verificationStatus", Verification(dg1)),
                ("category", FhirNode.List(Concept("http://terminology.hl7.org/CodeSystem/condition-category", "encounter-diagnosis"), V2Reading.TableCode(dg1[6], "0052"))),
                ("code", code),
                ("subject", patient),
                ("encounter", encounter),
                ("onsetDateTime", reading.DateTimeOf(dg1[5], place + "-5")),
                ("recordedDate", reading.DateTimeOf(dg1[19], place + "-19")),
                ("asserter", reading.PractitionersOf(dg1[16], place + "-16").FirstOrDefault())));
        }
    }

    /// <summary>HL7 table 0052: a working diagnosis is provisional, an admitting one is one opinion among others; DG1-21 D deletes.</summary>
    private static FhirNode? Verification(V2Segment dg1)
    {
        var status = dg1[21].Text is "D" ? "entered-in-error" : dg1[6][1].Text switch { "F" => "confirmed", "W" => "provisional", "A" => "provisional", _ => null };
        return status is null ? null : Concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", status);
    }

    private static string? IdOf(V2Reading reading, V2Segment pv1, FhirNode patient)
    {
        foreach (var field in new[] { 19, 50 })
        {
            if (pv1[field][1].WholeText is { } number)
                return reading.Id("Encounter", V2Reading.AuthorityOf(pv1[field][4]) ?? "", number);
        }
        return pv1[44][1].Text is { } admitted ? reading.Id("Encounter", patient["reference"]!.Value!, admitted) : null;
    }

    private static string Status(V2Reading reading, V2Segment pv1)
    {
        switch (reading.Message.Event)
        {
            case "A01" or "A02" or "A04" or "A13" or "A06" or "A07": return "in-progress";
            case "A03": return "finished";
            case "A05" or "A14": return "planned";
            case "A11" or "A38" or "A27": return "cancelled";
            case "A21": return "onleave";
            case "A10": return "arrived";
        }
        if (pv1[45].HasValue)
            return "finished";
        if (pv1[44].HasValue)
            return "in-progress";
        reading.Warn("PV1-44", "Neither the event nor an admission or discharge time tells how the visit stands; its status is 'unknown'.");
        return "unknown";
    }

    /// <summary>HL7 table 0004; what R4 has no word for keeps its own.</summary>
    private static FhirNode Class(V2Reading reading, V2Value patientClass)
    {
        switch (patientClass[1].Text)
        {
            case "E": return Coding(ActCode, "EMER", "emergency");
            case "I": return Coding(ActCode, "IMP", "inpatient encounter");
            case "O": return Coding(ActCode, "AMB", "ambulatory");
            case "P": return Coding(ActCode, "PRENC", "pre-admission");
            case { } code: return Coding(V2Systems.Table("0004"), code, patientClass[2].Text);
            default:
                reading.Warn("PV1-2", "The patient class is empty; the class of the encounter is 'unknown'.");
                return Coding("http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "UNK", "unknown");
        }
    }

    private static FhirNode? Table(V2Reading reading, V2Value value, string table, string place) =>
        value[1].HasValue && value[3].HasValue ? reading.ConceptOf(value, place) : V2Reading.TableCode(value, table);
}
