using Salus.Fhir;

namespace Salus.Trust;

/// <summary>What kind of clinical document a capability writes.</summary>
/// <param name="Loinc">From the LOINC document ontology.</param>
internal sealed record DocumentKind(string Title, string Loinc, string LoincName)
{
    /// <summary>By the capability, and by the kind of document it says it wrote.</summary>
    public static DocumentKind Of(Draft draft) => (draft.Capability, draft.Origin.Parameters.GetValueOrDefault("kind")) switch
    {
        ("letters", "referral") => new("Referral letter", "57133-1", "Referral note"),
        ("letters", "discharge") => new("Discharge summary", "18842-5", "Discharge summary"),
        ("letters", "discharge-instructions") => new("Discharge instructions", "8653-8", "Hospital Discharge instructions"),
        ("letters", _) => new("Letter", "51851-4", "Administrative note"),
        ("summaries", "overview") => new("Chart overview", "60591-5", "Patient summary Document"),
        ("summaries", "handover") => new("Hand-over", "18761-7", "Transfer summary note"),
        ("summaries", "hospital-course") => new("Hospital course", "34133-9", "Summary of episode note"),
        ("summaries", _) => new("Pre-operative brief", "34109-9", "Note"),
        ("scribe", _) => new("Visit note", "11488-4", "Consult note"),
        ("registry", _) => new("Registry form", "34109-9", "Note"),
        ("survey", _) => new("Survey", "34109-9", "Note"),
        _ => new("Clinical note", "34109-9", "Note"),
    };

    public FhirNode Type() => Datatypes.Concept("http://loinc.org", Loinc, LoincName, Title);
}
