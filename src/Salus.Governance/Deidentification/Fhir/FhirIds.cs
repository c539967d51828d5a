using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Salus.Fhir.Definitions;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// Pseudonyms of ids and of everything that points at them, the same in all files of a release. A UUID becomes a UUID whatever names it, so that
/// <c>Patient/…</c>, <c>urn:uuid:…</c> and an identifier with the same UUID still meet; any other id is a pseudonym among the resources of its type.
/// Not safe for several threads: every cleaning has its own.
/// </summary>
internal sealed class FhirIds(Replacer replacer, FhirDefinitions definitions)
{
    private const int MostKept = 1 << 16;

    private readonly Dictionary<(string Kind, string Value), string> known = [];

    public string Id(string type, string id) => Guid.TryParseExact(id, "D", out _) ? Uuid(id) : Kept(type, id, () => replacer.Pseudonym(type, id));

    public string Contained(string id) => Kept("contained", id, () => replacer.Pseudonym("contained", id));

    public string Uuid(string uuid)
    {
        var plain = uuid.ToLowerInvariant();
        return Kept("uuid", plain, () => replacer.PseudonymUuid(plain));
    }

    /// <summary>An object identifier below 2.25, as DICOM makes them of UUIDs; with <c>urn:oid:</c> or <c>urn:uuid:</c> before it where there was one.</summary>
    public string Uid(string uid) =>
        uid.StartsWith("urn:uuid:", StringComparison.Ordinal) ? "urn:uuid:" + Uuid(uid[9..])
        : uid.StartsWith("urn:oid:", StringComparison.Ordinal) ? "urn:oid:" + Oid(uid[8..])
        : Guid.TryParseExact(uid, "D", out _) ? Uuid(uid)
        : Oid(uid);

    /// <summary>A uri in place of another, of which nothing remains.</summary>
    public string UriOf(string kind, string uri) => Kept(kind, uri, () => string.Create(CultureInfo.InvariantCulture, $"https://{kind}.invalid/{Convert.ToHexStringLower(Digest(kind, uri)[..12])}"));

    /// <summary>A reference as <c>Reference.reference</c>, <c>Bundle.entry.fullUrl</c> or <c>request.url</c> hold it.</summary>
    /// <param name="identifier">The value of an identifier, by system and value, as it is written in identifiers of that type of resource.</param>
    public string Reference(string reference, Func<string, string?, string, string> identifier)
    {
        if (reference.Length == 0 || reference is "#")
            return reference;
        if (reference[0] == '#')
            return "#" + Contained(reference[1..]);
        if (reference.StartsWith("urn:", StringComparison.Ordinal))
            return Kept("urn", reference, () => reference.StartsWith("urn:uuid:", StringComparison.Ordinal) || reference.StartsWith("urn:oid:", StringComparison.Ordinal) ? Uid(reference) : "urn:uuid:" + Uuid(reference));
        var place = ReferencePlace.Of(reference, definitions);
        return place switch
        {
            null => UriOf("reference", reference),
            { Query: { } query } => Base(place.Base) + place.Type + "?" + Query(place.Type, query, identifier),
            { Id: { } id } => Base(place.Base) + place.Type + "/" + Id(place.Type, id) + (place.HasVersion ? "/_history/1" : ""),
            _ => Base(place.Base) + place.Type,
        };
    }

    /// <summary>Search parameters that find by identifier or id; what else is searched by goes.</summary>
    public string Query(string type, string query, Func<string, string?, string, string> identifier)
    {
        var kept = new List<string>();
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], Uri.UnescapeDataString(part[(equals + 1)..]));
            if (name is "identifier")
            {
                var bar = value.IndexOf('|', StringComparison.Ordinal);
                kept.Add("identifier=" + (bar < 0 ? "" : SystemOf(value[..bar]) + "|") + identifier(type, bar < 0 ? null : value[..bar], value[(bar + 1)..]));
            }
            else if (name is "_id")
            {
                kept.Add("_id=" + Id(type, value));
            }
        }
        return kept.Count > 0 ? string.Join('&', kept) : "_id=" + Kept("query", query, () => replacer.Pseudonym("query", query));
    }

    /// <summary>A system of codes or identifiers: a standard's stays, any other may name the site.</summary>
    public string SystemOf(string system) => system.Length == 0 || CodeSystems.IsStandard(system) ? system : UriOf("system", system);

    private string Base(string server) => server.Length == 0 ? "" : UriOf("server", server) + "/";

    private string Oid(string oid) => Kept("oid", oid, () => "2.25." + new BigInteger(Digest("oid", oid).AsSpan(0, 15), isUnsigned: true).ToString(CultureInfo.InvariantCulture));

    private byte[] Digest(string kind, string value) => SHA256.HashData(Encoding.UTF8.GetBytes(replacer.Pseudonym(kind, value)));

    private string Kept(string kind, string value, Func<string> make)
    {
        if (known.TryGetValue((kind, value), out var made))
            return made;
        if (known.Count >= MostKept)
            known.Clear();
        return known[(kind, value)] = make();
    }
}

/// <summary>The parts of a literal reference to a resource of R4.</summary>
/// <param name="Base">Of an absolute reference, with its last slash; else empty.</param>
/// <param name="Query">Behind the question mark of a conditional reference.</param>
internal sealed record ReferencePlace(string Base, string Type, string? Id, string? Query, bool HasVersion)
{
    /// <summary>Null for what is no address of a resource.</summary>
    public static ReferencePlace? Of(string reference, FhirDefinitions definitions)
    {
        var end = reference.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? reference : reference[..end];
        var query = end >= 0 && reference[end] == '?' ? reference[(end + 1)..] : null;
        var steps = path.Split('/');
        var at = steps.Length - 1;
        var hasVersion = at >= 3 && steps[at - 1] is "_history";
        if (hasVersion)
            at -= 2;
        if (query is null && at >= 1 && steps[at].Length > 0 && definitions.IsResource(steps[at - 1]))
            return At(at - 1, steps[at]);
        return definitions.IsResource(steps[at]) && !hasVersion ? At(at, null) : null;

        ReferencePlace At(int typeAt, string? id) =>
            new(typeAt == 0 ? "" : string.Join('/', steps[..typeAt]) + "/", steps[typeAt], id, query, hasVersion);
    }
}
