using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>The data types whose parts mean something only together.</summary>
internal sealed partial class ResourceCleaner
{
    /// <summary>The children one by one; null when nothing, or only what says nothing by itself, is left.</summary>
    private FhirNode? Parts(FhirNode node, ElementDecision at, Scope scope, Func<FhirNode, ElementDecision, FhirNode?> part)
    {
        var changed = ImmutableArray.CreateBuilder<FhirNode>(node.Children.Length);
        var same = true;
        foreach (var child in node.Children)
        {
            var after = at.Child(child.Name) is not { } decision ? Gone(at.Class)
                // What only says how the others are meant takes no surrogate of its own.
                : decision.Rule == at.Rule && at.Treatment is not (Treatment.Remove or Treatment.Keep) && decision.Role is ElementRole.Code or ElementRole.Harmless ? Structural(child, decision)
                : part(child, decision);
            same &= ReferenceEquals(after, child);
            if (after is not null)
                changed.Add(after);
        }
        return same ? node : changed.Count == 0 ? null : node.WithChildren(changed.DrainToImmutable());
    }

    private FhirNode? Structural(FhirNode node, ElementDecision at) =>
        node.IsPrimitive && node.Kind == at.Place.Shape.JsonKind && node.Children.IsEmpty && (at.Role is ElementRole.Harmless || IsCode(node.Value!)) ? node : Gone(at.Class);

    /// <summary>What a rule for the whole says of a part that no rule names.</summary>
    private Treatment Of(ElementDecision part, ElementDecision whole, IdentifierClass kind)
    {
        var treatment = part.Rule == ElementRules.None ? whole.Treatment : part.Treatment;
        return treatment is Treatment.Scan ? cleaning.Policy.Text.GetValueOrDefault(kind, Treatment.Remove) : treatment;
    }

    private FhirNode? PersonName(FhirNode node, ElementDecision at, Scope scope)
    {
        var owner = at.Place.Shape.Element.Path is "Patient.contact.name" ? PersonIdentifiers.KinOwner(node) : scope.Owner;
        return Parts(node, at, scope, (child, part) =>
        {
            var treatment = Of(part, at, IdentifierClass.Name);
            if (child.Name is "prefix" or "suffix")
                return PersonIdentifiers.IsTitle(child.Value) && treatment is not Treatment.Remove ? child : Gone(IdentifierClass.Name);
            if (child.Name is not ("family" or "given" or "text") || child.Value is not { } value || treatment is Treatment.Keep)
                return Element(child, part, scope);
            if (!child.Children.IsEmpty)
                child = Walk(child, part, scope) ?? child.WithChildren([]);
            return treatment switch
            {
                Treatment.Remove => Gone(IdentifierClass.Name),
                Treatment.Surrogate when child.Name is "family" => Counted(child, IdentifierClass.Name, cleaning.Replacer.ReplaceName(NamePart.Family, value, scope.Subject, owner), treatment),
                Treatment.Surrogate when child.Name is "given" => Counted(child, IdentifierClass.Name, cleaning.Replacer.ReplaceName(NamePart.Given, value, scope.Subject, owner), treatment),
                _ => Counted(child, IdentifierClass.Name, cleaning.Replacer.Replace(treatment, IdentifierClass.Name, value, scope.Subject, owner), treatment),
            };
        });
    }

    private FhirNode? Address(FhirNode node, ElementDecision at, Scope scope) => Parts(node, at, scope, (child, part) =>
    {
        IdentifierClass? kind = child.Name switch
        {
            "line" or "text" => IdentifierClass.Address,
            "city" or "district" => IdentifierClass.Place,
            "state" or "country" => IdentifierClass.Region,
            "postalCode" => IdentifierClass.PostalCode,
            _ => null,
        };
        if (kind is not { } known || child.Value is null)
            return Element(child, part, scope);
        var treatment = Of(part, at, known);
        if (part.Rule == at.Rule && treatment is not (Treatment.Remove or Treatment.Keep) && known is not IdentifierClass.Address)
            treatment = cleaning.Policy.Text.GetValueOrDefault(known, Treatment.Remove);
        return Value(child.Children.IsEmpty ? child : Walk(child, part, scope) ?? child.WithChildren([]), treatment, known, scope);
    });

