using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Salus.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// One CDA document in place. Attributes stay only when they are known and have the form that belongs there; text stays only after it was read; an
/// id attribute is renamed with all references to it.
/// </summary>
internal sealed class CdaCleaner
{
    public static readonly XNamespace V3 = "urn:hl7-org:v3";
    private static readonly XNamespace sdtc = "urn:hl7-org:sdtc";
    private static readonly XNamespace instance = "http://www.w3.org/2001/XMLSchema-instance";
    private static readonly Guid space = new("5e1c0a9e-6f0b-4a57-9b5c-8d2c3f7a4e61");
    private const string Masked = "MSK";

    private readonly XElement root;
    private readonly Cleaning cleaning;
    private readonly PersonCleaning person;
    private readonly Dictionary<string, string> marks = new(StringComparer.Ordinal);

    public CdaCleaner(XElement root, Cleaning cleaning)
    {
        (this.root, this.cleaning) = (root, cleaning);
        person = new PersonCleaning(cleaning, CdaPeople.SubjectOf(root), (string?)root.Element(V3 + "effectiveTime")?.Attribute("value"));
    }

    public void Clean() => Element(root, inTime: false);

    private void Element(XElement element, bool inTime)
    {
        if (element.Name.Namespace != V3 && element.Name.Namespace != sdtc)
        {
            person.Removed();
            element.Remove();
            return;
        }
        var name = element.Name.LocalName;
        switch (name)
        {
            case "id" or "setId":
                Id(element);
                return;
            case "templateId" or "typeId":
                Template(element);
                return;
            case "name":
                Name(element);
                return;
            case "addr":
                Address(element);
                return;
            case "telecom":
                Telecom(element);
                return;
            case "signatureText" or "thumbnail":
                person.Removed(IdentifierClass.Biometric);
                element.Remove();
                return;
            case "text" when element.Parent?.Name.LocalName == "section":
                Attributes(element, inTime: false);
                new CdaNarrativeText(person, Mark).Clean(element);
                return;
        }
        var type = TypeOf(element);
        if (type == "ED" || name is "text" or "originalText" || element.Attribute("representation") is not null || element.Attribute("mediaType") is not null)
        {
            if (!Data(element))
                return;
        }
        var time = inTime || type.EndsWith("_TS", StringComparison.Ordinal) || type is "TS" || name.EndsWith("Time", StringComparison.Ordinal) || name is "time" or "useablePeriod";
        Attributes(element, time);
        var text = new PieceText();
        var words = element.Nodes().OfType<XText>().ToList();
        foreach (var part in words)
            text.Add(part.Value);
        if (words.Count > 0 && !string.IsNullOrWhiteSpace(string.Concat(words.Select(w => w.Value))))
            Put(words, text.Clean(person.Clean));
        foreach (var child in element.Elements().ToList())
            Element(child, time);
    }

    private static void Put(List<XText> words, string[] cleaned)
    {
        for (var i = 0; i < words.Count; i++)
            words[i].Value = cleaned[i];
    }

    private void Attributes(XElement element, bool inTime)
    {
        foreach (var attribute in element.Attributes().ToList())
        {
            if (attribute.IsNamespaceDeclaration)
            {
                if (attribute.Value != V3.NamespaceName && attribute.Value != sdtc.NamespaceName && attribute.Value != instance.NamespaceName && attribute.Value is not ("urn:hl7-org:v3/voc" or "http://www.w3.org/2001/XMLSchema"))
                    attribute.Remove();
                continue;
            }
            if (Attribute(element, attribute, inTime) is { } kept)
                attribute.Value = kept;
            else
                attribute.Remove();
        }
    }

    /// <returns>Null when it goes.</returns>
    private string? Attribute(XElement element, XAttribute attribute, bool inTime)
    {
        var value = attribute.Value;
        if (attribute.Name.Namespace == instance)
            return attribute.Name.LocalName is "type" or "nil" && IsWord(value) ? value : null;
        if (attribute.Name.Namespace == XNamespace.Xml)
            return attribute.Name.LocalName is "lang" or "space" && IsWord(value) ? value : null;
        if (attribute.Name.Namespace != XNamespace.None && attribute.Name.Namespace != sdtc)
            return Gone();
        switch (attribute.Name.LocalName)
        {
            case "value":
                return Value(element, value, inTime);
            case "code":
                return V2Values.IsCode(value) || (IsStandard(element) && value.Length <= 40) ? value : Gone();
            case "displayName":
                return element.Attribute("code") is not null && IsStandard(element) ? value : person.Text(value);
            case "codeSystemName":
                return IsStandard(element) && value.Length <= 60 ? value : person.Text(value);
            case "codeSystem" or "valueSet":
                return IsOid(value) || Guid.TryParse(value, out _) ? value : Gone();
            case "codeSystemVersion" or "valueSetVersion":
                return value.Length <= 20 && value.IndexOf(' ', StringComparison.Ordinal) < 0 ? value : Gone();
            case "ID" or "IDREF" or "referencedObject":
                return Mark(value);
            case "mediaType" or "unit" or "classCode" or "moodCode" or "determinerCode" or "typeCode" or "nullFlavor" or "use" or "operator" or "inversionInd" or "negationInd" or "contextControlCode"
                or "contextConductionInd" or "independentInd" or "institutionSpecified" or "representation" or "language" or "inclusive" or "compression" or "currency" or "isCriterionInd" or "partType" or "qualifier" or "alignment" or "displayable":
                return IsWord(value) ? value : Gone();
            default:
                return Gone();
        }

        string? Gone()
        {
            person.Removed();
            return null;
        }
    }

