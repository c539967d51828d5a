using System.Globalization;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.V2;

/// <summary>The message itself: Binary with its bytes, DocumentReference that finds it, Provenance that says which resources came from it.</summary>
internal static class EvidenceMapping
{
    private const string MediaType = "x-application/hl7-v2+er7";

    public static void Add(V2Reading reading, FhirNode? patient)
    {
        var original = new OriginalDocument(reading.Message.ToBytes().ToArray(), MediaType);
        var digest = original.Digest;
        var (kind, trigger) = (reading.Message.Kind, reading.Message.Event);
        var title = $"HL7 v2 message {kind}{(trigger.Length > 0 ? "^" + trigger : "")}";
        var targets = reading.Resources.Select(r => (FhirElement)Reference($"{r.ResourceType}/{r.Id}")).ToList();
        var header = reading.Message.Header;
        var sender = string.Join(" ", new[] { header[3][1].Text, header[4][1].Text }.Where(t => t is not null));

        var binary = reading.Id("Binary", reading.Message.ControlId, digest);
        reading.Add(original.Binary(binary));
        var sent = reading.DateTimeOf(header[7], "MSH-7");
        var instant = sent is { Length: > 19 } ? sent : null;
        var document = reading.Id("DocumentReference", reading.Message.ControlId, digest);
        reading.Add(FhirNode.Resource("DocumentReference",
            ("id", document),
            ("masterIdentifier", original.Identifier()),
            ("identifier", FhirNode.List(FhirNode.Object(("type", Concept("Message control id (MSH-10)")), ("value", reading.Message.ControlId), ("assigner", sender.Length > 0 ? FhirNode.Object(("display", sender)) : null)))),
            ("status", "current"),
            ("type", Concept(title)),
            ("subject", patient),
            ("date", instant),
            ("description", title),
            ("content", FhirNode.List(FhirNode.Object(("attachment", original.Attachment(binary, title, sent)))))));
        // R4 wants an instant, and the message may have none: a made-up one would differ each time the message comes.
        FhirElement recorded = instant ?? (FhirElement)OriginalDocument.Unknown();
        reading.Add(FhirNode.Resource("Provenance",
            ("id", reading.Id("Provenance", reading.Message.ControlId, digest)),
            ("target", FhirNode.List(targets)),
            ("occurredDateTime", sent),
            ("recorded", recorded),
            ("activity", FhirNode.Object(
                ("coding", FhirNode.List(trigger.Length > 0 ? Coding(V2Systems.Table("0003"), trigger) : null)),
                ("text", title))),
            ("agent", FhirNode.List(FhirNode.Object(
                ("type", Concept("http://terminology.hl7.org/CodeSystem/provenance-participant-type", "author")),
                ("who", FhirNode.Object(("display", sender.Length > 0 ? sender : reading.Facility)))))),
            ("entity", FhirNode.List(FhirNode.Object(("role", "source"), ("what", Reference($"DocumentReference/{document}", title)))))));
    }
}
