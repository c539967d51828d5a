namespace Salus.Fhir.Validation;

/// <summary>What R4 says in words about bundles: full urls, documents and messages that hang together, search results.</summary>
internal sealed class BundleRules(ValidationRun run)
{
    public void Check(Spot bundle)
    {
        var kind = bundle.Value("type");
        var index = run.References.Index(bundle);
        Links(bundle, kind);
        for (var i = 0; i < index.Entries.Count; i++)
            Entry(index.Entries[i], kind, i);
        if (kind is "document" or "message" && index.Entries.Count > 0)
            Coherent(bundle, index, kind);
        if (kind is "searchset")
            Matches(bundle, index);
        Rules(index);
    }

    private void Links(Spot bundle, string? kind)
    {
        if (kind is not "searchset" and not "history")
            return;
        foreach (var relation in bundle.All("link").GroupBy(l => l.Value("relation"), StringComparer.Ordinal))
        {
            if (relation.Key is "self" or "first" or "previous" or "next" or "last" && relation.Skip(1).FirstOrDefault() is { } second)
                run.Error(second, "invalid", "bundle-link", $"A bundle has one link '{relation.Key}', but here are {relation.Count()}.");
        }
    }

    private void Entry(Spot entry, string? kind, int position)
    {
        var resource = entry.First("resource");
        var url = entry.Value("fullUrl");
        if (url is null)
        {
            if (resource is not null && resource.TypeName is not "OperationOutcome" && kind is "document" or "message" or "collection" or "searchset" or "history")
                run.Error(entry, "required", "bundle-full-url", "The entry has no fullUrl, so references cannot find it. Only transactions, batches and their responses may leave it out.");
            return;
        }
        if (!ReferenceForm.IsAbsolute(url))
        {
            run.Error(entry, "invalid", "bundle-full-url", $"The fullUrl must be an absolute address, not '{PrimitiveRules.Short(url)}'.");
            return;
        }
        if (url.Contains("/_history/", StringComparison.Ordinal))
            run.Error(entry, "invalid", "bundle-full-url", "A fullUrl names no version; remove /_history and what follows.");
        if (resource?.Node.ResourceType is not { } type || ReferenceForm.RestBase(url) is not { } root)
            return;
        var ends = url[root.Length..];
        if (!run.Definitions.IsResource(ends.Split('/')[0]))
            return;
        if (resource.Node.Id is not { } id)
        {
            if (kind is "document" or "message" or "collection" or "searchset" or "history")
                run.Error(entry, "invalid", "bundle-full-url", $"The fullUrl looks like the address {ends} on a server, but the resource has no id.");
        }
        else if (!string.Equals(ends, $"{type}/{id}", StringComparison.Ordinal) && kind is not "batch" and not "transaction")
        {
            run.Error(entry, "invalid", "bundle-full-url", $"The fullUrl looks like an address on a server, so it must end with {type}/{id}.");
        }
    }

    /// <summary>Documents and messages are closed: what their first resource refers to is inside, and everything inside is connected with it.</summary>
    private void Coherent(Spot bundle, BundleIndex index, string kind)
    {
        if (index.Entries[0].First("resource") is not { } first)
            return;
        if (kind is "document" && first.TypeName is not "Composition")
        {
            run.Error(index.Entries[0], "invalid", "bundle-first", "The first entry of a document must be a Composition.");
            return;
        }
        if (kind is "message" && first.TypeName is not "MessageHeader")
        {
            run.Error(index.Entries[0], "invalid", "bundle-first", "The first entry of a message must be a MessageHeader.");
            return;
        }
        foreach (var reference in References(first))
        {
            var target = reference.Value("reference")!;
            if (target.StartsWith('#') || Optional(reference))
                continue;
            if (index.Find(target, first).Count == 0 && (!ReferenceForm.IsAbsolute(target) || target.StartsWith("urn:", StringComparison.Ordinal) || index.Similar(target).Count > 0))
                run.Error(reference, "not-found", "bundle-reference", $"'{PrimitiveRules.Short(target)}' is not in the bundle, but a {kind} must hold what its {first.TypeName} refers to. Add it, or make reference and fullUrl agree.");
        }
        Connected(index, first, kind);
    }

