using Salus.Fhir;

namespace Salus.Trust;

/// <summary>What kind of clinical document a capability writes.</summary>
/// <param name="Loinc">From the LOINC document ontology.</param>
internal sealed record DocumentKind(string Title, string Loinc, string LoincName)
{
    public static DocumentKind Of(string capability) => capability switch
    {
        "scribe" => new("Visit note", "11488-4", "Consult note"),
        "registry" => new("Registry form", "34109-9", "Note"),
        "survey" => new("Survey", "34109-9", "Note"),
        _ => new("Clinical note", "34109-9", "Note"),
    };

    public FhirNode Type() => Datatypes.Concept("http://loinc.org", Loinc, LoincName, Title);
}
