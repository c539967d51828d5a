using System.Xml.Linq;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.Cda;

/// <summary>
/// Sections and their entries. What an entry is, its template says (C-CDA R2.1); where a document has none, the section it stands in and the
/// name of its element do. What is not known stays in the narrative and the original.
/// </summary>
internal static class SectionMapping
{
    /// <summary>Sections by LOINC code, as far as they tell what their entries are.</summary>
    internal enum Kind
    {
        Other,
        Problems,
        Diagnoses,
        Medications,
        Allergies,
        Results,
        Vitals,
        Procedures,
        Immunizations,
        Encounters,
        Social,
        Plan,
    }

    public static List<FhirNode> Add(CdaReading reading, XElement root, FhirNode patient, FhirNode? encounter)
    {
        var sections = new List<FhirNode>();
        if (root.Child("component", "nonXMLBody") is not null)
            reading.Warn(root.Child("component")!, "The body is not structured (nonXMLBody): it is kept in the original document alone.");
        foreach (var component in root.Child("component", "structuredBody")?.Children("component") ?? [])
        {
            if (component.Child("section") is { } section && Section(reading, section, patient, encounter) is { } written)
                sections.Add(written);
        }
        return sections;
    }

    private static FhirNode? Section(CdaReading reading, XElement section, FhirNode patient, FhirNode? encounter)
    {
        var kind = KindOf(section.Child("code").Code());
        var entries = new List<FhirNode>();
        foreach (var entry in section.Children("entry"))
        {
            foreach (var statement in entry.Elements().Where(e => e.Name.LocalName is not ("templateId" or "realmCode" or "typeId")))
            {
                var (before, said) = (entries.Count, reading.IssueCount);
                EntryMapping.Add(reading, statement, kind, patient, encounter, entries);
                if (entries.Count == before && reading.IssueCount == said && statement.Null() is null)
                    reading.Warn(statement, $"The entry ({statement.Name.LocalName}) is of a kind that becomes no resource; it is kept in the narrative and the original.");
            }
        }
        var below = section.Children("component").Select(c => c.Child("section")).OfType<XElement>().Select(s => Section(reading, s, patient, encounter)).OfType<FhirNode>().ToList();
        var text = CdaNarrative.Of(section.Child("text"));
        if (text is null && entries.Count == 0 && below.Count == 0)
            return null;
        return FhirNode.Object(
            ("title", reading.TextOf(section.Child("title")) ?? (string?)section.Child("code")?.Attribute("displayName")),
            ("code", reading.ConceptOf(section.Child("code"))),
            ("text", text),
            ("entry", FhirNode.List(entries.DistinctBy(e => e["reference"]!.Value).Select(e => (FhirElement)e))),
            ("section", FhirNode.List(below.Select(b => (FhirElement)b))));
    }

    private static Kind KindOf(string? loinc) => loinc switch
    {
        "11450-4" or "11348-0" => Kind.Problems,
        "46241-6" or "11535-2" or "78375-3" or "29308-4" or "51848-0" => Kind.Diagnoses,
        "10160-0" or "10183-2" or "75311-1" or "42346-7" or "29549-3" => Kind.Medications,
        "48765-2" => Kind.Allergies,
        "30954-2" => Kind.Results,
        "8716-3" => Kind.Vitals,
        "47519-4" => Kind.Procedures,
        "11369-6" => Kind.Immunizations,
        "46240-8" => Kind.Encounters,
        "29762-2" => Kind.Social,
        "18776-5" or "61146-7" => Kind.Plan,
        _ => Kind.Other,
    };

    /// <summary>From the ActEncounterCode of the document, or of its translation; otherwise it is said that nobody knows.</summary>
    public static FhirNode EncounterClass(XElement? code)
    {
        foreach (var one in code is null ? [] : code.Children("translation").Prepend(code))
        {
            if ((string?)one.Attribute("codeSystem") == "2.16.840.1.113883.5.4" && one.Code() is { Length: > 0 } act)
                return Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", act, (string?)one.Attribute("displayName"));
        }
        return Coding("http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "UNK", "unknown");
    }
}
