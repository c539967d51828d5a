using System.Collections.Concurrent;
using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Fhir.Paths;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// The FHIR rules of a policy, compiled once for a release into an automaton over element names, so that most elements cost one look-up. A FHIRPath that is
/// more than names, types and a child's value is evaluated on every resource it may be about. Of the rules that are about an element or one above it the
/// first counts; a resource inside another begins anew. Safe for several threads.
/// </summary>
internal sealed class ElementRules
{
    /// <summary>No rule is about the element.</summary>
    public const int None = int.MaxValue;

    private readonly ImmutableArray<CompiledRule> compiled;
    private readonly ImmutableArray<(int Index, CompiledRule Rule)> evaluated;
    private readonly ConcurrentDictionary<StateKey, ElementDecision> states = new();
    private readonly ConcurrentDictionary<string, ElementDecision> roots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableArray<(int Index, CompiledRule Rule)>> evaluatedOf = new(StringComparer.Ordinal);

    /// <exception cref="DeidentificationException">A path cannot be read.</exception>
    public ElementRules(DeidentificationPolicy policy, FhirDefinitions definitions)
    {
        Policy = policy;
        Definitions = definitions;
        compiled = [.. policy.Fhir.Select(r => CompiledRule.Of(r, definitions))];
        evaluated = [.. compiled.Index().Where(c => c.Item.Path is not null)];
    }

    public DeidentificationPolicy Policy { get; }

    public FhirDefinitions Definitions { get; }

    public bool HasCondition(int rule) => rule != None && compiled[rule].HasCondition;

    /// <summary>The decision for a resource; null when R4 has no such type.</summary>
    public ElementDecision? Root(string type)
    {
        if (roots.TryGetValue(type, out var known))
            return known;
        if (!Definitions.IsResource(type) || Definitions.FindShape(type) is not { } shape)
            return null;
        var (rule, active) = (None, new List<RuleStep>());
        foreach (var (index, candidate) in compiled.Index())
        {
            if (candidate.Path is not null || !candidate.StartsAtResource(type))
                continue;
            if (candidate.Steps.Length == 0)
                rule = Math.Min(rule, index);
            else
                active.Add(new RuleStep(index, 0));
        }
        return roots.GetOrAdd(type, State(new ElementPlace(shape, type, IsResourceRoot: true, IsInResourceRoot: false), rule, [.. active], []));
    }

    /// <summary>Elements that evaluated rules are about, with the first such rule; null when there is none.</summary>
    /// <exception cref="DeidentificationException">A rule does not fit the resource, so nobody can say what it would have found.</exception>
    public Dictionary<FhirNode, int>? Selected(FhirNode resource)
    {
        if (evaluated.IsEmpty || resource.ResourceType is not { } type)
            return null;
        Dictionary<FhirNode, int>? selected = null;
        foreach (var (index, rule) in evaluatedOf.GetOrAdd(type, t => [.. evaluated.Where(c => c.Rule.StartsAtResource(t))]))
        {
            try
            {
                foreach (var node in rule.Path!.Select(resource))
                    (selected ??= new Dictionary<FhirNode, int>(ReferenceEqualityComparer.Instance)).TryAdd(node, index);
            }
            catch (FhirPathException e)
            {
                throw new DeidentificationException($"The rule '{rule.Rule.Path}' cannot be evaluated on a {type}: write its condition so that it fits every {type}.", e);
            }
        }
        return selected;
    }

    /// <summary>What happens, given the role of an element, the class it has by its place or type, and the first rule about it.</summary>
    public (Treatment Treatment, IdentifierClass Class) Settle(ElementRole role, IdentifierClass? known, int rule)
    {
        if (rule != None)
        {
            var stated = compiled[rule].Rule;
            // To scan what is an identifier as a whole would let through what a detector does not see.
            return stated.Treatment is Treatment.Scan && known is { } kind && role is not (ElementRole.Canonical or ElementRole.Bytes or ElementRole.Binary)
                ? (Policy.Text.GetValueOrDefault(kind, Treatment.Remove), kind)
                : (stated.Treatment, known is { } and not IdentifierClass.OtherId ? known.Value : stated.Class);
        }
        if (known is { } whole)
            return (Policy.Text.GetValueOrDefault(whole, Treatment.Remove), whole);
        return role is ElementRole.FreeText or ElementRole.Markup or ElementRole.Unknown or ElementRole.Attachment
            ? (Treatment.Remove, IdentifierClass.OtherId)
            : (Treatment.Keep, IdentifierClass.OtherId);
    }

    internal ElementDecision? Make(ElementDecision parent, string name)
    {
        if (parent.Place.Shape.Child(name) is not { } shape)
            return null;
        var reached = new Reached(parent.Rule);
        foreach (var (index, next) in parent.Active)
        {
            if (Fits(compiled[index].Steps[next], shape, name))
                Meet(reached, index, next);
        }
        foreach (var (index, candidate) in compiled.Index())
        {
            if (candidate.First is { } first && Fits(first, shape, name))
                Meet(reached, index, -1);
        }
        return State(new ElementPlace(shape, name, IsResourceRoot: false, parent.Place.IsResourceRoot), reached.Rule, [.. reached.Active.Distinct()], [.. reached.Waiting.Distinct()]);
    }

    internal ElementDecision Met(ElementDecision at, RuleStep[] waiting, FhirNode element)
    {
        Reached? reached = null;
        foreach (var step in waiting)
        {
            var condition = StepOf(step);
            if (!string.Equals(element[condition.Child!]?.Value, condition.Value, StringComparison.Ordinal))
                continue;
            reached ??= new Reached(at.Rule, [.. at.Active]);
            Advance(reached, step.Rule, step.Next + 1);
        }
        return reached is null ? at : State(at.Place, reached.Rule, [.. reached.Active.Distinct()], []);
    }

    internal ElementDecision State(ElementPlace place, int rule, RuleStep[] active, RuleStep[] waiting) =>
        states.GetOrAdd(
            new StateKey(place, rule, string.Join(';', active.Select(a => (a.Rule, a.Next))), string.Join(';', waiting.Select(a => (a.Rule, a.Next)))),
            static (key, from) => new ElementDecision(from.Self, key.Place, key.Rule, from.active, from.waiting),
            (Self: this, active, waiting));

    private PathStep StepOf(RuleStep step) => step.Next < 0 ? compiled[step.Rule].First! : compiled[step.Rule].Steps[step.Next];

    private bool Fits(PathStep step, FhirShape shape, string name) =>
        (step.Name is null || string.Equals(step.Name, name, StringComparison.Ordinal) || string.Equals(step.Name, shape.ElementName, StringComparison.Ordinal))
        && (step.Type is null || Definitions.IsSubtype(shape.TypeName, step.Type));

    /// <summary>A step fits by name and type: it is met, or waits for what the element holds.</summary>
    private void Meet(Reached reached, int rule, int step)
    {
        if (StepOf(new RuleStep(rule, step)).Child is not null)
            reached.Waiting.Add(new RuleStep(rule, step));
        else
            Advance(reached, rule, step + 1);
    }

    private void Advance(Reached reached, int rule, int next)
    {
        if (next == compiled[rule].Steps.Length)
            reached.Rule = Math.Min(reached.Rule, rule);
        else
            reached.Active.Add(new RuleStep(rule, next));
    }

    private sealed class Reached(int rule, List<RuleStep>? active = null)
    {
        public int Rule { get; set; } = rule;

        public List<RuleStep> Active { get; } = active ?? [];

        public List<RuleStep> Waiting { get; } = [];
    }

    private readonly record struct StateKey(ElementPlace Place, int Rule, string Active, string Waiting);
}
