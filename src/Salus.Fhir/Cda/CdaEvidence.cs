using System.Security.Cryptography;
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
        var digest = SHA256.HashData(bytes);
        var key = Convert.ToHexStringLower(digest);
        var title = reading.TextOf(root.Child("title")) ?? "Clinical document";
        var created = reading.TimeOf(root.Child("effectiveTime"));
        var instant = created is { Length: > 19 } ? created : null;
        var binary = reading.Id("Binary", key);
        var document = reading.Id("DocumentReference", key);
#pragma warning disable CA5350 // R4 defines Attachment.hash as SHA-1; the digest in the identifier is SHA-256
        var hash = Convert.ToBase64String(SHA1.HashData(bytes));
#pragma warning restore CA5350
        reading.AddEvidence(FhirNode.Resource("Binary", ("id", binary), ("contentType", MediaType), ("data", Convert.ToBase64String(bytes))));
        reading.AddEvidence(FhirNode.Resource("DocumentReference",
            ("id", document),
            ("masterIdentifier", Identifier("urn:ietf:rfc:3986", "ni:///sha-256;" + Convert.ToBase64String(digest).TrimEnd('=').Replace('+', '-').Replace('/', '_'))),
            ("identifier", FhirNode.List(root.Child("id") is { } id ? CdaReading.IdentifierOf(id) : null)),
            ("status", "current"),
            ("type", reading.ConceptOf(root.Child("code"))),
            ("subject", patient),
            ("date", instant),
            ("author", FhirNode.List(author)),
            ("custodian", custodian),
            ("description", title),
            ("content", FhirNode.List(FhirNode.Object(("attachment", FhirNode.Object(
                ("contentType", MediaType),
                ("url", $"Binary/{binary}"),
                ("size", bytes.Length),
                ("hash", hash),
                ("title", title),
                ("creation", created))))))));
        reading.AddEvidence(FhirNode.Resource("Provenance",
            ("id", reading.Id("Provenance", key)),
            ("target", FhirNode.List(targets)),
            ("recorded", instant is null ? Unknown() : (FhirElement)instant),
            ("activity", Concept("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE", "create")),
            ("agent", FhirNode.List(FhirNode.Object(
                ("type", Concept("http://terminology.hl7.org/CodeSystem/provenance-participant-type", "author")),
                ("who", author ?? custodian ?? FhirNode.Object(("display", "Not stated in the document")))))),
            ("entity", FhirNode.List(FhirNode.Object(("role", "source"), ("what", Reference($"DocumentReference/{document}", title)))))));
    }

    /// <summary>For an element that R4 wants and the document does not state.</summary>
    public static FhirNode Unknown() =>
        FhirNode.Primitive(default, ("extension", FhirNode.List(Extension("http://hl7.org/fhir/StructureDefinition/data-absent-reason", ("valueCode", "unknown")))));
}
