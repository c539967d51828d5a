namespace Salus.Fhir.Resources;

/// <summary>A number or name that somebody gave to something, and whose it is.</summary>
public readonly record struct Identifier(FhirNode Node)
{
    public string? Use => Node.Text("use");

    public CodeableConcept? Type => Node.One("type", n => new CodeableConcept(n));

    /// <summary>The namespace of the value, a URL or <c>urn:oid:</c>.</summary>
    public string? System => Node.Text("system");

    public string? Value => Node.Text("value");

    public Period? Period => Node.One("period", n => new Period(n));

    public Reference? Assigner => Node.One("assigner", n => new Reference(n));
}
