using System.Collections.Immutable;
using System.Globalization;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.V2;

/// <summary>
/// One message on its way to resources: ids, data types, and the list of what was missing.
/// Data types are mapped as HL7's "v2-to-FHIR" implementation guide (1.0.0, 2024) has them.
/// </summary>
internal sealed class V2Reading
{
    private static readonly Guid space = new("b1d5a1c5-6f0e-5c0b-9a43-0f3f8f0f2d51");

    /// <summary>Parts of a location (PL), widest first: facility, building, floor, point of care, room, bed, description.</summary>
    private static readonly int[] placeParts = [4, 7, 8, 1, 2, 3, 9];

    private readonly List<FhirNode> resources = [];
    private readonly Dictionary<(string Type, string Id), int> places = [];
    private readonly List<V2Issue> issues = [];
    private readonly HashSet<V2Issue> told = [];
    private readonly Func<DateTime, TimeSpan?>? clock;

    public V2Reading(V2Message message, V2Site site)
    {
        Message = message;
        Site = site;
        Facility = site.Facility ?? Authority(message.Header[4]) ?? Authority(message.Header[3])
            ?? throw new V2MappingException("MSH-4", V2ErrorCode.RequiredFieldMissing, "The sending facility is empty, and so is MSH-3; without a sender identifiers mean nothing. State 'facility' in the site file.");
        Sent = V2Time.Parse(message.Header[7][1].Text);
        // Chapter 2 lets the zone of MSH-7 stand for every time of the message that has none.
        clock = Sent?.Offset is { } offset ? _ => offset : site.Clock;
    }

    public V2Message Message { get; }

    public V2Site Site { get; }

    /// <summary>Who sends: the space in which identifiers without an authority mean something.</summary>
    public string Facility { get; }

    /// <summary>MSH-7.</summary>
    public V2Time? Sent { get; }

    public ImmutableArray<FhirNode> Resources => [.. resources];

    public ImmutableArray<V2Issue> Issues => [.. issues];

    /// <summary>The same names give the same id, so a message that comes again changes nothing.</summary>
    public string Id(string type, params ReadOnlySpan<string> names) => NameBasedId.Of(space, [Facility, type, .. names]).ToString("D");

    /// <returns>A reference to it. What was there under the same id is replaced.</returns>
    public string Add(FhirNode resource)
    {
        var key = (resource.ResourceType!, resource.Id!);
        if (places.TryGetValue(key, out var at))
        {
            resources[at] = resource;
        }
        else
        {
            places[key] = resources.Count;
            resources.Add(resource);
        }
        return $"{resource.ResourceType}/{resource.Id}";
    }

    public bool Has(string type, string id) => places.ContainsKey((type, id));

    public void Warn(string place, string text) => Tell(new V2Issue(V2IssueSeverity.Warning, place, text));

    public void Inform(string place, string text) => Tell(new V2Issue(V2IssueSeverity.Information, place, text));

    // ---- identifiers and authorities (CX, EI, HD)

    /// <summary>What stands behind an identifier in ids: the universal id of its authority, or its local name.</summary>
    public static string? Authority(V2Value hd) => hd[2].Text ?? hd[1].Text;

    public static string? AuthorityOf(V2Value component) => component[2].Text ?? component[1].Text;