    private string? Value(XElement element, string value, bool inTime)
    {
        if (element.Name.LocalName == "reference")
            return value.StartsWith('#') ? "#" + Mark(value[1..]) : Gone(element);
        if (value is "true" or "false" || (V2Values.IsNumber(value) && (!inTime || element.Attribute("unit") is not null)))
            return value;
        if (!inTime)
            return Gone(element);
        var moved = element.Name.LocalName == "birthTime" ? person.Birth(value) : person.Date(value);
        return moved.Length > 0 ? moved : Gone(element);
    }

    private string? Gone(XElement element)
    {
        person.Removed();
        if (element.Attribute("nullFlavor") is null)
            element.SetAttributeValue("nullFlavor", Masked);
        return null;
    }

    private void Id(XElement id)
    {
        var (oid, extension) = ((string?)id.Attribute("root") ?? "", (string?)id.Attribute("extension"));
        var kind = CdaCodes.ClassOfId(id);
        var flavour = (string?)id.Attribute("nullFlavor");
        var kept = V2Codes.IsStandardOid(oid) && !string.IsNullOrEmpty(extension) || person.Of(kind) is Treatment.Keep && (IsOid(oid) || Guid.TryParse(oid, out _));
        id.RemoveAttributes();
        id.RemoveNodes();
        if (flavour is not null && IsWord(flavour))
            id.SetAttributeValue("nullFlavor", flavour);
        if (oid.Length > 0)
        {
            if (!kept)
                person.Removed(kind);
            // A root may be a UUID wherever it may be an OID.
            id.SetAttributeValue("root", kept ? oid : Guid.TryParseExact(oid, "D", out _) ? cleaning.Replacer.PseudonymUuid(oid) : NameBasedId.Of(space, cleaning.Replacer.Pseudonym("root", oid)).ToString("D"));
        }
        if (!string.IsNullOrWhiteSpace(extension))
            id.SetAttributeValue("extension", person.Number(kind, extension));
    }

    /// <summary>Which rules of HL7 the element follows, with a version that is a date.</summary>
    private static void Template(XElement template)
    {
        foreach (var attribute in template.Attributes().ToList())
        {
            var known = attribute.Name.LocalName switch
            {
                "root" => IsOid(attribute.Value),
                "extension" => attribute.Value.Length == 10 && DateOnly.TryParseExact(attribute.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) || attribute.Value.StartsWith("POCD_", StringComparison.Ordinal) && V2Values.IsCode(attribute.Value),
                "nullFlavor" => IsWord(attribute.Value),
                _ => false,
            };
            if (!known)
                attribute.Remove();
        }
        template.RemoveNodes();
    }

    private void Name(XElement name)
    {
        Attributes(name, inTime: false);
        if (CdaNames.Words(name.Value).Length == 0)
        {
            name.RemoveNodes();
            return;
        }
        if (CdaNames.IsThing(name) && !CdaNames.IsPerson(name) && !CdaNames.IsOrganization(name))
        {
            name.Value = person.Text(name.Value);
            return;
        }
        if (CdaNames.IsOrganization(name))
        {
            var house = CdaNames.Words(name.Value);
            name.Value = person.Value(IdentifierClass.Organization, house, CdaNames.OwnerOf(name, "organization"));
            return;
        }
        var original = CdaNames.Read(name);
        var treated = person.Name(original, CdaNames.OwnerOf(name, CdaNames.RoleOf(name)));
        if (!name.HasElements)
        {
            name.Value = treated.Whole;
            return;
        }
        var given = 0;
        var family = 0;
        foreach (var node in name.Nodes().ToList())
        {
            if (node is not XElement part)
            {
                if (node is XText words && string.IsNullOrWhiteSpace(words.Value))
                    continue;
                person.Removed(IdentifierClass.Name);
                node.Remove();
                continue;
            }
            Attributes(part, inTime: false);
            var now = part.Name.LocalName switch
            {
                "given" => given++ switch { 0 => treated.Given, 1 => treated.Middle, _ => "" },
                "family" => family++ == 0 ? treated.Family : "",
                "prefix" or "suffix" when V2Names.IsTitle(part.Value) => part.Value,
                "delimiter" when part.Value.Trim().Length <= 1 => part.Value,
                _ => "",
            };
            if (part.Name.LocalName == "validTime")
                Element(part, inTime: true);
            else if (now.Length == 0)
                part.Remove();
            else
                part.Value = now;
        }
    }

