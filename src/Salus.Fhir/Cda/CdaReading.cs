using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Salus.Fhir.V2;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.Cda;

/// <summary>One document on its way to resources: ids, data types (CDA R2), and the list of what was missing.</summary>
internal sealed class CdaReading
{
    private static readonly Guid space = new("7f2f2f4e-42a4-5a39-b0a6-6c1f2a7c9a10");
    private static readonly XNamespace instance = "http://www.w3.org/2001/XMLSchema-instance";

    private readonly XElement root;
    private readonly List<FhirNode> resources = [];
    private readonly Dictionary<string, string> paths = new(StringComparer.Ordinal);
    private readonly List<CdaIssue> issues = [];
    private readonly Dictionary<string, XElement> named = new(StringComparer.Ordinal);

    public CdaReading(XElement root)
    {
        this.root = root;
        foreach (var element in root.Descendants())
        {
            if ((string?)element.Attribute("ID") is { } id)
                named.TryAdd(id, element);
        }
        DocumentKey = KeyOf(root.Child("id")) ?? throw new CdaFormatException("The document has no id, so it could not be told from others.", Line(root), 1);
        Owner = KeyOf(root.Child("custodian", "assignedCustodian", "representedCustodianOrganization", "id")) ?? DocumentKey;
    }

    /// <summary>Names the document.</summary>
    public string DocumentKey { get; }

    /// <summary>Who keeps the original: the space in which ids of entries mean something.</summary>
    public string Owner { get; }

    public ImmutableArray<FhirNode> Resources => [.. resources];

    public ImmutableArray<CdaIssue> Issues => [.. issues];

    public int IssueCount => issues.Count;

    /// <summary>Where in the document a resource comes from, by its reference.</summary>
    public IReadOnlyDictionary<string, string> Paths => paths;

    public string Id(string type, params ReadOnlySpan<string> names) => NameBasedId.Of(space, [Owner, type, .. names]).ToString("D");

    /// <summary>By the entry's own id; where it has none, by its place in the document.</summary>
    public string IdOf(string type, XElement statement)
    {
        var own = statement.Children("id").Select(KeyOf).FirstOrDefault(k => k is not null);
        var id = own is null ? Id(type, DocumentKey, PathOf(statement)) : Id(type, own);
        // Documents repeat ids by mistake; two entries are never made one.
        return paths.ContainsKey($"{type}/{id}") ? Id(type, own ?? DocumentKey, PathOf(statement)) : id;
    }

    /// <returns>A reference to it; the one that is there already when its id was added before.</returns>
    public FhirNode Add(FhirNode resource, XElement from, string? display = null)
    {
        var name = $"{resource.ResourceType}/{resource.Id}";
        if (paths.TryAdd(name, PathOf(from)))
            resources.Add(resource);
        return Reference(name, display);
    }

    public void AddEvidence(FhirNode resource) => resources.Add(resource);

    public void Warn(XElement at, string text) => issues.Add(new CdaIssue(Line(at), PathOf(at), text));

    public static string? KeyOf(XElement? id) =>
        id is null || id.Null() is not null || (string?)id.Attribute("root") is not { Length: > 0 } oid ? null : $"{oid}|{(string?)id.Attribute("extension")}";

    public static string PathOf(XElement element) => "/" + string.Join('/', element.AncestorsAndSelf().Reverse().Select(e =>
    {
        var same = e.Parent?.Elements(e.Name).ToList();
        return same is null || same.Count == 1 ? e.Name.LocalName : string.Create(CultureInfo.InvariantCulture, $"{e.Name.LocalName}[{same.IndexOf(e) + 1}]");
    }));

    public static int Line(XElement element) => ((IXmlLineInfo)element).HasLineInfo() ? ((IXmlLineInfo)element).LineNumber : 0;

    // ---- data types

    /// <summary>xsi:type without its prefix.</summary>
    public static string TypeOf(XElement value) => ((string?)value.Attribute(instance + "type") ?? "").Split(':')[^1];

    public static IEnumerable<FhirElement> Identifiers(XElement owner) => owner.Children("id").Select(i => (FhirElement)IdentifierOf(i));

    public static FhirNode? IdentifierOf(XElement id)
    {
        if (id.Null() is not null || (string?)id.Attribute("root") is not { Length: > 0 } oid)
            return null;
        return (string?)id.Attribute("extension") is { Length: > 0 } extension
            ? FhirNode.Object(("system", CdaSystems.Of(oid)), ("value", extension), ("assigner", (string?)id.Attribute("assigningAuthorityName") is { Length: > 0 } name ? FhirNode.Object(("display", name)) : null))
            : Identifier("urn:ietf:rfc:3986", Guid.TryParseExact(oid, "D", out _) ? "urn:uuid:" + oid.ToLowerInvariant() : "urn:oid:" + oid);
    }

