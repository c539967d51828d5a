using System.Globalization;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.V2;

/// <summary>
/// HL7 v2 messages to FHIR R4 resources: admissions and changes of patients (ADT), results (ORU), orders (ORM, OML) and appointments (SIU),
/// after HL7's "v2-to-FHIR" implementation guide. Pure: the same message and site file give the same resources with the same ids, so a
/// message may come twice. A message is taken as a snapshot: what it leaves out, or deletes with <c>""</c>, is not in its resources.
/// </summary>
public sealed class V2Mapper(V2Site site)
{
    private static readonly HashSet<string> admissions = new(StringComparer.Ordinal)
    {
        "A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A10", "A11", "A13", "A14", "A21", "A22", "A27", "A28", "A31", "A38",
    };

    private static readonly HashSet<string> appointments = new(StringComparer.Ordinal) { "S12", "S13", "S14", "S15", "S16", "S17", "S26" };

    /// <summary>Segments whose contents become resources, or that only frame others.</summary>
    private static readonly HashSet<string> mapped = new(StringComparer.Ordinal)
    {
        "MSH", "SFT", "UAC", "EVN", "PID", "PD1", "NK1", "MRG", "PV1", "PV2", "AL1", "DG1", "OBX", "NTE", "ORC", "OBR", "SPM", "SCH", "RGS", "AIS", "AIL", "AIP", "TQ1", "DSC",
    };

    /// <exception cref="V2MappingException">The message is of another kind, or lacks what every resource needs: a sender, a patient's identifier.</exception>
    public V2Mapped Map(V2Message message)
    {
        var reading = new V2Reading(message, site);
        switch (message.Kind, message.Event)
        {
            case ("ADT", "A40"): Merge(reading); break;
            case ("ADT", var trigger) when admissions.Contains(trigger): Admission(reading); break;
            case ("ORU", "R01" or "R03" or "R32" or ""): Results(reading); break;
            case ("ORM", "O01" or "") or ("OML", "O21" or "O33" or "O35" or ""): Orders(reading); break;
            case ("SIU", var trigger) when appointments.Contains(trigger): Appointments(reading); break;
            default:
                throw new V2MappingException("MSH-9", V2ErrorCode.UnsupportedMessageType, "Messages of this type are not taken: ADT A01-A08, A11, A13, A28, A31, A40 and their kin, ORU R01, ORM O01, OML O21 and SIU S12-S17, S26 are.");
        }
        foreach (var name in message.Segments.Select(s => s.Name).Distinct(StringComparer.Ordinal).Where(n => !mapped.Contains(n)))
            reading.Inform(name, "The segment is kept in the original message; no resource holds it.");
        if (message.Notation.CharsetIsGuessed)
            reading.Warn("MSH-18", $"The message names no character set and has letters beyond ASCII; it was read as {message.Notation.Charset.WebName}.");
        return new V2Mapped(reading.Resources, reading.Issues) { IsAboutPatients = message.Kind == "ADT" };
    }

    private static void Admission(V2Reading reading)
    {
        var segments = reading.Message.Segments;
        var patient = PatientMapping.Add(reading, reading.Message.First("PID"), segments);
        var patientId = patient["reference"]!.Value!;
        var encounter = EncounterMapping.Add(reading, reading.Message.First("PV1"), reading.Message.First("PV2"), patient);
        EncounterMapping.AddAllergies(reading, segments, patient, patientId);
        EncounterMapping.AddDiagnoses(reading, segments, patient, patientId, encounter);
        var order = new ObservationMapping.Order(["admission", patientId, encounter?["reference"]?.Value ?? "", reading.Message.First("EVN")?[2].Raw ?? reading.Message.Header[7].Raw], patient, encounter,
            reading.DateTimeOf(reading.Message["EVN-2"], "EVN-2"), false, null, null);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var result in ObservationMapping.Collect(segments.Where(s => s.Name == "OBX").Select((s, i) => (s, i + 1))))
        {
            if (result.Segment[2].Text is not ("ED" or "RP"))
                ObservationMapping.Add(reading, result, order, seen);
        }
        EvidenceMapping.Add(reading, patient);
    }

    /// <summary>A40: each PID with the MRG behind it.</summary>
    private static void Merge(V2Reading reading)
    {
        FhirNode? patient = null, first = null;
        var merged = false;
        foreach (var segment in reading.Message.Segments)
        {
            if (segment.Name == "PID")
            {
                patient = PatientMapping.Add(reading, segment, []);
                first ??= patient;
            }
            if (segment.Name == "MRG")
            {
                PatientMapping.AddMerge(reading, segment, patient ?? throw new V2MappingException("MRG", V2ErrorCode.SegmentSequence, "MRG stands before any PID."));
                merged = true;
            }
        }
        if (!merged)
            throw new V2MappingException("MRG", V2ErrorCode.SegmentSequence, "A merge (A40) without an MRG segment does not say who was merged.");
        EvidenceMapping.Add(reading, first);
    }

    private static void Results(V2Reading reading)
    {
        if (reading.Message.First("OBR") is null)
            throw new V2MappingException("OBR", V2ErrorCode.SegmentSequence, "Results without an OBR segment do not say what was examined.");
        var (patient, id, encounter) = Subject(reading);
        ReportMapping.AddReports(reading, patient, id, encounter);
        EvidenceMapping.Add(reading, patient);
    }

    private static void Orders(V2Reading reading)
    {
        var (patient, id, encounter) = Subject(reading);
        ReportMapping.AddOrders(reading, patient, id, encounter);
        EvidenceMapping.Add(reading, patient);
    }

    private static void Appointments(V2Reading reading)
    {
        var (patient, _, _) = Subject(reading);
        AppointmentMapping.Add(reading, patient);
        EvidenceMapping.Add(reading, patient);
    }

    private static (FhirNode Patient, string Id, FhirNode? Encounter) Subject(V2Reading reading)
    {
        var people = reading.Message.All("PID").Select(p => PatientMapping.IdOf(reading, p[3])).Distinct().Count();
        if (people > 1)
            throw new V2MappingException("PID(2)", V2ErrorCode.SegmentSequence, string.Create(CultureInfo.InvariantCulture, $"The message is about {people} patients; one message is taken for one patient."));
        var patient = PatientMapping.Add(reading, reading.Message.First("PID"), reading.Message.Segments);
        return (patient, patient["reference"]!.Value!, EncounterMapping.Add(reading, reading.Message.First("PV1"), reading.Message.First("PV2"), patient));
    }
}