    private void Address(XElement address)
    {
        Attributes(address, inTime: false);
        foreach (var node in address.Nodes().ToList())
        {
            if (node is XText words)
            {
                if (!string.IsNullOrWhiteSpace(words.Value))
                    words.Value = person.Value(IdentifierClass.Address, CdaNames.Words(words.Value));
            }
            else if (node is XElement { Name.LocalName: "useablePeriod" } period)
            {
                Element(period, inTime: true);
            }
            else if (node is XElement part)
            {
                var value = CdaNames.Words(part.Value);
                var now = value.Length == 0 ? "" : CdaCodes.ClassOfAddressPart(part.Name.LocalName) is { } kind ? person.Value(kind, value) : person.Removed(IdentifierClass.Address);
                Attributes(part, inTime: false);
                if (now.Length == 0 && value.Length > 0)
                    part.Remove();
                else
                    part.Value = now;
            }
        }
    }

    private void Telecom(XElement telecom)
    {
        var value = (string?)telecom.Attribute("value");
        telecom.SetAttributeValue("value", null);
        Attributes(telecom, inTime: false);
        foreach (var child in telecom.Nodes().ToList())
        {
            if (child is XElement { Name.LocalName: "useablePeriod" } period)
                Element(period, inTime: true);
            else
                child.Remove();
        }
        if (string.IsNullOrWhiteSpace(value))
            return;
        var (kind, scheme, number) = CdaCodes.Telecom(value);
        var now = person.Value(kind, number);
        if (now.Length > 0)
            telecom.SetAttributeValue("value", scheme + now);
        else
            telecom.SetAttributeValue("nullFlavor", Masked);
    }

    /// <summary>ED: text is read, whatever way it is encoded; what is no plain text goes.</summary>
    /// <returns>Whether its attributes and nodes are still to be treated.</returns>
    private bool Data(XElement data)
    {
        var media = (string?)data.Attribute("mediaType") ?? "text/plain";
        var encoded = string.Equals((string?)data.Attribute("representation"), "B64", StringComparison.OrdinalIgnoreCase);
        var plain = media.Trim().ToUpperInvariant() is "TEXT/PLAIN" or "TEXT/X-HL7-TEXT+XML";
        if (plain && !encoded)
            return true;
        var words = plain ? Attachments.TextOf(string.Concat(data.Nodes().OfType<XText>().Select(t => t.Value))) : null;
        var reference = data.Elements().FirstOrDefault(e => e.Name.LocalName == "reference" && ((string?)e.Attribute("value"))?.StartsWith('#') == true);
        data.RemoveNodes();
        if (words is not null)
        {
            data.Value = Convert.ToBase64String(Encoding.UTF8.GetBytes(person.Text(words)));
            Attributes(data, inTime: false);
            return false;
        }
        person.Removed(IdentifierClass.Photo);
        var type = data.Attribute(instance + "type");
        data.RemoveAttributes();
        if (type is not null && IsWord(type.Value))
            data.Add(new XAttribute(type));
        if (data.Parent?.Name.LocalName == "nonXMLBody")
        {
            data.SetAttributeValue("mediaType", "text/plain");
            data.Value = "[attachment removed]";
        }
        else if (reference is null)
        {
            data.SetAttributeValue("nullFlavor", Masked);
        }
        else
        {
            data.Add(reference);
            Attributes(reference, inTime: false);
            reference.RemoveNodes();
        }
        return false;
    }

    private string Mark(string id)
    {
        if (!marks.TryGetValue(id, out var mark))
            marks.Add(id, mark = string.Create(CultureInfo.InvariantCulture, $"n{marks.Count + 1}"));
        return mark;
    }

    private static string TypeOf(XElement element) => ((string?)element.Attribute(instance + "type") ?? "").Split(':')[^1];

    private static bool IsStandard(XElement coded) => (string?)coded.Attribute("codeSystem") is { } system && V2Codes.IsStandardOid(system);

    private static bool IsOid(string text) => text.Length is > 4 and <= 100 && !text.AsSpan().ContainsAnyExcept(oidCharacters);

    private static readonly System.Buffers.SearchValues<char> oidCharacters = System.Buffers.SearchValues.Create("0123456789.");

    /// <summary>A word of a list of the standard: short, no number of a person.</summary>
    private static bool IsWord(string text) => text.Length <= 40 && text.Split(' ').All(w => V2Values.IsCode(w) || w is "text/plain" or "text/html");
}
