using System.Collections.Concurrent;
using Salus.Fhir;
using Salus.Fhir.Definitions;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// Whose record a resource belongs to, by the element that R4's patient compartment reaches it through: the first of subject, patient, beneficiary
/// and the like that its definition has and that points at a patient.
/// </summary>
internal sealed class Compartments(FhirDefinitions definitions)
{
    private static readonly string[] direct = ["subject", "patient", "beneficiary", "individual", "candidate", "for", "subscriber", "sender", "recipient", "payee", "target", "source"];

    private static readonly (string Group, string Element)[] inGroups =
        [("participant", "actor"), ("link", "target"), ("entity", "what"), ("agent", "who"), ("member", "entity"), ("context", "related"), ("participant", "individual"), ("participant", "member")];

    private readonly ConcurrentDictionary<string, (string? Group, string Element)[]> ways = new(StringComparer.Ordinal);

    /// <summary>Null when it points at no patient.</summary>
    public Subject? SubjectOf(FhirNode resource, string? fullUrl, PatientAliases aliases)
    {
        if (resource.ResourceType is not { } type)
            return null;
        if (type is "Patient")
            return PatientAliases.SubjectOf(resource, fullUrl);
        foreach (var (group, element) in ways.GetOrAdd(type, WaysOf))
        {
            if (group is null)
            {
                if (Find(resource.Span(element), aliases) is { } subject)
                    return subject;
                continue;
            }
            foreach (var part in resource.Span(group))
            {
                if (Find(part.Span(element), aliases) is { } subject)
                    return subject;
            }
        }
        return null;
    }

    private Subject? Find(ReadOnlySpan<FhirNode> references, PatientAliases aliases)
    {
        foreach (var reference in references)
        {
            if (aliases.Find(reference, definitions) is { } subject)
                return subject;
        }
        return null;
    }

    private (string? Group, string Element)[] WaysOf(string type)
    {
        if (definitions.FindShape(type) is not { } shape)
            return [];
        return
        [
            .. direct.Where(e => IsToPatient(shape.Child(e))).Select(e => ((string?)null, e)),
            .. inGroups.Where(w => IsToPatient(shape.Child(w.Group)?.Child(w.Element))).Select(w => ((string?)w.Group, w.Element)),
        ];
    }

    /// <summary>A reference that may lead to a patient; one that may lead anywhere is followed by what it says.</summary>
    private static bool IsToPatient(FhirShape? shape) =>
        shape is { TypeName: "Reference" } && shape.Element.Types.Any(t => t.TargetProfiles.IsEmpty || t.TargetProfiles.Any(p => p.EndsWith("/Patient", StringComparison.Ordinal) || p.EndsWith("/Resource", StringComparison.Ordinal)));
}
