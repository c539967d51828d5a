using System.Globalization;
using System.Security.Cryptography;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.V2;

/// <summary>The message itself: Binary with its bytes, DocumentReference that finds it, Provenance that says which resources came from it.</summary>
internal static class EvidenceMapping
{
    private const string MediaType = "x-application/hl7-v2+er7";

    public static void Add(V2Reading reading, FhirNode? patient)
    {
        var bytes = reading.Message.ToBytes().ToArray();
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var (kind, trigger) = (reading.Message.Kind, reading.Message.Event);
        var title = $"HL7 v2 message {kind}{(trigger.Length > 0 ? "^" + trigger : "")}";
        var targets = reading.Resources.Select(r => (FhirElement)Reference($"{r.ResourceType}/{r.Id}")).ToList();
        var header = reading.Message.Header;
        var sender = string.Join(" ", new[] { header[3][1].Text, header[4][1].Text }.Where(t => t is not null));

        var binary = reading.Id("Binary", reading.Message.ControlId, digest);
        reading.Add(FhirNode.Resource("Binary", ("id", binary), ("contentType", MediaType), ("data", Convert.ToBase64String(bytes))));
        var sent = reading.DateTimeOf(header[7], "MSH-7");
        var instant = sent is { Length: > 19 } ? sent : null;
#pragma warning disable CA5350 // R4 defines Attachment.hash as SHA-1; the digest in the identifier is SHA-256
        var hash = Convert.ToBase64String(SHA1.HashData(bytes));
#pragma warning restore CA5350
        var document = reading.Id("DocumentReference", reading.Message.ControlId, digest);
        reading.Add(FhirNode.Resource("DocumentReference",
            ("id", document),
            ("masterIdentifier", Identifier("urn:ietf:rfc:3986", "ni:///sha-256;" + Convert.ToBase64String(Convert.FromHexString(digest)).TrimEnd('=').Replace('+', '-').Replace('/', '_'))),
            ("identifier", FhirNode.List(FhirNode.Object(("type", Concept("Message control id (MSH-10)")), ("value", reading.Message.ControlId), ("assigner", sender.Length > 0 ? FhirNode.Object(("display", sender)) : null)))),
            ("status", "current"),
            ("type", Concept(title)),
            ("subject", patient),
            ("date", instant),
            ("description", title),
            ("content", FhirNode.List(FhirNode.Object(("attachment", FhirNode.Object(
                ("contentType", MediaType),
                ("url", $"Binary/{binary}"),
                ("size", bytes.Length),
                ("hash", hash),
                ("title", title),
                ("creation", sent))))))));
        FhirElement recorded = instant ?? (FhirElement)Unknown();
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

    /// <summary>R4 wants an instant, and the message has none: a made-up one would differ each time the message comes.</summary>
    private static FhirNode Unknown() =>
        FhirNode.Primitive(default, ("extension", FhirNode.List(Extension("http://hl7.org/fhir/StructureDefinition/data-absent-reason", ("valueCode", "unknown")))));
}
