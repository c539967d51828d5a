using System.Security.Cryptography;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir;

/// <summary>A message or document kept whole, as it came: its Binary, and how a DocumentReference names and attaches it.</summary>
internal sealed class OriginalDocument(byte[] bytes, string mediaType)
{
    private readonly byte[] digest = SHA256.HashData(bytes);

    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    public string Digest => Convert.ToHexStringLower(digest);

    /// <summary>The digest as a name (RFC 6920).</summary>
    public FhirNode Identifier() =>
        Datatypes.Identifier("urn:ietf:rfc:3986", "ni:///sha-256;" + Convert.ToBase64String(digest).TrimEnd('=').Replace('+', '-').Replace('/', '_'));

    public FhirNode Binary(string id) => FhirNode.Resource("Binary", ("id", id), ("contentType", mediaType), ("data", Convert.ToBase64String(bytes)));

    /// <param name="binary">Id of the Binary.</param>
    /// <param name="created">When it was written, as FHIR writes it; null when that is not stated.</param>
    public FhirNode Attachment(string binary, string title, string? created)
    {
#pragma warning disable CA5350 // R4 defines Attachment.hash as SHA-1; the digest in the identifier is SHA-256
        var hash = Convert.ToBase64String(SHA1.HashData(bytes));
#pragma warning restore CA5350
        return FhirNode.Object(("contentType", mediaType), ("url", $"Binary/{binary}"), ("size", bytes.Length), ("hash", hash), ("title", title), ("creation", created));
    }

    /// <summary>For an element that R4 wants and the document does not state.</summary>
    public static FhirNode Unknown() =>
        FhirNode.Primitive(default, ("extension", FhirNode.List(Extension("http://hl7.org/fhir/StructureDefinition/data-absent-reason", ("valueCode", "unknown")))));
}
