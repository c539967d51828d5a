namespace Salus.Fhir.Resources;

/// <summary>Points to another resource.</summary>
public readonly record struct Reference(FhirNode Node)
{
    /// <summary>Relative (<c>Patient/1</c>), absolute, <c>urn:uuid:</c>, or <c>#id</c> for a contained resource.</summary>
    public string? To => Node.Text("reference");

    public string? Type => Node.Text("type");

    public Identifier? Identifier => Node.One("identifier", n => new Identifier(n));

    public string? Display => Node.Text("display");

    public bool IsContained => To is { Length: > 1 } && To[0] == '#';

    /// <summary>The type and id that a relative or absolute URL ends with, without its version; null for other forms.</summary>
    public (string Type, string Id)? Target
    {
        get
        {
            var parts = To?.Split('/') ?? [];
            var end = parts.Length >= 4 && string.Equals(parts[^2], "_history", StringComparison.Ordinal) ? parts.Length - 2 : parts.Length;
            return end >= 2 && parts[end - 2] is { Length: > 0 } type && char.IsAsciiLetterUpper(type[0]) && parts[end - 1] is { Length: > 0 } id ? (type, id) : null;
        }
    }
}
