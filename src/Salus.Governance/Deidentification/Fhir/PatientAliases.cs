using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Salus.Fhir;
using Salus.Fhir.Definitions;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// Other ways to point at the patients of a release than <c>Patient/id</c>: the address of a bundle's entry, and identifiers. Lives as long as the
/// people of the release; grows with the number of patients, not with their records.
/// </summary>
internal sealed class PatientAliases
{
    private static readonly ConditionalWeakTable<KnownPeople, PatientAliases> ofRelease = [];

    private readonly ConcurrentDictionary<string, string> ids = new(StringComparer.Ordinal);

    public static PatientAliases Of(KnownPeople people) => ofRelease.GetValue(people, _ => new PatientAliases());

    public void Add(FhirNode patient, string? fullUrl)
    {
        var id = patient.Id ?? UuidOf(fullUrl);
        if (id is null)
            return;
        if (UuidOf(fullUrl) is { } uuid && !string.Equals(uuid, id, StringComparison.OrdinalIgnoreCase))
            ids.TryAdd("urn:uuid:" + uuid, id);
        foreach (var identifier in patient.Span("identifier"))
        {
            if (identifier["value"]?.Value is { } value)
                ids.TryAdd((identifier["system"]?.Value ?? "") + "|" + value, id);
        }
    }

    public static Subject SubjectOf(FhirNode patient, string? fullUrl) => (patient.Id ?? UuidOf(fullUrl)) is { } id ? new Subject(Same(id)) : Subject.Nobody;

    /// <summary>The patient a Reference points at; null when it points at somebody or something else.</summary>
    public Subject? Find(FhirNode reference, FhirDefinitions definitions)
    {
        if (reference["reference"]?.Value is { Length: > 0 } literal)
            return Find(literal, definitions);
        return reference["identifier"] is { } identifier && identifier["value"]?.Value is { } value && ids.TryGetValue((identifier["system"]?.Value ?? "") + "|" + value, out var id)
            ? new Subject(Same(id))
            : null;
    }

    private Subject? Find(string literal, FhirDefinitions definitions)
    {
        if (literal.StartsWith("urn:uuid:", StringComparison.Ordinal))
            return new Subject(Same(ids.GetValueOrDefault(literal.ToLowerInvariant(), literal[9..])));
        if (!literal.Contains("Patient", StringComparison.Ordinal) || ReferencePlace.Of(literal, definitions) is not { Type: "Patient" } place)
            return null;
        if (place.Id is { } id)
            return new Subject(Same(id));
        var query = Uri.UnescapeDataString(place.Query ?? "");
        return query.StartsWith("identifier=", StringComparison.Ordinal) && ids.TryGetValue(query[11..], out var found) ? new Subject(Same(found)) : null;
    }

    private static string? UuidOf(string? url) => url is not null && url.StartsWith("urn:uuid:", StringComparison.Ordinal) ? url[9..].ToLowerInvariant() : null;

    private static string Same(string id) => Guid.TryParseExact(id, "D", out _) ? id.ToLowerInvariant() : id;
}
