using System.Collections.Immutable;

namespace Salus.Fhir.V2;

/// <summary>What a message became.</summary>
/// <param name="Resources">What others refer to comes first; the evidence and the Provenance that points at it come last.</param>
/// <param name="Issues">What could not be said in FHIR, or was missing: data, not failure.</param>
public sealed record V2Mapped(ImmutableArray<FhirNode> Resources, ImmutableArray<V2Issue> Issues)
{
    /// <summary>
    /// Whether the message is about this resource, or only mentions it: an order names its patient in passing, and must not replace what
    /// an admission told. What is only mentioned is taken when it is not known yet.
    /// </summary>
    public bool Mentions(FhirNode resource) => resource.ResourceType is "Practitioner" or "Location" || (!IsAboutPatients && resource.ResourceType is "Patient" or "Encounter");

    /// <summary>An admission, a change of a patient's data or a merge (ADT).</summary>
    public required bool IsAboutPatients { get; init; }

    /// <summary>Everything as one Bundle, to be taken whole or not at all.</summary>
    /// <param name="isKnown">Says which of the mentioned resources need not be taken.</param>
    public FhirNode ToTransaction(Func<FhirNode, bool>? isKnown = null) => FhirBundle.Transaction(Resources.Where(r => isKnown is null || !Mentions(r) || !isKnown(r)));
}

/// <param name="Place">As <see cref="V2Path"/> writes it.</param>
/// <param name="Text">Names codes and systems; never a patient's data.</param>
public sealed record V2Issue(V2IssueSeverity Severity, string Place, string Text)
{
    /// <summary>As <c>OperationOutcome.issue</c>.</summary>
    public FhirNode ToNode() => FhirNode.Object(
        ("severity", Severity is V2IssueSeverity.Warning ? "warning" : "information"),
        ("code", Severity is V2IssueSeverity.Warning ? "incomplete" : "informational"),
        ("diagnostics", Text),
        ("expression", FhirNode.List(Place)));
}

public enum V2IssueSeverity
{
    /// <summary>Kept in the original message and nowhere else.</summary>
    Information,

    /// <summary>Written without something that a reader will miss.</summary>
    Warning,
}

/// <summary>A message that cannot become resources: which place of it, which condition of HL7 table 0357, and why.</summary>
public sealed class V2MappingException : Exception
{
    internal V2MappingException(string place, string code, string reason) : base($"{place}: {reason}")
    {
        Error = new V2Error(V2Path.Parse(place), code, reason);
    }

    /// <summary>Ready for the acknowledgement.</summary>
    public V2Error Error { get; }
}
