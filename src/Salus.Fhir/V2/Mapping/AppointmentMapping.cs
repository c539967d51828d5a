using System.Globalization;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.V2;

/// <summary>SCH, AIS, AIL, AIP and NTE (SIU) to Appointment.</summary>
internal static class AppointmentMapping
{
    public static void Add(V2Reading reading, FhirNode patient)
    {
        var sch = reading.Message.First("SCH") ?? throw new V2MappingException("SCH", V2ErrorCode.SegmentSequence, "The message has no SCH segment, so there is no appointment in it.");
        var number = sch[2][1].HasValue ? sch[2] : sch[1];
        if (!number[1].HasValue)
            throw new V2MappingException("SCH-2", V2ErrorCode.RequiredFieldMissing, "The appointment has neither a filler nor a placer number.");
        var services = reading.Message.All("AIS").ToList();
        var (start, end) = Times(reading, sch, services);
        var status = Status(reading, sch);
        if (start is null && status is "booked" or "arrived" or "fulfilled")
        {
            // R4 (invariant app-3) lets an appointment without times be proposed, cancelled or on a waiting list, and nothing else.
            reading.Warn("SCH-11", "The appointment has no start that R4 can hold, so it cannot be 'booked'; it is 'proposed'.");
            status = "proposed";
        }
        var cancelled = status == "cancelled";
        var reason = reading.ConceptOf(sch[6], "SCH-6");
        var participants = new List<FhirElement> { Participant(patient, null) };
        foreach (var aip in reading.Message.All("AIP"))
            participants.AddRange(reading.PractitionersOf(aip[3], "AIP-3").Select(p => (FhirElement)Participant(p, V2Reading.TableCode(aip[4], "0286"))));
        foreach (var ail in reading.Message.All("AIL"))
            participants.AddRange(ail[3].Repetitions.Select(reading.LocationOf).OfType<FhirNode>().Select(l => (FhirElement)Participant(l, null)));
        var minutes = Minutes(sch, services);
        reading.Add(FhirNode.Resource("Appointment",
            ("id", reading.Id("Appointment", V2Reading.EntityKey(number))),
            ("identifier", FhirNode.List(reading.EntityOf(sch[1], "PLAC", "SCH-1"), reading.EntityOf(sch[2], "FILL", "SCH-2"))),
            ("status", status),
            ("cancelationReason", cancelled ? reason : null),
            ("serviceType", FhirNode.List(services.Select((s, i) => (FhirElement)reading.ConceptOf(s[3], string.Create(CultureInfo.InvariantCulture, $"AIS({i + 1})-3"))))),
            ("appointmentType", sch[8][1].HasValue && sch[8][3].IsAbsent ? V2Reading.TableCode(sch[8], "0277") : reading.ConceptOf(sch[8], "SCH-8")),
            ("reasonCode", FhirNode.List(reading.ConceptOf(sch[7], "SCH-7"), cancelled ? null : reason)),
            ("start", start),
            ("end", start is null ? null : end),
            ("minutesDuration", minutes),
            ("comment", string.Join('\n', reading.Message.All("NTE").Select(V2Reading.NoteOf).OfType<string>())),
            ("participant", FhirNode.List(participants))));

        FhirNode Participant(FhirNode actor, FhirNode? role) => FhirNode.Object(
            ("type", FhirNode.List(role)),
            ("actor", actor),
            ("status", cancelled ? "declined" : status == "proposed" ? "needs-action" : "accepted"));
    }

    private static (string? Start, string? End) Times(V2Reading reading, V2Segment sch, List<V2Segment> services)
    {
        // SCH-11 until 2.5, then TQ1-7; AIS-4 says it for each service.
        var tq1 = reading.Message.First("TQ1");
        if (sch[11][4].HasValue)
            return (reading.InstantOf(sch[11][4], "SCH-11.4"), reading.InstantOf(sch[11][5], "SCH-11.5") ?? Later(reading, sch[11][4], Minutes(sch, services), "SCH-11.4"));
        if (tq1 is not null && tq1[7].HasValue)
            return (reading.InstantOf(tq1[7], "TQ1-7"), reading.InstantOf(tq1[8], "TQ1-8") ?? Later(reading, tq1[7], Minutes(sch, services), "TQ1-7"));
        var first = services.FirstOrDefault(s => s[4].HasValue);
        return first is null ? default : (reading.InstantOf(first[4], "AIS-4"), Later(reading, first[4], Minutes(sch, services), "AIS-4"));
    }

    private static string? Later(V2Reading reading, V2Value start, int? minutes, string place) =>
        minutes is { } known && reading.InstantOf(start, place) is { } from
            ? DateTimeOffset.Parse(from, CultureInfo.InvariantCulture).AddMinutes(known).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)
            : null;

    /// <summary>Null when the duration is missing, or in units that are neither minutes, hours nor seconds.</summary>
    private static int? Minutes(V2Segment sch, List<V2Segment> services)
    {
        var places = services.Select(s => (Number: s[7], Unit: s[8])).Prepend((Number: sch[9], Unit: sch[10]));
        foreach (var (number, unit) in places)
        {
            if (!int.TryParse(number[1].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is <= 0 or > 100_000)
                continue;
            switch (unit[1].Text?.ToUpperInvariant())
            {
                case "MIN" or "M" or "MINUTES" or "MINUTE": return count;
                case "H" or "HR" or "HOUR" or "HOURS": return count * 60;
                case "S" or "SEC" or "SECONDS": return Math.Max(1, count / 60);
            }
        }
        return null;
    }

    /// <summary>The event says what happened; HL7 table 0278 (SCH-25) says how it stands where the event leaves it open.</summary>
    private static string Status(V2Reading reading, V2Segment sch)
    {
        switch (reading.Message.Event)
        {
            case "S15": return "cancelled";
            case "S17": return "entered-in-error";
            case "S26": return "noshow";
        }
        switch (sch[25][1].Text?.ToUpperInvariant())
        {
            case "PENDING" or "BLOCKED": return "pending";
            case "WAITLIST": return "waitlist";
            case "COMPLETE": return "fulfilled";
            case "STARTED": return "arrived";
            case "CANCELLED" or "DC" or "DELETED": return "cancelled";
            case "NOSHOW": return "noshow";
            default: return "booked";
        }
    }
}
