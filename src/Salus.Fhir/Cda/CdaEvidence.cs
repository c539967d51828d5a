using System.Xml.Linq;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.Cda;

/// <summary>The document itself: Binary with its bytes, DocumentReference that finds it, Provenance that says which element each resource came from.</summary>
internal static class CdaEvidence
{
    private const string MediaType = "application/hl7-cda+xml";

    /// <summary>On each target of the Provenance: the element path in the document.</summary>
    public const string PathExtension = "urn:salus:fhir:source-path";

    public static void Add(CdaReading reading, XElement root, byte[] bytes, FhirNode patient, FhirNode? author, FhirNode? custodian)
    {
        var targets = reading.Paths.Select(p => (FhirElement)Reference(p.Key).With("extension", FhirNode.List(Extension(PathExtension, ("valueString", p.Value))))).ToList();
        var original = new OriginalDocument(bytes, MediaType);
        var key = original.Digest;
        var title = reading.TextOf(root.Child("title")) ?? "Clinical document";
        var created = reading.TimeOf(root.Child("effectiveTime"));
        var instant = created is { Length: > 19 } ? created : null;
        var binary = reading.Id("Binary", key);
        var document = reading.Id("DocumentReference", key);
        reading.AddEvidence(original.Binary(binary));
        reading.AddEvidence(FhirNode.Resource("DocumentReference",
            ("id", document),
            ("masterIdentifier", original.Identifier()),
            ("identifier", FhirNode.List(root.Child("id") is { } id ? CdaReading.IdentifierOf(id) : null)),
            ("status", "current"),
            ("type", reading.ConceptOf(root.Child("code"))),
            ("subject", patient),
            ("date", instant),
            ("author", FhirNode.List(author)),
            ("custodian", custodian),
            ("description", title),
            ("content", FhirNode.List(FhirNode.Object(("attachment", original.Attachment(binary, title, created)))))));
        reading.AddEvidence(FhirNode.Resource("Provenance",
            ("id", reading.Id("Provenance", key)),
            ("target", FhirNode.List(targets)),
            ("recorded", instant is null ? OriginalDocument.Unknown() : (FhirElement)instant),
            ("activity", Concept("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE", "create")),
            ("agent", FhirNode.List(FhirNode.Object(
                ("type", Concept("http://terminology.hl7.org/CodeSystem/provenance-participant-type", "author")),
                ("who", author ?? custodian ?? FhirNode.Object(("display", "Not stated in the document")))))),
            ("entity", FhirNode.List(FhirNode.Object(("role", "source"), ("what", Reference($"DocumentReference/{document}", title)))))));
    }
}
