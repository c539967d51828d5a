namespace Salus.Fhir.Resources;

/// <summary>What a person is called.</summary>
public readonly record struct HumanName(FhirNode Node)
{
    /// <summary>usual | official | temp | nickname | anonymous | old | maiden</summary>
    public string? Use => Node.Text("use");

    public string? Text => Node.Text("text");

    public string? Family => Node.Text("family");

    public IReadOnlyList<string> Given => Node.Texts("given");

    public IReadOnlyList<string> Prefix => Node.Texts("prefix");

    public IReadOnlyList<string> Suffix => Node.Texts("suffix");

    public Period? Period => Node.One("period", n => new Period(n));

    /// <summary>The text, or else the parts in the order in which they are spoken; null when there are none.</summary>
    public string? Display =>
        Text ?? (string.Join(' ', [.. Prefix, .. Given, .. new[] { Family }.OfType<string>(), .. Suffix]) is { Length: > 0 } parts ? parts : null);
}
