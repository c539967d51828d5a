using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// Treats the resources of one file, element by element. Whatever fails inside an element costs that element, and is counted; nothing is passed through
/// because it was not understood. Not safe for several threads: every file has its own.
/// </summary>
internal sealed partial class ResourceCleaner
{
    private readonly ElementRules rules;
    private readonly Cleaning cleaning;
    private readonly Compartments compartments;
    private readonly PatientAliases aliases;
    private readonly FhirIds ids;
    private readonly ScannedTexts texts;
    private readonly ImmutableArray<FhirNode> labels;
    private readonly FhirNode newMeta;
    private readonly DateOnly today;
    private readonly Dictionary<string, string?> dates = new(StringComparer.Ordinal);
    private Subject datesOf = Subject.Nobody;

    /// <summary>The resource at hand holds a modifier that nobody here knows: what it says may mean its opposite.</summary>
    private bool isRefused;

    public ResourceCleaner(ElementRules rules, Compartments compartments, Cleaning cleaning, DateOnly today)
    {
        this.rules = rules;
        this.compartments = compartments;
        this.cleaning = cleaning;
        this.today = today;
        aliases = PatientAliases.Of(cleaning.People);
        ids = new FhirIds(cleaning.Replacer, rules.Definitions);
        texts = new ScannedTexts(cleaning);
        labels = SecurityLabels.Of(cleaning.Policy);
        newMeta = FhirNode.Object(("meta", FhirNode.Object(("security", FhirNode.List(labels.Select(l => (FhirElement)l)))))).Children[0];
    }

    /// <summary>Number of resources that went whole because R4 does not know them or because they hold a modifier nobody here knows.</summary>
    public long Dropped { get; private set; }

    /// <summary>The resource without identifiers; null when it cannot be released.</summary>
    /// <param name="fullUrl">Of the bundle's entry.</param>
    public FhirNode? Clean(FhirNode resource, string? fullUrl = null) => Clean(resource, fullUrl, within: null);

    /// <summary>An entry of a bundle; null when its resource cannot be released.</summary>
    public FhirNode? CleanEntry(FhirNode entry, ElementDecision at) => Element(entry, at, OfBundle);

    /// <summary>What a bundle says after its entries.</summary>
    public FhirNode CleanTail(FhirNode bundle) => Walk(bundle, rules.Root("Bundle")!, OfBundle)!;

    private static Scope OfBundle => new("Bundle", Subject.Nobody, null, null, null);

    private FhirNode? Clean(FhirNode resource, string? fullUrl, Scope? within)
    {
        if (resource.ResourceType is not { } type || rules.Root(type) is not { } root || resource.IsPrimitive)
            return Drop();
        var subject = compartments.SubjectOf(resource, fullUrl, aliases) is { } own ? cleaning.People.Canonical(own) : within?.Subject ?? Subject.Nobody;
        var id = resource.Id;
        var scope = new Scope(type, subject, PersonIdentifiers.OwnerOf(type, id), within, rules.Selected(resource))
        {
            LastSeen = Scope.DeathOf(resource),
            ContentType = type is "Binary" ? resource["contentType"]?.Value : null,
        };
        var refusedBefore = isRefused;
        isRefused = false;
        var cleaned = Walk(resource, root, scope);
        var refused = isRefused;
        isRefused = refusedBefore;
        return refused || cleaned is null ? Drop() : scope.IsContained ? cleaned : Labelled(cleaned);
    }

    private FhirNode? Drop()
    {
        Dropped++;
        cleaning.Tally.Add(IdentifierClass.OtherId, Treatment.Remove);
        return null;
    }

    /// <summary>The node with treated children; the same object when nothing changed, null when nothing is left.</summary>
    private FhirNode? Walk(FhirNode node, ElementDecision at, Scope scope)
    {
        var children = node.Children;
        ImmutableArray<FhirNode>.Builder? changed = null;
        for (var i = 0; i < children.Length; i++)
        {
            var child = children[i];
            var after = Element(child, at.Child(child.Name), scope);
            if (changed is null)
            {
                if (ReferenceEquals(after, child))
                    continue;
                changed = ImmutableArray.CreateBuilder<FhirNode>(children.Length);
                changed.AddRange(children, i);
            }
            if (after is not null)
                changed.Add(after);
        }
        if (changed is null)
            return node;
        return changed.Count == 0 && node.Value is null && node.ResourceType is null ? null : node.WithChildren(changed.DrainToImmutable());
    }