    private FhirNode? Contact(FhirNode node, ElementDecision at, Scope scope)
    {
        var kind = node["system"]?.Value switch
        {
            "fax" => IdentifierClass.Fax,
            "email" => IdentifierClass.Email,
            "url" => IdentifierClass.Url,
            _ => IdentifierClass.Phone,
        };
        return Parts(node, at, scope, (child, part) => child.Name is "value" ? Value(Bare(child), Of(part, at, kind), kind, scope) : Element(child, part, scope));
    }

    /// <summary>Without its own id and extensions, where these would repeat the value in parts.</summary>
    private static FhirNode Bare(FhirNode node) => node.Children.IsEmpty ? node : node.WithChildren([]);

    private FhirNode? Identifier(FhirNode node, ElementDecision at, Scope scope)
    {
        var kind = IdentifierKinds.Of(node);
        return Parts(node, at, scope, (child, part) =>
        {
            if (child.Name is "system" && child.Value is { } system)
                return part.Treatment is Treatment.Remove && part.Rule != ElementRules.None ? Gone(IdentifierClass.Url) : Counted(Bare(child), IdentifierClass.Url, ids.SystemOf(system), Treatment.Pseudonym);
            if (child.Name is not "value" || child.Value is not { } value)
                return Element(child, part, scope);
            var treatment = Of(part, at, kind);
            return treatment switch
            {
                Treatment.Keep => child,
                Treatment.Remove => Gone(kind),
                _ => Counted(Bare(child), kind, IdentifierValue(treatment, kind, value), treatment),
            };
        });
    }

    private string IdentifierValue(Treatment treatment, IdentifierClass kind, string value) =>
        treatment is Treatment.Pseudonym or Treatment.Surrogate && (value.StartsWith("urn:", StringComparison.Ordinal) || Guid.TryParseExact(value, "D", out _))
            ? ids.Uid(value)
            : cleaning.Replacer.Replace(treatment, kind, value, Subject.Nobody);

    private FhirNode? Reference(FhirNode node, ElementDecision at, Scope scope)
    {
        var literal = node["reference"]?.Value;
        var place = literal is null ? null : ReferencePlace.Of(literal, rules.Definitions);
        var kind = ReferenceTargets.OfType(place?.Type ?? node["type"]?.Value ?? "") ?? (place is null ? at.Targets : null);
        return Parts(node, at, scope, (child, part) =>
        {
            switch (child.Name)
            {
                case "reference" when child.Value is { } target:
                    if (part.Treatment is Treatment.Remove && part.Rule != ElementRules.None)
                        return Gone(IdentifierClass.OtherId);
                    return AreIdsKept ? child : Counted(Bare(child), IdentifierClass.OtherId, ids.Reference(target, IdentifierOf), Treatment.Pseudonym);
                case "type":
                    return child.Value is { } type && rules.Definitions.IsResource(type) ? child : Gone(IdentifierClass.OtherId);
                case "display" when child.Value is not null:
                    if (part.Rule != ElementRules.None && part.Treatment is not Treatment.Scan)
                        return Value(Bare(child), part.Treatment, part.Class is IdentifierClass.OtherId && kind is { } better ? better : part.Class, scope);
                    if (kind is { } named)
                        return Value(Bare(child), cleaning.Policy.Text.GetValueOrDefault(named, Treatment.Remove), named, scope);
                    return Value(Bare(child), part.Treatment, IdentifierClass.OtherId, scope);
                default:
                    return Element(child, part, scope);
            }
        });
    }

