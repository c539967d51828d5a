namespace Salus.Fhir.Resources;

/// <summary>A concept by codes of one or more systems, by words, or both.</summary>
public readonly record struct CodeableConcept(FhirNode Node)
{
    public IReadOnlyList<Coding> Codings => Node.Each("coding", n => new Coding(n));

    public string? Text => Node.Text("text");

    /// <summary>The words, or else the first display or code; null when there is none.</summary>
    public string? Display => Text ?? Codings.Select(c => c.Display ?? c.Code).FirstOrDefault(d => d is not null);

    /// <summary>The first code of a system; null when there is none.</summary>
    public string? CodeOf(string system) =>
        Codings.Where(c => string.Equals(c.System, system, StringComparison.Ordinal)).Select(c => c.Code).FirstOrDefault(c => c is not null);

    public bool Has(string system, string code) => Codings.Any(c => c.Is(system, code));
}

/// <summary>A code of a system.</summary>
public readonly record struct Coding(FhirNode Node)
{
    public string? System => Node.Text("system");

    public string? Version => Node.Text("version");

    public string? Code => Node.Text("code");

    public string? Display => Node.Text("display");

    public bool? UserSelected => Node.Flag("userSelected");

    public bool Is(string system, string code) => string.Equals(System, system, StringComparison.Ordinal) && string.Equals(Code, code, StringComparison.Ordinal);
}