    private FhirNode? Element(FhirNode node, ElementDecision? known, Scope scope)
    {
        if (known is null)
        {
            // A resource stands in an element that holds any, or not at all.
            return Gone(IdentifierClass.OtherId);
        }
        try
        {
            var at = known.For(node);
            if (scope.Selected is { } selected && selected.TryGetValue(node, out var rule))
                at = at.Under(rule);
            return Treated(node, at, scope);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or DeidentificationException or RegexMatchTimeoutException or OverflowException or InvalidOperationException or KeyNotFoundException)
        {
            return Gone(known.Class);
        }
    }

    private FhirNode? Treated(FhirNode node, ElementDecision at, Scope scope)
    {
        var shape = at.Place.Shape;
        if (node.IsPrimitive != shape.IsPrimitive || (node.Kind is not FhirValueKind.None && node.Kind != shape.JsonKind) || (node.ResourceType is not null && at.Role is not ElementRole.Resource))
            return Gone(at.Class);
        switch (at.Role)
        {
            case ElementRole.Resource:
                return Clean(node, scope.FullUrl, scope);
            case ElementRole.Entry:
                var entry = Walk(node, at, scope with { FullUrl = node["fullUrl"]?.Value });
                return entry?["resource"] is null && node["resource"] is not null ? null : entry;
            case ElementRole.Extension:
                return Extension(node, at, scope);
            case ElementRole.Reference:
                return Reference(node, at, scope);
            case ElementRole.Unknown:
                return Gone(at.Class);
            case ElementRole.Unwanted:
                return at.Treatment is Treatment.Keep && at.Rule != ElementRules.None ? Walk(node, at, scope) : Gone(at.Class);
            case ElementRole.Meta:
                return Meta(node, at, scope);
            case ElementRole.PersonName when at.Treatment is not Treatment.Keep:
                return PersonName(node, at, scope);
            case ElementRole.Address when at.Treatment is not Treatment.Keep:
                return Address(node, at, scope);
            case ElementRole.Contact when at.Treatment is not Treatment.Keep:
                return Contact(node, at, scope);
            case ElementRole.Identifier when at.Treatment is not Treatment.Keep || at.Rule == ElementRules.None:
                return Identifier(node, at, scope);
            case ElementRole.Coding:
                return Coding(node, at, scope);
            case ElementRole.Concept:
                return Concept(node, at, scope);
            case ElementRole.Quantity:
                return Quantity(node, at, scope);
            case ElementRole.Attachment:
                return Attachment(node, at, scope);
        }
        return shape.IsPrimitive ? Primitive(node, at, scope) : Walk(node, at, scope);
    }

    private FhirNode? Primitive(FhirNode node, ElementDecision at, Scope scope)
    {
        // Ids and extensions of the primitive.
        if (!node.Children.IsEmpty)
            node = Walk(node, at, scope) ?? node.WithChildren([]);
        if (node.Kind is FhirValueKind.None)
            return node.Children.IsEmpty ? Gone(at.Class) : node;
        var kept = at.Treatment is Treatment.Keep;
        switch (at.Role)
        {
            case ElementRole.LogicalId:
                return kept && at.Rule != ElementRules.None ? node : Counted(node, at, scope.IsContained ? ids.Contained(node.Value!) : ids.Id(scope.Type, node.Value!), Treatment.Pseudonym);
            case ElementRole.ResourceUrl:
                return kept && at.Rule != ElementRules.None ? node : Counted(node, at, ids.Reference(node.Value!, IdentifierOf), Treatment.Pseudonym);
            case ElementRole.Query:
                return at.Treatment is Treatment.Remove ? Gone(at.Class) : Counted(node, at, ids.Query(scope.Type, node.Value!, IdentifierOf), Treatment.Pseudonym);
            case ElementRole.Code when kept || at.Treatment is Treatment.Scan:
                return IsCode(node.Value!) ? node : Gone(at.Class);
            case ElementRole.Harmless when kept || at.Treatment is Treatment.Scan:
                return node;
            case ElementRole.Canonical when kept || at.Treatment is Treatment.Scan:
                return CodeSystems.IsStandard(node.Value) || node.Value![0] == '#' ? node : Counted(node, at, ids.UriOf("canonical", node.Value), Treatment.Pseudonym);
        }
        if (kept)
            return node;
        if (at.Treatment is Treatment.Remove)
            return Gone(at.Class);
        return at.Role switch
        {
            ElementRole.Date => Date(node, at, scope),
            ElementRole.BirthDate => BirthDate(node, at, scope),
            ElementRole.FreeText when at.Treatment is Treatment.Scan => Written(node, texts.Clean(node.Value!, scope.Subject)),
            ElementRole.Markup when at.Treatment is Treatment.Scan => Written(node, texts.CleanXhtml(node.Value!, scope.Subject)),
            ElementRole.FreeText or ElementRole.Value => Value(node, at.Treatment, at.Class, scope),
            ElementRole.Uid => Counted(node, at, ids.Uid(node.Value!), Treatment.Pseudonym),
            ElementRole.Uri when at.Treatment is Treatment.Pseudonym or Treatment.Surrogate => Counted(node, at, ids.UriOf("url", node.Value!), at.Treatment),
            ElementRole.Binary when at.Treatment is Treatment.Scan => AttachedText.Clean(node.Value!, scope.ContentType, texts, scope.Subject) is { } bytes ? node.WithText(Convert.ToBase64String(bytes)) : Absent(node),
            _ => Gone(at.Class),
        };
    }

