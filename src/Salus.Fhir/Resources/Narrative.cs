namespace Salus.Fhir.Resources;

/// <summary>What a reader sees when a program shows nothing better.</summary>
public readonly record struct Narrative(FhirNode Node)
{
    /// <summary>generated | extensions | additional | empty</summary>
    public string? Status => Node.Text("status");

    /// <summary>XHTML.</summary>
    public string? Div => Node.Text("div");
}