    /// <summary>The URI of an authority: what it says itself (ISO, UUID, URI), else what the site file says; null when neither does.</summary>
    public string? AuthorityUri(string? name, string? universal, string? kind, string place)
    {
        if (name is not null && Site.Authorities.TryGetValue(name, out var stated) || universal is not null && Site.Authorities.TryGetValue(universal, out stated))
            return stated;
        if (universal is not null)
        {
            switch (kind?.ToUpperInvariant())
            {
                case "ISO": return universal.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) ? universal : "urn:oid:" + universal;
                case "UUID" or "GUID": return universal.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) ? universal : "urn:uuid:" + universal.ToLowerInvariant();
                case "URI" or "HTTP": return universal;
            }
        }
        Warn(place, (name ?? universal) is { } unknown
            ? $"The authority '{unknown}' has no URI: state it under 'authorities' in the site file. The identifier is written without a system."
            : "The identifier names no authority and is written without a system.");
        return null;
    }

    /// <summary>CX.</summary>
    public FhirNode? IdentifierOf(V2Value cx, string place)
    {
        if (cx[1].WholeText is not { } value)
            return null;
        var (name, universal) = (cx[4][1].Text, cx[4][2].Text);
        return FhirNode.Object(
            ("use", cx[5].Text is "TEMP" ? "temp" : null),
            ("type", cx[5].Text is { } type ? Concept(V2Systems.Table("0203"), type) : null),
            ("system", AuthorityUri(name, universal, cx[4][3].Text, place + ".4")),
            ("value", value),
            ("period", Period(cx[7], cx[8], place)),
            ("assigner", name is null ? null : FhirNode.Object(("display", name))));
    }

    /// <summary>EI: placer and filler numbers.</summary>
    public FhirNode? EntityOf(V2Value ei, string type, string place) => ei[1].WholeText is not { } value ? null : FhirNode.Object(
        ("type", Concept(V2Systems.Table("0203"), type)),
        ("system", AuthorityUri(ei[2].Text, ei[3].Text, ei[4].Text, place)),
        ("value", value),
        ("assigner", ei[2].Text is { } name ? FhirNode.Object(("display", name)) : null));

    /// <summary>Value and authority of an EI as parts of an id; the sending facility stands for an authority that is not named.</summary>
    public static string[] EntityKey(V2Value ei) => [ei[1].WholeText ?? "", ei[3].Text ?? ei[2].Text ?? ""];

    // ---- codes (CE, CWE, CNE, IS, ID)

    public FhirNode? ConceptOf(V2Value cwe, string place)
    {
        var codings = new List<FhirElement>();
        foreach (var (code, text, system, version) in new[] { (1, 2, 3, 7), (4, 5, 6, 8), (10, 11, 12, 13) })
        {
            if (cwe[code].Text is { } value)
            {
                codings.Add(FhirNode.Object(
                    ("system", cwe[system].Text is { } name ? SystemOf(name, place) : Unnamed(place)),
                    ("version", cwe[version].Text),
                    ("code", value.Trim()),
                    ("display", cwe[text].Text)));
            }
        }
        var original = cwe[9].Text ?? cwe[2].Text ?? cwe[5].Text;
        return codings.Count == 0 && original is null ? null : FhirNode.Object(("coding", FhirNode.List(codings)), ("text", original));
    }

    /// <summary>A code of a v2 table whose meaning the standard fixes and sites extend: the code as it came, and its table.</summary>
    public static FhirNode? TableCode(V2Value value, string table) =>
        value[1].Text is not { } code ? null : FhirNode.Object(("coding", FhirNode.List(Coding(V2Systems.Table(table), code, value[2].Text))), ("text", value[2].Text));

    public string? SystemOf(string name, string place)
    {
        if (Site.CodingSystems.TryGetValue(name, out var stated))
            return stated;
        if (V2Systems.Of(name) is { } known)
            return known;
        if (Uri.TryCreate(name, UriKind.Absolute, out _))
            return name;
        Warn(place, $"The coding system '{name}' has no URI: state it under 'codingSystems' in the site file. The code is written without a system.");
        return null;
    }

    private string? Unnamed(string place)
    {
        Warn(place, "The code names no coding system and is written without one.");
        return null;
    }

    // ---- times (TS, DTM, DT)

    /// <summary>A dateTime; a time of day whose zone nobody knows is cut to its date, and that is said.</summary>
    public string? DateTimeOf(V2Value value, string place)
    {
        if (value[1].Text is not { } text)
            return null;
        if (V2Time.Parse(text) is not { } time)
        {
            Warn(place, "This is not a time as HL7 v2 writes it; it is left out.");
            return null;
        }
        if (time.ToFhirDateTime(clock) is { } written)
            return written;
        Warn(place, "The time of day has no time zone, neither has MSH-7: state 'timeZone' in the site file. Only the date is written.");
        return time.ToFhirDate();
    }

    /// <summary>An instant: to the second and with a zone, or nothing.</summary>
    public string? InstantOf(V2Value value, string place)
    {
        if (value[1].Text is not { } text)
            return null;
        if (V2Time.Parse(text) is { HasTime: true } time && time.ToFhirDateTime(clock) is { } written)
            return written;
        Warn(place, "An instant needs a time of day and a time zone (site file: 'timeZone'); it is left out.");
        return null;
    }

    public string? DateOf(V2Value value, string place)
    {
        if (value[1].Text is not { } text)
            return null;
        if (V2Time.Parse(text) is { } time)
            return time.ToFhirDate();
        Warn(place, "This is not a date as HL7 v2 writes it; it is left out.");
        return null;
    }

    public FhirNode? Period(V2Value from, V2Value to, string place)
    {
        var (start, end) = (DateTimeOf(from, place), DateTimeOf(to, place));
        return start is null && end is null ? null : FhirNode.Object(("start", start), ("end", end));
    }

    // ---- numbers

    /// <summary>A number with its digits, in the form that JSON allows; null when it is none.</summary>
    public static string? Numeral(string? text)
    {
        var number = (text ?? "").Trim();
        var sign = number.StartsWith('-') ? "-" : "";
        number = number.TrimStart('+', '-');
        if (number.Length is 0 or > 28 || number.Any(c => !char.IsAsciiDigit(c) && c != '.') || number.AsSpan().Count('.') > 1 || number == ".")
            return null;
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var whole = (point < 0 ? number : number[..point]).TrimStart('0');
        var fraction = point < 0 ? "" : number[(point + 1)..];
        return $"{sign}{(whole.Length == 0 ? "0" : whole)}{(fraction.Length == 0 ? "" : "." + fraction)}";
    }

    public FhirNode QuantityOf(string numeral, V2Value unit, string place, string? comparator = null)
    {
        var (code, text) = (unit[1].Text?.Trim(), unit[2].Text?.Trim());
        string? ucum = null;
        if (code is not null)
        {
            if (Site.Units.TryGetValue(code, out var stated))
                ucum = stated;
            else if (string.Equals(unit[3].Text, "UCUM", StringComparison.OrdinalIgnoreCase) || (unit[3].IsAbsent && Site.UnitsAreUcum))
                ucum = code;
            else
                Warn(place, $"The unit '{code}' is not said to be UCUM: state it under 'units' in the site file, or 'unitsAreUcum'. It is written as words.");
        }
        return FhirNode.Object(
            ("value", FhirElement.Number(numeral)),
            ("comparator", comparator),
            ("unit", text ?? code),
            ("system", ucum is null ? null : V2Systems.Ucum),
            ("code", ucum));
    }

    // ---- names, addresses, numbers to reach somebody (XPN, XCN, XAD, XTN, XON)

    /// <param name="from">The component of the family name: 1 in XPN, 2 in XCN.</param>
    public static FhirNode? NameOf(V2Value name, int from = 1)
    {
        var type = from == 1 ? name[7].Text : name[10].Text;
        var (family, given, middle) = (name[from].Text, name[from + 1].Text, name[from + 2].Text);
        if (family is null && given is null)
            return null;
        return FhirNode.Object(
            ("use", type switch { "L" => "official", "D" => "usual", "M" => "maiden", "N" => "nickname", "B" or "C" => "old", "S" => "anonymous", _ => null }),
            ("family", family),
            ("given", FhirNode.List([given, .. (middle ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(m => (FhirElement)m)])),
            ("prefix", FhirNode.List(name[from + 4].Text)),
            ("suffix", FhirNode.List(name[from + 3].Text, name[from + 5].Text)));
    }

    public static FhirNode? AddressOf(V2Value address)
    {
        if (address.Parts.All(p => !p.HasValue))
            return null;
        return FhirNode.Object(
            ("use", address[7].Text switch { "H" or "P" => "home", "B" or "O" => "work", "C" => "temp", "BA" => "old", "BI" => "billing", _ => null }),
            ("type", address[7].Text switch { "M" => "postal", _ => null }),
            ("line", FhirNode.List(address[1].Text, address[2].Text)),
            ("city", address[3].Text),
            ("district", address[9].Text),
            ("state", address[4].Text),
            ("postalCode", address[5].Text),
            ("country", address[6].Text));
    }

    /// <param name="use">What the field stands for, where the number itself does not say.</param>
    public static FhirNode? ContactOf(V2Value contact, string? use = null)
    {
        var kind = contact[3].Text;
        var email = contact[4].Text;
        var parts = new[] { contact[5].Text is { } country ? "+" + country.TrimStart('+') : null, contact[6].Text, contact[7].Text, contact[8].Text is { } extension ? "ext. " + extension : null };
        var value = kind is "Internet" or "X.400" && email is not null ? email : contact[12].Text ?? contact[1].Text ?? (contact[7].HasValue ? string.Join(' ', parts.Where(p => p is not null)) : null) ?? email;
        if (value is null)
            return null;
        return FhirNode.Object(
            ("system", value == email || value.Contains('@', StringComparison.Ordinal) ? "email" : kind switch { "FX" => "fax", "BP" => "pager", "SAT" or "PH" or "CP" or null => "phone", _ => "other" }),
            ("value", value),
            ("use", kind is "CP" || contact[2].Text is "PRS" && kind is "CP" ? "mobile" : contact[2].Text switch { "PRN" or "ORN" or "VHN" => "home", "WPN" => "work", "EMR" => "temp", _ => use }));
    }

    /// <summary>A person at work, as a Practitioner where an identifier is there, else by name alone.</summary>
    public FhirNode? PractitionerOf(V2Value xcn, string place)
    {
        var name = NameOf(xcn, from: 2);
        var display = name is null ? null : string.Join(' ', name.All("prefix").Concat(name.All("given")).Select(n => n.Value).Append(name["family"]?.Value).Where(n => n is not null));
        if (xcn[1].WholeText is not { } number)
            return display is null ? null : FhirNode.Object(("display", display));
        var authority = AuthorityOf(xcn[9]) ?? "";
        var id = Id("Practitioner", authority, number);
        Add(FhirNode.Resource("Practitioner",
            ("id", id),
            ("identifier", FhirNode.List(FhirNode.Object(
                ("type", xcn[13].Text is { } type ? Concept(V2Systems.Table("0203"), type) : null),
                ("system", AuthorityUri(xcn[9][1].Text, xcn[9][2].Text, xcn[9][3].Text, place + ".9")),
                ("value", number)))),
            ("name", FhirNode.List(name))));
        return Reference($"Practitioner/{id}", display);
    }

    /// <summary>Everybody named in a repeating XCN.</summary>
    public IEnumerable<FhirNode> PractitionersOf(V2Value field, string place) =>
        field.Repetitions.Select((r, i) => PractitionerOf(r, string.Create(CultureInfo.InvariantCulture, $"{place}({i + 1})"))).OfType<FhirNode>();

    /// <summary>A place in a building (PL).</summary>
    public FhirNode? LocationOf(V2Value pl)
    {
        var parts = placeParts.Select(n => pl[n][1].Text).OfType<string>().ToArray();
        if (parts.Length == 0)
            return null;
        var name = string.Join(", ", parts);
        var id = Id("Location", [.. placeParts.Select(n => pl[n].Raw)]);
        Add(FhirNode.Resource("Location", ("id", id), ("status", "active"), ("name", name), ("mode", "instance")));
        return Reference($"Location/{id}", name);
    }

    /// <summary>Notes that follow a segment (NTE-3), one text per segment.</summary>
    public static FhirElement Notes(IEnumerable<V2Segment> following) => FhirNode.List(
        following.Select(NoteOf).OfType<string>().Select(t => (FhirElement)FhirNode.Object(("text", t))));

    public static string? NoteOf(V2Segment nte)
    {
        var lines = nte[3].Repetitions.Select(r => r.WholeText).OfType<string>();
        var text = string.Join('\n', lines);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private void Tell(V2Issue issue)
    {
        if (told.Add(issue))
            issues.Add(issue);
    }
}
