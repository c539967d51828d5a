using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>Why a field has no answer; the order is that in which a reader wants to know.</summary>
public enum OpenReason
{
    /// <summary>Several values that cannot both be right.</summary>
    Conflicting,
    OutOfRange,
    NotConvertible,

    /// <summary>There is a value, and the mapping does not say what it means.</summary>
    NotReadable,

    /// <summary>Hedged, or with a time that is not known well enough.</summary>
    NotCertain,
    OutsideWindow,
    NoData,
}

/// <summary>What the chart says about a field: an answer with its evidence, or why there is none.</summary>
/// <param name="Value">Null for an open field.</param>
/// <param name="At">When the value is of, as FHIR writes it.</param>
/// <param name="Open">Null for an answered field.</param>
/// <param name="Says">For an open field, in words a clinician understands.</param>
public sealed record FieldOutcome(RegistryField Field, FieldValue? Value, string? At, ImmutableArray<Evidence> Evidence, OpenReason? Open, string Says)
{
    /// <summary>Resources and texts that were weighed and go with the draft, so that the choice can be checked.</summary>
    public ImmutableArray<string> Weighed { get; init; } = [];
}

/// <summary>One value the chart offers for a field.</summary>
/// <param name="Value">Null when it cannot be an answer; <paramref name="Fault"/> says why.</param>
/// <param name="Said">As the source has it, for messages: <c>129 mg/dL</c>.</param>
/// <param name="Place">Of the resource or text.</param>
internal sealed record Candidate(FieldValue? Value, OpenReason? Fault, string? Why, string Said, Days? At, string? Date, ImmutableArray<Evidence> Evidence, string Place);
