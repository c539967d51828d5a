using System.Collections.Immutable;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Paths;

/// <summary>What an expression may see beyond its input. Immutable; one may serve many threads when its functions may.</summary>
public sealed record PathContext
{
    public static PathContext Default { get; } = new();

    /// <summary>The types that elements have; R4 when nothing is said.</summary>
    public FhirDefinitions Definitions { get; init; } = FhirDefinitions.R4;

    /// <summary>What the input is, when it is an element and not a resource.</summary>
    public FhirShape? Shape { get; init; }

    /// <summary><c>%resource</c>: the resource the input belongs to; the input itself when it is one.</summary>
    public FhirNode? Resource { get; init; }

    /// <summary><c>%rootResource</c>: the outermost resource, where <see cref="Resource"/> is contained in another.</summary>
    public FhirNode? RootResource { get; init; }

    /// <summary>External constants by name, without the percent sign.</summary>
    public ImmutableDictionary<string, ImmutableArray<PathValue>> Variables { get; init; } = ImmutableDictionary<string, ImmutableArray<PathValue>>.Empty;

    /// <summary>
    /// Finds what a reference points at; null when it is not known. References to contained resources and to entries of the bundle
    /// at hand are followed without it.
    /// </summary>
    public Func<string, FhirNode?>? Resolve { get; init; }

    /// <summary>Whether a code is in a value set: (value set url, system, code); null when that cannot be told.</summary>
    public Func<string, string?, string, bool?>? MemberOf { get; init; }

    /// <summary>Whether a node conforms to a profile (node, canonical url); null when the profile is not known.</summary>
    public Func<FhirNode, string, bool?>? ConformsTo { get; init; }

    /// <summary>What <c>now()</c>, <c>today()</c> and <c>timeOfDay()</c> read, once per evaluation.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Receives what <c>trace(name)</c> sees. It may hold patient data.</summary>
    public Action<string, ImmutableArray<PathValue>>? Trace { get; init; }

    /// <summary>Ends an evaluation that takes too long, at the next item of a collection.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>The same context with one external constant more.</summary>
    public PathContext With(string name, params ImmutableArray<PathValue> values) => this with { Variables = Variables.SetItem(name, values) };
}