    /// <summary>What R4 lets a document or message leave out.</summary>
    private static bool Optional(Spot reference) => reference.Path.Contains(".relatesTo", StringComparison.Ordinal) || reference.Path.Contains(".extension", StringComparison.Ordinal);

    private void Connected(BundleIndex index, Spot first, string kind)
    {
        var resources = index.Entries.Select(e => e.First("resource")).OfType<Spot>().ToList();
        var links = resources.ToDictionary(r => r, r => References(r).SelectMany(x => index.Find(x.Value("reference")!, r)).ToHashSet());
        links[first].UnionWith(StyleSheets(index));
        var back = resources.SelectMany(r => links[r].Select(target => (From: r, To: target))).ToLookup(l => l.To, l => l.From);
        var both = Reach(first, r => links[r].Concat(back[r]));
        var forward = Reach(first, r => links[r]);
        foreach (var entry in index.Entries)
        {
            if (entry.First("resource") is not { } resource || forward.Contains(resource))
                continue;
            var name = entry.Value("fullUrl") ?? resource.TypeName;
            if (both.Contains(resource))
                run.Note(entry, "informational", "bundle-unreachable", $"The entry {name} is only reached backwards from the {first.TypeName}.");
            else
                run.Add(kind is "document" ? IssueSeverity.Error : IssueSeverity.Warning, entry, "informational", "bundle-unreachable", $"No references connect the entry {name} with the {first.TypeName}, so it does not belong to this {kind}.");
        }
    }

    /// <summary>A document may bring its style sheet along as a Binary, named by a link of the bundle.</summary>
    private IEnumerable<Spot> StyleSheets(BundleIndex index)
    {
        foreach (var link in index.Bundle.All("link").Where(l => l.Value("relation") is "stylesheet"))
        {
            var found = link.Value("url") is { } url ? index.Find(url, index.Bundle) : [];
            if (found.Count == 0)
                run.Error(link, "not-found", "bundle-stylesheet", "The style sheet is not in the bundle. Add it as a Binary with that fullUrl.");
            foreach (var sheet in found)
                yield return sheet;
        }
    }

    private static HashSet<Spot> Reach(Spot from, Func<Spot, IEnumerable<Spot>> next)
    {
        var reached = new HashSet<Spot> { from };
        var open = new Stack<Spot>([from]);
        while (open.TryPop(out var at))
        {
            foreach (var target in next(at))
            {
                if (reached.Add(target))
                    open.Push(target);
            }
        }
        return reached;
    }

    private static IEnumerable<Spot> References(Spot resource) =>
        resource.Descendants().Where(s => s.TypeName is "Reference" && s.Value("reference") is { Length: > 0 });

    private void Matches(Spot bundle, BundleIndex index)
    {
        var self = bundle.All("link").FirstOrDefault(l => l.Value("relation") is "self")?.Value("url");
        var path = self?.Split('?')[0].Split('/')[^1];
        var searched = path is not null && run.Definitions.IsResource(path) ? path : null;
        foreach (var entry in index.Entries)
        {
            if (entry.First("resource") is not { } resource)
                continue;
            if (resource.Node.Id is null)
                run.Error(resource, "invalid", "search-id", "A resource in search results must have an id.");
            if (searched is not null && resource.TypeName != searched && resource.TypeName is not "OperationOutcome" && entry.First("search")?.Value("mode") is null or "match")
                run.Error(resource, "invalid", "search-type", $"The search was for {searched}, so a {resource.TypeName} cannot be a match. Its search.mode may be include.");
        }
    }

    private void Rules(BundleIndex index)
    {
        foreach (var (rule, profile) in run.Options.BundleRules.Select(r => (r.Rule, r.Profile)))
        {
            var parts = rule.Split(':');
            var resources = index.Entries.Select(e => e.First("resource")).OfType<Spot>();
            if (int.TryParse(parts[0], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var position))
                resources = index.Entries.Skip(position).Take(1).Select(e => e.First("resource")).OfType<Spot>();
            else
                resources = resources.Where(r => string.Equals(r.TypeName, parts[0], StringComparison.Ordinal));
            if (parts.Length > 1 && int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var nth))
                resources = resources.Skip(nth).Take(1);
            foreach (var resource in resources.ToList())
                run.Profiles.Check(resource, profile, "by the caller");
        }
    }
}
