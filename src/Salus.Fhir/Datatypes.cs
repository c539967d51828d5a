namespace Salus.Fhir;

/// <summary>The R4 data types that almost every resource holds, as one-line builders.</summary>
public static class Datatypes
{
    /// <param name="to">A relative or absolute URL, or <c>urn:uuid:</c>.</param>
    public static FhirNode Reference(string? to, string? display = null) =>
        FhirNode.Object(("reference", to), ("display", display));

    public static FhirNode Coding(string system, string code, string? display = null) =>
        FhirNode.Object(("system", system), ("code", code), ("display", display));

    /// <summary>A CodeableConcept with one coding.</summary>
    public static FhirNode Concept(string system, string code, string? display = null, string? text = null) =>
        FhirNode.Object(("coding", FhirNode.List(Coding(system, code, display))), ("text", text));

    /// <summary>A CodeableConcept of words alone.</summary>
    public static FhirNode Concept(string text) => FhirNode.Object(("text", text));

    public static FhirNode Identifier(string system, string value) => FhirNode.Object(("system", system), ("value", value));

    public static FhirNode HumanName(string text) => FhirNode.Object(("text", text));

    /// <param name="content">The <c>value[x]</c> property, for example <c>("valueString", "…")</c>.</param>
    public static FhirNode Extension(string url, (string Name, FhirElement Content) content) => FhirNode.Object(("url", url), content);
}
