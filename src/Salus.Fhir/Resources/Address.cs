namespace Salus.Fhir.Resources;

/// <summary>A postal address.</summary>
public readonly record struct Address(FhirNode Node)
{
    public string? Use => Node.Text("use");

    public string? Type => Node.Text("type");

    public string? Text => Node.Text("text");

    public IReadOnlyList<string> Lines => Node.Texts("line");

    public string? City => Node.Text("city");

    public string? District => Node.Text("district");

    public string? State => Node.Text("state");

    public string? PostalCode => Node.Text("postalCode");

    public string? Country => Node.Text("country");

    public Period? Period => Node.One("period", n => new Period(n));
}
