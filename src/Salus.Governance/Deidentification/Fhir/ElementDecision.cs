using System.Collections.Frozen;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// A state of the automaton that <see cref="ElementRules"/> is: what happens to an element, and one step from it to each of its children.
/// States of the same meaning are one object, so that deep or hostile trees make no new ones without end.
/// </summary>
internal sealed class ElementDecision
{
    private readonly ElementRules rules;
    private readonly RuleStep[] active;
    private readonly RuleStep[] waiting;
    private FrozenDictionary<string, ElementDecision> children = FrozenDictionary<string, ElementDecision>.Empty;

    /// <param name="waiting">Rules that are about this element if one of its children has a value.</param>
    public ElementDecision(ElementRules rules, ElementPlace place, int rule, RuleStep[] active, RuleStep[] waiting)
    {
        this.rules = rules;
        this.active = active;
        this.waiting = waiting;
        Place = place;
        Rule = rule;
        (Role, var known) = place.IsResourceRoot ? (ElementRole.Group, null) : ElementRoles.Of(place.Shape, place.Name, place.IsInResourceRoot);
        (Treatment, Class) = rules.Settle(Role, known, rule);
        Targets = Role is ElementRole.Reference ? ReferenceTargets.Of(place.Shape) : null;
        IsAdmitted = rules.HasCondition(rule);
    }

    public ElementPlace Place { get; }

    /// <summary>Index of the first rule that is about this element or one above it; <see cref="ElementRules.None"/> when none is.</summary>
    public int Rule { get; }

    public ElementRole Role { get; }

    public Treatment Treatment { get; }

    public IdentifierClass Class { get; }

    /// <summary>What a reference that stands here names with its display, where its own text does not tell.</summary>
    public IdentifierClass? Targets { get; }

    /// <summary>The rule speaks of this very element by what it holds, for example of an extension by its url.</summary>
    public bool IsAdmitted { get; }

    internal ReadOnlySpan<RuleStep> Active => active;

    /// <summary>The decision for a child; null when R4 does not have it.</summary>
    public ElementDecision? Child(string name)
    {
        if (children.TryGetValue(name, out var known))
            return known;
        if (rules.Make(this, name) is not { } made)
            return null;
        children = children.Append(KeyValuePair.Create(name, made)).DistinctBy(c => c.Key, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);
        return made;
    }

    /// <summary>With the rules whose condition the element meets.</summary>
    public ElementDecision For(FhirNode element) => waiting.Length == 0 ? this : rules.Met(this, waiting, element);

    /// <summary>The same element when one more rule is about it.</summary>
    public ElementDecision Under(int rule) => rule >= Rule ? this : rules.State(Place, rule, active, waiting);
}

/// <summary>Where an element stands, by its definition.</summary>
/// <param name="IsInResourceRoot">Its parent is a resource.</param>
internal readonly record struct ElementPlace(FhirShape Shape, string Name, bool IsResourceRoot, bool IsInResourceRoot);

/// <summary>A rule of which the first steps have been met: the step that comes next; -1 for the one it begins with.</summary>
internal readonly record struct RuleStep(int Rule, int Next);