    /// <summary>A text that is an identifier as a whole.</summary>
    private FhirNode? Value(FhirNode node, Treatment treatment, IdentifierClass kind, Scope scope)
    {
        if (node.Value is not { } value)
            return node;
        if (treatment is Treatment.Keep)
            return node;
        if (treatment is Treatment.Remove)
            return Gone(kind);
        if (treatment is Treatment.Scan)
            return Written(node, texts.Clean(value, scope.Subject));
        return Counted(node, kind, Replaced(treatment, kind, value, scope), treatment);
    }

    private string Replaced(Treatment treatment, IdentifierClass kind, string value, Scope scope) =>
        treatment is Treatment.Pseudonym && Guid.TryParseExact(value, "D", out _) ? ids.Uuid(value) : cleaning.Replacer.Replace(treatment, kind, value, scope.Subject, scope.Owner);

    private FhirNode? Date(FhirNode node, ElementDecision at, Scope scope)
    {
        var value = node.Value!;
        var moved = at.Treatment is Treatment.Generalize or Treatment.Tag or Treatment.Mask ? value[..Math.Min(4, value.Length)] : Shifted(value, scope.Subject);
        return moved is not null && DateForms.IsValid(moved, at.Place.Shape.TypeName) ? Counted(node, at, moved, at.Treatment) : Gone(IdentifierClass.Date);
    }

    private string? Shifted(string value, Subject subject)
    {
        if (datesOf != subject || dates.Count > 4096)
        {
            dates.Clear();
            datesOf = subject;
        }
        if (!dates.TryGetValue(value, out var moved))
            dates[value] = moved = DateForms.IsValid(value) ? cleaning.Replacer.Shift(value, subject) : null;
        return moved;
    }

    /// <summary>Of who is, or would be, too old to be told apart from few others, nothing is told but that they are of that age.</summary>
    private FhirNode? BirthDate(FhirNode node, ElementDecision at, Scope scope)
    {
        if (!DateForms.IsValid(node.Value!))
            return Gone(IdentifierClass.Date);
        if (cleaning.Replacer.ShiftBirth(node.Value!, scope.Subject, scope.LastSeen ?? today) is null)
        {
            return Absent(node, IdentifierClass.OldAge);
        }
        return Date(node, at, scope);
    }

    private FhirNode? Written(FhirNode node, string? text) =>
        string.IsNullOrWhiteSpace(text) ? Gone(IdentifierClass.OtherId) : string.Equals(text, node.Value, StringComparison.Ordinal) ? node : node.WithText(text);

    private FhirNode Counted(FhirNode node, ElementDecision at, string value, Treatment treatment) => Counted(node, at.Class, value, treatment);

    private FhirNode Counted(FhirNode node, IdentifierClass kind, string value, Treatment treatment)
    {
        if (string.Equals(value, node.Value, StringComparison.Ordinal))
            return node;
        cleaning.Tally.Add(kind, treatment);
        return node.WithText(value);
    }

    private FhirNode? Gone(IdentifierClass kind)
    {
        cleaning.Tally.Add(kind, Treatment.Remove);
        return null;
    }

    /// <summary>A primitive that says that its value was taken out.</summary>
    private FhirNode Absent(FhirNode node, IdentifierClass kind = IdentifierClass.OtherId)
    {
        cleaning.Tally.Add(kind, Treatment.Remove);
        return node.WithText(null).WithChildren(DataAbsentReason.Masked);
    }

    /// <summary>Codes have no blank and are not longer than any code; what looks otherwise may be words.</summary>
    private static bool IsCode(string value) => value.Length is > 0 and <= 128 && !value.AsSpan().ContainsAny(" \t\r\n@");

    private string IdentifierOf(string type, string? system, string value)
    {
        var treatment = rules.Root(type)?.Child("identifier")?.Child("value")?.Treatment ?? Treatment.Pseudonym;
        return treatment is Treatment.Keep ? value : IdentifierValue(treatment is Treatment.Remove or Treatment.Scan ? Treatment.Pseudonym : treatment, IdentifierKinds.OfSystem(system), value);
    }
}
