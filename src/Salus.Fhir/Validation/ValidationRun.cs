using System.Collections.Immutable;
using Salus.Fhir.Definitions;
using Salus.Fhir.Paths;

namespace Salus.Fhir.Validation;

/// <summary>One validation of one resource: the issues so far, and the rules that add to them.</summary>
internal sealed class ValidationRun
{
    private readonly Dictionary<FhirNode, HashSet<string>> checking = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Spot, PathContext> contexts = [];
    private HashSet<(string Location, string Rule, string Message)> said = [];
    private List<ValidationIssue> issues = [];

    public ValidationRun(Validator validator, ValidationOptions options, FhirNode resource)
    {
        Validator = validator;
        Options = options;
        Root = Spot.Of(validator.Definitions, resource, resource.ResourceType is { } type ? validator.Definitions.FindShape(type) : null);
        Structure = new StructureRules(this);
        Primitives = new PrimitiveRules(this);
        Profiles = new ProfileRules(this);
        Slicing = new SlicingRules(this);
        Invariants = new InvariantRules(this);
        Bindings = new BindingRules(this);
        Extensions = new ExtensionRules(this);
        References = new ReferenceRules(this);
        Resources = new ResourceRules(this);
    }

    public Validator Validator { get; }

    public FhirDefinitions Definitions => Validator.Definitions;

    public Terminology Terminology => Validator.Terminology;

    public ValidationOptions Options { get; }

    public Spot Root { get; }

    public StructureRules Structure { get; }

    public PrimitiveRules Primitives { get; }

    public ProfileRules Profiles { get; }

    public SlicingRules Slicing { get; }

    public InvariantRules Invariants { get; }

    public BindingRules Bindings { get; }

    public ExtensionRules Extensions { get; }

    public ReferenceRules References { get; }

    public ResourceRules Resources { get; }

    public ImmutableArray<ValidationIssue> Issues => [.. issues];

    /// <summary>So many issues are there that more would help nobody.</summary>
    public bool IsFull => issues.Count >= Options.MostIssues;

    public void Check()
    {
        Resources.Check(Root);
        foreach (var profile in Options.Profiles)
            Profiles.Check(Root, profile, "by the caller");
    }

    public void Error(Spot spot, string code, string rule, string message) => Add(IssueSeverity.Error, spot, code, rule, message);

    public void Warn(Spot spot, string code, string rule, string message) => Add(IssueSeverity.Warning, spot, code, rule, message);

    public void Note(Spot spot, string code, string rule, string message) => Add(IssueSeverity.Information, spot, code, rule, message);

    public void Add(IssueSeverity severity, Spot spot, string code, string rule, string message)
    {
        if (!IsFull && said.Add((spot.Path, rule, message)))
            issues.Add(new ValidationIssue(severity, code, spot.Path, rule, message, spot.Node.Position));
    }

    /// <summary>What a rule may see from a place.</summary>
    /// <param name="resource">What <c>%resource</c> is, where it is not the resource of the place itself.</param>
    public PathContext Context(Spot spot, Spot? resource = null)
    {
        resource ??= spot.Resource;
        if (!contexts.TryGetValue(resource, out var context))
        {
            contexts[resource] = context = new PathContext
            {
                Definitions = Definitions,
                Resource = resource.Node,
                RootResource = Container(resource).Node,
                Resolve = reference => ResolveFrom(resource, reference),
                MemberOf = Terminology.IsIn,
                ConformsTo = ConformsTo,
                Clock = Options.Clock,
            };
        }
        return spot.IsResource ? context : context with { Shape = spot.Shape };
    }

    private static Spot Container(Spot resource) => resource.Declared?.ElementName is "contained" ? resource.Parent!.Resource : resource;

    private FhirNode? ResolveFrom(Spot resource, string reference)
    {
        if (reference.StartsWith('#'))
            return References.Contained(resource, reference[1..])?.Node;
        if (References.Bundle(resource)?.Find(reference, resource) is [var found, ..])
            return found.Node;
        return Options.Resolve?.Invoke(reference);
    }

    private bool? ConformsTo(FhirNode node, string url)
    {
        if (Validator.Profile(url) is not { } profile)
            return null;
        var spot = Spot.Of(Definitions, node, node.ResourceType is { } type ? Definitions.FindShape(type) : null);
        return Holds(() => Profiles.Check(spot, profile));
    }

    /// <summary>Whether a check finds no error. Nothing it finds is kept.</summary>
    public bool Holds(Action check)
    {
        var kept = issues;
        var keptSaid = said;
        issues = [];
        said = [];
        try
        {
            check();
            return !issues.Exists(i => i.IsError);
        }
        finally
        {
            issues = kept;
            said = keptSaid;
        }
    }

    /// <summary>Runs a check of a node against a profile, unless the same is already under way above: profiles may point at each other in circles.</summary>
    public void Once(FhirNode node, string profile, Action check)
    {
        if (!checking.TryGetValue(node, out var open))
            checking[node] = open = new HashSet<string>(StringComparer.Ordinal);
        if (!open.Add(profile))
            return;
        try
        {
            check();
        }
        finally
        {
            open.Remove(profile);
        }
    }
}