    /// <summary>CD, CE, CV, CO: the code, its translations, and the words of the narrative that it stands for.</summary>
    public FhirNode? ConceptOf(XElement? coded)
    {
        if (coded is null)
            return null;
        var codings = new List<FhirElement>();
        foreach (var one in coded.Children("translation").Prepend(coded))
        {
            if ((string?)one.Attribute("code") is { Length: > 0 } code)
            {
                codings.Add(FhirNode.Object(
                    ("system", (string?)one.Attribute("codeSystem") is { Length: > 0 } system ? CdaSystems.Of(system) : Unnamed(one)),
                    ("code", code.Trim()),
                    ("display", (string?)one.Attribute("displayName"))));
            }
        }
        var text = TextOf(coded.Child("originalText")) ?? (string?)coded.Attribute("displayName") ?? coded.Children("translation").Select(t => (string?)t.Attribute("displayName")).FirstOrDefault(t => t is not null);
        return codings.Count == 0 && string.IsNullOrWhiteSpace(text) ? null : FhirNode.Object(("coding", FhirNode.List(codings)), ("text", text));
    }

    /// <summary>The words of an ED or ST; a reference leads to an element of the narrative.</summary>
    public string? TextOf(XElement? text)
    {
        if (text is null || text.Null() is not null)
            return null;
        var target = (string?)text.Child("reference")?.Attribute("value");
        var source = target is { Length: > 1 } && target[0] == '#' && named.TryGetValue(target[1..], out var there) ? there : text;
        var words = string.Join(' ', source.DescendantNodesAndSelf().OfType<XText>().Select(t => t.Value.Trim()).Where(t => t.Length > 0));
        return words.Length == 0 ? null : string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>TS: a dateTime; a time of day without a zone is cut to its date, and that is said.</summary>
    public string? TimeOf(XElement? time)
    {
        if (time is null || time.Null() is not null || (string?)time.Attribute("value") is not { Length: > 0 } value)
            return null;
        if (V2Time.Parse(value) is not { } parsed)
        {
            Warn(time, "This is not a time as CDA writes it; it is left out.");
            return null;
        }
        if (parsed.ToFhirDateTime(null) is { } written)
            return written;
        Warn(time, "The time of day has no time zone; only the date is written.");
        return parsed.ToFhirDate();
    }

    public static string? DateOf(XElement? time) => time?.Null() is null && V2Time.Parse((string?)time?.Attribute("value")) is { } parsed ? parsed.ToFhirDate() : null;

    /// <summary>IVL_TS, or one point in time: its beginning and end.</summary>
    public (string? Start, string? End) IntervalOf(XElement? time)
    {
        if (time is null)
            return default;
        return TimeOf(time) is { } point ? (point, null) : (TimeOf(time.Child("low")) ?? TimeOf(time.Child("center")), TimeOf(time.Child("high")));
    }

    public static FhirNode? PeriodOf((string? Start, string? End) interval) =>
        interval.Start is null && interval.End is null ? null : FhirNode.Object(("start", interval.Start), ("end", interval.End));

    /// <summary>The name of the element and its content, for a choice of dateTime and Period.</summary>
    public (string Name, FhirElement Content) WhenOf(string element, XElement? time)
    {
        var interval = IntervalOf(time);
        // Laboratories write the moment of collection as an interval without length.
        return interval.End is null || string.Equals(interval.Start, interval.End, StringComparison.Ordinal)
            ? (element + "DateTime", interval.Start)
            : (element + "Period", PeriodOf(interval));
    }

    /// <summary>PQ: CDA's units are UCUM by definition. Null when there is no number.</summary>
    public static FhirNode? QuantityOf(XElement? quantity, string? comparator = null)
    {
        if (quantity is null || quantity.Null() is not null || V2Reading.Numeral((string?)quantity.Attribute("value")) is not { } number)
            return null;
        var unit = (string?)quantity.Attribute("unit") is { Length: > 0 } code && code != "1" ? code : null;
        return FhirNode.Object(("value", FhirElement.Number(number)), ("comparator", comparator), ("unit", unit), ("system", unit is null ? null : CdaSystems.Ucum), ("code", unit));
    }

    /// <summary>The value of an observation as <c>value[x]</c>; nothing when there is none.</summary>
    public (string Name, FhirElement Content) ValueOf(XElement? value)
    {
        if (value is null)
            return ("valueString", default);
        switch (TypeOf(value))
        {
            case "PQ" or "REAL" or "MO" when QuantityOf(value) is { } quantity:
                return ("valueQuantity", quantity);
            case "INT" when int.TryParse((string?)value.Attribute("value"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                return ("valueInteger", number);
            case "CD" or "CE" or "CV" or "CO" or "CS" when ConceptOf(value) is { } concept:
                return ("valueCodeableConcept", concept);
            case "BL" when (string?)value.Attribute("value") is "true" or "false":
                return ("valueBoolean", (string?)value.Attribute("value") == "true");
            case "TS" when TimeOf(value) is { } time:
                return ("valueDateTime", time);
            case "IVL_TS" when PeriodOf(IntervalOf(value)) is { } period:
                return ("valuePeriod", period);
            case "IVL_PQ" or "IVL_REAL":
                var (low, high) = (value.Child("low"), value.Child("high"));
                var (from, to) = (QuantityOf(low), QuantityOf(high));
                if (from is not null && to is not null)
                    return ("valueRange", FhirNode.Object(("low", from), ("high", to)));
                if (from is not null)
                    return ("valueQuantity", QuantityOf(low, (string?)low!.Attribute("inclusive") == "false" ? ">" : ">="));
                if (to is not null)
                    return ("valueQuantity", QuantityOf(high, (string?)high!.Attribute("inclusive") == "false" ? "<" : "<="));
                break;
            case "RTO" or "RTO_PQ_PQ" when QuantityOf(value.Child("numerator")) is { } numerator && QuantityOf(value.Child("denominator")) is { } denominator:
                return ("valueRatio", FhirNode.Object(("numerator", numerator), ("denominator", denominator)));
        }
        return ("valueString", TextOf(value) ?? (value.Null() is null ? (string?)value.Attribute("value") : null));
    }

    /// <summary>nullFlavor as the reason why a value is absent.</summary>
    public static FhirNode? AbsentOf(XElement? value) => Concept("http://terminology.hl7.org/CodeSystem/data-absent-reason", value?.Null() switch
    {
        "UNK" or null => "unknown",
        "ASKU" => "asked-unknown",
        "NAV" => "temp-unknown",
        "NASK" => "not-asked",
        "NA" => "not-applicable",
        "MSK" => "masked",
        "PINF" => "positive-infinity",
        "NINF" => "negative-infinity",
        _ => "unknown",
    });

    public static FhirNode? NameOf(XElement? name)
    {
        if (name is null || name.Null() is not null)
            return null;
        string? One(string part) => name.Children(part).Select(p => p.Value.Trim()).FirstOrDefault(p => p.Length > 0);
        IEnumerable<FhirElement> Each(string part) => name.Children(part).Where(p => p.Null() is null).Select(p => (FhirElement)p.Value.Trim());
        var whole = string.Join(' ', name.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (whole.Length == 0)
            return null;
        return FhirNode.Object(
            ("use", (string?)name.Attribute("use") switch { "L" => "official", "P" or "A" => "nickname", "C" => "usual", _ => null }),
            ("text", name.HasElements ? null : whole),
            ("family", One("family")),
            ("given", FhirNode.List(Each("given"))),
            ("prefix", FhirNode.List(Each("prefix"))),
            ("suffix", FhirNode.List(Each("suffix"))));
    }

    public static string? DisplayOf(FhirNode? name) => name is null ? null
        : name["text"]?.Value ?? string.Join(' ', name.All("prefix").Concat(name.All("given")).Append(name["family"]).Select(n => n?.Value).Where(n => n is not null));

    public static IEnumerable<FhirElement> Addresses(XElement owner)
    {
        foreach (var addr in owner.Children("addr").Where(a => a.Null() is null && a.HasElements))
        {
            string? One(string part) => addr.Children(part).Where(p => p.Null() is null).Select(p => p.Value.Trim()).FirstOrDefault(p => p.Length > 0);
            yield return FhirNode.Object(
                ("use", ((string?)addr.Attribute("use"))?.Split(' ')[0] switch { "H" or "HP" or "HV" => "home", "WP" => "work", "TMP" => "temp", "BAD" => "old", _ => null }),
                ("line", FhirNode.List(addr.Children("streetAddressLine").Where(l => l.Null() is null).Select(l => (FhirElement)l.Value.Trim()))),
                ("city", One("city")),
                ("district", One("county")),
                ("state", One("state")),
                ("postalCode", One("postalCode")),
                ("country", One("country")));
        }
    }

    public static IEnumerable<FhirElement> Contacts(XElement owner)
    {
        foreach (var telecom in owner.Children("telecom").Where(t => t.Null() is null))
        {
            if ((string?)telecom.Attribute("value") is not { Length: > 0 } value)
                continue;
            var colon = value.IndexOf(':', StringComparison.Ordinal);
            var scheme = colon < 0 ? "" : value[..colon].ToLowerInvariant();
            yield return FhirNode.Object(
                ("system", scheme switch { "tel" or "" => "phone", "fax" => "fax", "mailto" => "email", "http" or "https" => "url", _ => "other" }),
                ("value", (scheme is "tel" or "fax" or "mailto" ? value[(colon + 1)..] : value).Trim()),
                ("use", ((string?)telecom.Attribute("use"))?.Split(' ')[0] switch { "H" or "HP" or "HV" => "home", "WP" => "work", "MC" => "mobile", _ => null }));
        }
    }

    /// <summary>Somebody who acted (assignedEntity, assignedAuthor): a Practitioner where an id is there, else by name alone.</summary>
    public FhirNode? PractitionerOf(XElement? entity)
    {
        if (entity is null)
            return null;
        var name = NameOf(entity.Child("assignedPerson", "name"));
        var display = DisplayOf(name) ?? TextOf(entity.Child("representedOrganization", "name"));
        if (entity.Children("id").Select(KeyOf).FirstOrDefault(k => k is not null) is not { } key)
            return display is null ? null : FhirNode.Object(("display", display));
        var id = Id("Practitioner", key);
        if (!paths.ContainsKey($"Practitioner/{id}"))
        {
            // The header names people in full; entries often only by id, so the fullest mention is taken.
            var fullest = root.Descendants(entity.Name).Concat(root.Descendants(CdaDocument.V3 + "assignedAuthor")).Concat(root.Descendants(CdaDocument.V3 + "assignedEntity"))
                .FirstOrDefault(e => e.Children("id").Any(i => KeyOf(i) == key) && e.Child("assignedPerson", "name") is not null) ?? entity;
            var full = NameOf(fullest.Child("assignedPerson", "name"));
            display = DisplayOf(full) ?? display;
            Add(FhirNode.Resource("Practitioner",
                ("id", id),
                ("identifier", FhirNode.List(Identifiers(fullest))),
                ("name", FhirNode.List(full)),
                ("telecom", FhirNode.List(Contacts(fullest))),
                ("address", FhirNode.List(Addresses(fullest))),
                ("qualification", FhirNode.List(ConceptOf(fullest.Child("code")) is { } role ? FhirNode.Object(("code", role)) : null))), fullest);
        }
        return Reference($"Practitioner/{id}", display);
    }

    private string? Unnamed(XElement coded)
    {
        Warn(coded, "The code names no code system and is written without one.");
        return null;
    }
}

/// <summary>Elements of the CDA namespace by their plain names.</summary>
internal static class CdaElements
{
    public static XElement? Child(this XElement element, params ReadOnlySpan<string> path)
    {
        XElement? at = element;
        foreach (var name in path)
            at = at?.Element(CdaDocument.V3 + name);
        return at;
    }

    public static IEnumerable<XElement> Children(this XElement element, string name) => element.Elements(CdaDocument.V3 + name);

    /// <summary>The reason why there is nothing here; null when there may be something.</summary>
    public static string? Null(this XElement element) => (string?)element.Attribute("nullFlavor");

    public static string? Code(this XElement? element) => (string?)element?.Attribute("code");

    public static bool Has(this XElement element, string template) => element.Children("templateId").Any(t => string.Equals((string?)t.Attribute("root"), template, StringComparison.Ordinal));

    /// <summary>Related statements of a kind of relationship; null takes any.</summary>
    public static IEnumerable<XElement> Related(this XElement element, string? type = null) =>
        element.Children("entryRelationship").Where(r => type is null || (string?)r.Attribute("typeCode") == type).SelectMany(r => r.Elements()).Where(e => e.Name.LocalName is "observation" or "act" or "procedure" or "supply" or "substanceAdministration" or "encounter" or "organizer");

    public static bool IsNegated(this XElement element) => (string?)element.Attribute("negationInd") == "true";
}