    /// <summary>References follow what happens to the ids they point at.</summary>
    private bool AreIdsKept => rules.Root("Patient")?.Child("id") is { Treatment: Treatment.Keep, Rule: not ElementRules.None };

    private FhirNode? Coding(FhirNode node, ElementDecision at, Scope scope)
    {
        var isStandard = CodeSystems.IsStandard(node["system"]?.Value);
        return Parts(node, at, scope, (child, part) =>
        {
            if (child.Name is "system" && child.Value is { } system)
                return isStandard && (part.Rule == ElementRules.None || part.Treatment is not Treatment.Remove) ? child
                    : part is { Treatment: Treatment.Keep, Rule: not ElementRules.None } ? child
                    : part.Treatment is Treatment.Remove ? Gone(IdentifierClass.Url)
                    : Counted(Bare(child), IdentifierClass.Url, ids.SystemOf(system), Treatment.Pseudonym);
            if (child.Name is not "display" || child.Value is not { } display)
                return Element(child, part, scope);
            if (part.Rule == ElementRules.None)
                return isStandard ? Bare(child) : Gone(IdentifierClass.OtherId);
            if (part.Treatment is not (Treatment.Keep or Treatment.Scan))
                return Element(child, part, scope);
            return isStandard ? Bare(child) : Written(Bare(child), texts.Clean(display, scope.Subject));
        });
    }

    /// <summary>Words beside a code are the code's own words, or somebody's.</summary>
    private FhirNode? Concept(FhirNode node, ElementDecision at, Scope scope) => Parts(node, at, scope, (child, part) =>
    {
        if (child.Name is not "text" || child.Value is not { } text || part is { Treatment: not Treatment.Scan, Rule: not ElementRules.None })
            return Element(child, part, scope);
        foreach (var coding in node.Span("coding"))
        {
            if (string.Equals(coding["display"]?.Value, text, StringComparison.OrdinalIgnoreCase) && CodeSystems.IsStandard(coding["system"]?.Value))
                return Bare(child);
        }
        return Element(child, part, scope);
    });

    private FhirNode? Quantity(FhirNode node, ElementDecision at, Scope scope)
    {
        if (at is { Treatment: Treatment.Remove, Rule: not ElementRules.None })
            return Walk(node, at, scope);
        var top = cleaning.Policy.Ages.Top;
        var isAge = at.Place.Shape.TypeName is "Age";
        var years = Years(node, isAge);
        var isKept = cleaning.Policy.Text.GetValueOrDefault(IdentifierClass.OldAge, Treatment.Remove) is Treatment.Keep;
        if (years > top && !isKept)
        {
            cleaning.Tally.Add(IdentifierClass.OldAge, Treatment.Generalize);
            return FhirNode.Object((node.Name, node.InList ? FhirNode.List(Old(top, isAge)) : Old(top, isAge))).Children[0];
        }
        return Parts(node, at, scope, (child, part) => child.Name is "unit" && part.Rule == ElementRules.None && CodeSystems.IsStandard(node["system"]?.Value) ? Bare(child) : Element(child, part, scope));
    }

    private static FhirNode Old(int top, bool isAge) => FhirNode.Object(("value", top + 1), ("comparator", ">="), ("unit", isAge ? "years" : "a"), ("system", "http://unitsofmeasure.org"), ("code", "a"));

