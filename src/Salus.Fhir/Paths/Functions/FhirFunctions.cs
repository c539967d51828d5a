namespace Salus.Fhir.Paths.Functions;

/// <summary>What FHIR R4 adds (https://hl7.org/fhir/R4/fhirpath.html#functions), and the keys of SQL on FHIR.</summary>
internal static class FhirFunctions
{
    public static IEnumerable<(string Name, Function Function)> Functions =>
    [
        ("extension", new(1, 1, Extension)),
        ("hasValue", new(0, 0, static (Scope _, in PathValues input, Call _, ref PathValues output) => output.Add(PathValue.Of(input.Count == 1 && HasValue(input[0]))))),
        ("getValue", new(0, 0, GetValue)),
        ("resolve", new(0, 0, Resolve)),
        ("memberOf", new(1, 1, MemberOf)),
        ("conformsTo", new(1, 1, ConformsTo)),
        ("htmlChecks", new(0, 0, HtmlChecks)),
        ("checkModifiers", new(0, int.MaxValue, CheckModifiers)),
        ("getResourceKey", new(0, 0, ResourceKey)),
        ("getReferenceKey", new(0, 1, ReferenceKey)),
    ];

    private static void Extension(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!call.TryText(scope, 0, out var url))
            return;
        for (var i = 0; i < input.Count; i++)
        {
            if (input[i].Node is not { } node)
                continue;
            foreach (var child in node.Children)
            {
                if (child.Name is "extension" && string.Equals(child["url"]?.Value, url, StringComparison.Ordinal))
                    output.Add(new PathValue(child, input[i].Shape?.Child("extension") ?? scope.Context.Definitions.FindShape("Extension")));
            }
        }
    }

    private static bool HasValue(in PathValue value) => value.Kind is not PathKind.Node || value.Node!.Value is not null;

    private static void GetValue(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (input.Count == 1 && HasValue(input[0]))
            output.Add(input[0].System());
    }

    private static void Resolve(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        for (var i = 0; i < input.Count; i++)
        {
            var value = input[i];
            var reference = value.Node is { } node && node.Value is null ? node["reference"]?.Value : value.AsString();
            if (reference is { Length: > 0 } && Find(scope, reference) is { } target)
                output.Add(scope.ValueOf(target));
        }
    }

    /// <summary>Contained resources, then entries of the bundle at hand, then what the caller knows.</summary>
    private static FhirNode? Find(Scope scope, string reference)
    {
        if (reference[0] == '#')
        {
            foreach (var holder in new[] { scope.Resource, scope.RootResource })
            {
                if (holder is null)
                    continue;
                if (reference.Length == 1)
                    return scope.RootResource;
                foreach (var child in holder.Children)
                {
                    if (child.Name is "contained" && child.Id is { } id && reference.AsSpan(1).SequenceEqual(id))
                        return child;
                }
            }
            return null;
        }
        if (scope.RootResource is { ResourceType: "Bundle" } bundle && InBundle(bundle, reference) is { } entry)
            return entry;
        return scope.Context.Resolve?.Invoke(reference);
    }

    private static FhirNode? InBundle(FhirNode bundle, string reference)
    {
        foreach (var entry in bundle.All("entry"))
        {
            if (entry["resource"] is not { } resource)
                continue;
            var full = entry["fullUrl"]?.Value;
            if (string.Equals(full, reference, StringComparison.Ordinal) || (full is not null && full.EndsWith("/" + reference, StringComparison.Ordinal))
                || string.Equals($"{resource.ResourceType}/{resource.Id}", reference, StringComparison.Ordinal))
                return resource;
        }
        return null;
    }

    /// <summary>A concept is a member when one of its codings is. Empty when the value set is not known.</summary>
    private static void MemberOf(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (input.IsEmpty || !call.TryText(scope, 0, out var valueSet) || scope.Context.MemberOf is not { } isMember)
            return;
        if (input.Count > 1)
            throw call.Wrong(scope, $"'memberOf' takes one code, coding or concept, but there are {input.Count} items.");
        var value = input[0];
        bool? member;
        if (value.Node is not { Value: null } node)
        {
            member = value.AsString() is { } code ? isMember(valueSet, null, code) : null;
        }
        else if (node["coding"] is not null)
        {
            member = false;
            foreach (var coding in node.All("coding"))
            {
                var one = coding["code"]?.Value is { } code ? isMember(valueSet, coding["system"]?.Value, code) : false;
                member = member is true || one is true ? true : member is null || one is null ? null : false;
            }
        }
        else
        {
            member = node["code"]?.Value is { } code ? isMember(valueSet, node["system"]?.Value, code) : null;
        }
        if (member is { } known)
            output.Add(PathValue.Of(known));
    }

    private static void ConformsTo(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        if (!call.TryText(scope, 0, out var url))
            return;
        for (var i = 0; i < input.Count; i++)
        {
            var conforms = input[i].Node is { } node && scope.Context.ConformsTo is { } judge ? judge(node, url) : null;
            output.Add(PathValue.Of(conforms ?? ByType(scope, call, input[i], url)));
        }
    }

    /// <summary>Without a validator the types of FHIR can still be told apart.</summary>
    private static bool ByType(Scope scope, Call call, in PathValue value, string url)
    {
        var structure = scope.Context.Definitions.Structure(url) ?? throw call.Wrong(scope, $"The profile '{url}' is not known.");
        if (structure.Derivation is "constraint")
            throw call.Wrong(scope, $"'{url}' is a profile; only a validator can tell whether something conforms to it.");
        return value.Node is not null && PathTypes.Is(value, new TypeName("FHIR", structure.Type), scope.Context.Definitions);
    }

    private static void HtmlChecks(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        for (var i = 0; i < input.Count; i++)
            output.Add(PathValue.Of(input[i].Node?.Value is { } xhtml && Narrative.IsAllowed(xhtml)));
    }

    private static void CheckModifiers(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        var known = new List<string>(call.Arguments.Length);
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            if (call.TryText(scope, i, out var url))
                known.Add(url);
        }
        for (var i = 0; i < input.Count; i++)
        {
            foreach (var modifier in input[i].Node?.All("modifierExtension") ?? [])
            {
                if (modifier["url"]?.Value is not { } url || !known.Contains(url, StringComparer.Ordinal))
                    throw call.Wrong(scope, $"The modifier extension '{modifier["url"]?.Value}' is not known here, so the element must not be read.");
            }
        }
        output.AddRange(input);
    }

    private static void ResourceKey(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        for (var i = 0; i < input.Count; i++)
        {
            if (input[i].Node is { ResourceType: { } type, Id: { } id })
                output.Add(PathValue.Of($"{type}/{id}"));
        }
    }

    /// <summary>The key of what a reference points at, when it names one of the server's own resources, perhaps only of a type.</summary>
    private static void ReferenceKey(Scope scope, in PathValues input, Call call, ref PathValues output)
    {
        string? wanted = null;
        if (call.Arguments.Length > 0)
            wanted = call.Arguments[0] is Child type ? type.Name : call.TryText(scope, 0, out var text) ? text : null;
        for (var i = 0; i < input.Count; i++)
        {
            if (input[i].Node?["reference"]?.Value is not { } reference || reference.StartsWith('#'))
                continue;
            var history = reference.IndexOf("/_history/", StringComparison.Ordinal);
            var parts = (history < 0 ? reference : reference[..history]).Split('/');
            if (parts.Length >= 2 && scope.Context.Definitions.IsResource(parts[^2]) && (wanted is null || string.Equals(wanted, parts[^2], StringComparison.Ordinal)))
                output.Add(PathValue.Of($"{parts[^2]}/{parts[^1]}"));
        }
    }
}
