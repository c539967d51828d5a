namespace Salus.Fhir;

/// <summary>A node of an immutable FHIR tree.</summary>
public sealed record FhirNode(string Name);
