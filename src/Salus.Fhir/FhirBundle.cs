namespace Salus.Fhir;

/// <summary>Resources that belong together, in a Bundle.</summary>
public static class FhirBundle
{
    /// <summary>A transaction that puts every resource under its own id, so that it may be carried out twice.</summary>
    /// <exception cref="ArgumentException">A resource without type or id.</exception>
    public static FhirNode Transaction(IEnumerable<FhirNode> resources) => FhirNode.Resource("Bundle",
        ("type", "transaction"),
        ("entry", FhirNode.List(resources.Select(r => (FhirElement)FhirNode.Object(
            ("resource", r),
            ("request", FhirNode.Object(("method", "PUT"), ("url", Place(r)))))))));

    private static string Place(FhirNode resource) => resource is { ResourceType: { } type, Id: { } id }
        ? $"{type}/{id}"
        : throw new ArgumentException("Every resource of a transaction has a type and an id.", nameof(resource));
}
