using System.Collections.Concurrent;
using System.Collections.Immutable;
using Salus.Fhir.Definitions;

namespace Salus.Fhir.Validation;

/// <summary>
/// Says what is wrong with a resource by the rules of R4, of its profiles and of what a user loaded: structure, values, codes,
/// invariants, slices, extensions, references, narrative, bundles, questionnaires and measures.
/// Immutable and safe for many threads; keep one per set of definitions, it learns profiles and rules on first use.
/// Nothing is fetched: what is not among the definitions is reported as not checked.
/// </summary>
public sealed class Validator
{
    private readonly ConcurrentDictionary<string, StructureDefinition> profiles = new(StringComparer.Ordinal);

    public Validator(FhirDefinitions definitions)
    {
        Definitions = definitions;
        Terminology = new Terminology(definitions);
    }

    /// <summary>Over R4 alone.</summary>
    public static Validator R4 { get; } = new(FhirDefinitions.R4);

    public FhirDefinitions Definitions { get; }

    internal Terminology Terminology { get; }

    /// <summary>The invariants that hold for each shape, found once.</summary>
    internal ConcurrentDictionary<FhirShape, ImmutableArray<Invariant>> Plans { get; } = new();

    /// <summary>Issues in the order they were found; empty when nothing is wrong.</summary>
    public ImmutableArray<ValidationIssue> Validate(FhirNode resource, ValidationOptions? options = null)
    {
        var run = new ValidationRun(this, options ?? ValidationOptions.Default, resource);
        run.Check();
        return run.Issues;
    }

    /// <summary>The same for a text: what is wrong with its form comes first.</summary>
    public ImmutableArray<ValidationIssue> Validate(FhirReading reading, ValidationOptions? options = null)
    {
        ImmutableArray<ValidationIssue> form = [.. reading.Problems.Select(p => TextIssues.From(p, reading.Node))];
        return reading.Node is { } resource ? [.. form, .. Validate(resource, options)] : form;
    }

    /// <summary>A profile with all its elements, made from its differences where it has no snapshot; null when it or its base is not known.</summary>
    internal StructureDefinition? Profile(string url) =>
        profiles.TryGetValue(url, out var known) ? known : FindProfile(url) is { } found ? profiles.GetOrAdd(url, found) : null;

    private StructureDefinition? FindProfile(string url)
    {
        if (Definitions.Structure(url) is not { } structure)
            return null;
        if (structure.HasSnapshot)
            return structure;
        try
        {
            return new SnapshotGenerator(Definitions).Complete(structure);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