    /// <summary>Null for what is no time of a life.</summary>
    private static double? Years(FhirNode quantity, bool isAge)
    {
        var unit = quantity["code"]?.Value ?? quantity["unit"]?.Value;
        var share = unit switch
        {
            "a" or "year" or "years" or "yr" => 1,
            "mo" when isAge => 1 / 12.0,
            "wk" when isAge => 7 / 365.25,
            "d" when isAge => 1 / 365.25,
            _ => 0,
        };
        return share > 0 && double.TryParse(quantity["value"]?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value * share : null;
    }

    private FhirNode? Extension(FhirNode node, ElementDecision at, Scope scope)
    {
        var url = node["url"]?.Value;
        var (fate, kind) = KnownExtensions.Of(url);
        if (at.Place.Shape.Element.Path is "Extension.extension" && url is not null && !url.Contains(':', StringComparison.Ordinal))
            fate = ExtensionFate.Read;
        if (at is { Treatment: Treatment.Remove, Rule: not ElementRules.None })
            fate = ExtensionFate.Unknown;
        else if (at.IsAdmitted)
            fate = ExtensionFate.Read;
        if (fate is ExtensionFate.Unknown && node.Name is "modifierExtension")
            isRefused = true;
        var read = fate switch
        {
            ExtensionFate.Read => Walk(node, at, scope),
            ExtensionFate.Value => Parts(node, at, scope, (child, part) => child.Name is "valueString" ? Value(Bare(child), cleaning.Policy.Text.GetValueOrDefault(kind, Treatment.Remove), kind, scope with { Owner = PersonIdentifiers.KinOwner(child.Value!) }) : Element(child, part, scope)),
            _ => null,
        };
        // An address without content says nothing.
        return read is null || read.Children.All(c => c.Name is "url" or "id") ? Gone(kind) : read;
    }

    /// <summary>
    /// When a server last stored a resource is not a day of the patient's life. Many resources of many patients are stored on one day, often a known one; moved by
    /// the patient's days it would tell how many those are. It stays only where a rule keeps true dates.
    /// </summary>
    private FhirNode? Meta(FhirNode node, ElementDecision at, Scope scope) => Parts(node, at, scope, (child, part) =>
        child.Name is "lastUpdated" && part.Treatment is not Treatment.Keep ? Gone(IdentifierClass.Date) : Element(child, part, scope));

    private FhirNode Labelled(FhirNode resource)
    {
        var children = resource.Children;
        var at = 0;
        while (at < children.Length && children[at].Name is not "meta")
            at++;
        if (at == children.Length)
            return resource.WithChildren(children.Insert(children.Length > 0 && children[0].Name is "id" ? 1 : 0, newMeta));
        var meta = children[at];
        var has = meta.Span("security").ToArray();
        var added = labels.Where(l => !has.Any(h => string.Equals(h["code"]?.Value, l["code"]?.Value, StringComparison.Ordinal) && h["system"]?.Value is SecurityLabels.System)).ToArray();
        if (added.Length == 0)
            return resource;
        var behind = meta.Children.Length;
        while (has.Length > 0 && meta.Children[behind - 1].Name is not "security")
            behind--;
        return resource.WithChildren(children.SetItem(at, meta.WithChildren(meta.Children.InsertRange(behind, added))));
    }

    private FhirNode? Attachment(FhirNode node, ElementDecision at, Scope scope)
    {
        var data = node["data"];
        var cleaned = data?.Value is { } base64 && at.Child("data")?.For(data) is { Treatment: Treatment.Scan } ? AttachedText.Clean(base64, node["contentType"]?.Value, texts, scope.Subject) : null;
        var kept = data is not null && at.Child("data") is { Treatment: Treatment.Keep, Rule: not ElementRules.None };
        var parts = Parts(node, at, scope, (child, part) => child.Name switch
        {
            "data" => cleaned is not null ? Bare(child).WithText(Convert.ToBase64String(cleaned)) : kept ? child : Absent(child),
            "hash" => cleaned is not null ? Bare(child).WithText(AttachedText.Hash(cleaned)) : kept ? child : Gone(IdentifierClass.OtherId),
            "size" => cleaned is not null ? FhirNode.Object(("size", cleaned.Length)).Children[0] : kept ? child : Gone(IdentifierClass.OtherId),
            "url" when child.Value is { } url && part.Treatment is Treatment.Scan or Treatment.Pseudonym or Treatment.Surrogate => Counted(Bare(child), IdentifierClass.Url, ids.Reference(url, IdentifierOf), Treatment.Pseudonym),
            _ => Element(child, part, scope),
        });
        return parts;
    }
}
