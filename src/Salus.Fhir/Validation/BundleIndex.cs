namespace Salus.Fhir.Validation;

/// <summary>The entries of a bundle by their full urls, and which of them a reference means (https://hl7.org/fhir/R4/bundle.html#references).</summary>
internal sealed class BundleIndex
{
    private readonly Dictionary<string, List<Spot>> byUrl = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Spot>> byTypeAndId = new(StringComparer.Ordinal);
    private readonly Dictionary<Spot, Spot> entryOf = [];

    public BundleIndex(Spot bundle)
    {
        Bundle = bundle;
        Entries = [.. bundle.All("entry")];
        foreach (var entry in Entries)
        {
            if (entry.First("resource") is not { } resource)
                continue;
            entryOf[resource] = entry;
            if (entry.Value("fullUrl") is { } url)
                Add(byUrl, url, resource);
            if (resource.Node.Id is { } id)
                Add(byTypeAndId, $"{resource.Node.ResourceType}/{id}", resource);
        }
    }

    public Spot Bundle { get; }

    public IReadOnlyList<Spot> Entries { get; }

    public string? FullUrl(Spot resource) => entryOf.GetValueOrDefault(resource)?.Value("fullUrl");

    /// <summary>All entries a reference means by the rules of full urls, from a resource of the bundle.</summary>
    public List<Spot> Find(string reference, Spot from)
    {
        var (url, version) = Unversioned(reference);
        if (!ReferenceForm.IsAbsolute(url))
        {
            if (!ReferenceForm.TryRelative(url, out _, out _))
                return [];
            if (FullUrl(from) is not { } own || ReferenceForm.RestBase(own) is not { } root)
                return FullUrl(from) is null ? OfVersion(byTypeAndId.GetValueOrDefault(url), version) : [];
            url = root + url;
        }
        return OfVersion(byUrl.GetValueOrDefault(url), version);
    }

    /// <summary>Entries of the type and id that a reference ends in, whatever their full urls say.</summary>
    public List<Spot> Similar(string reference)
    {
        var parts = Unversioned(reference).Url.Split('/');
        return parts.Length < 2 ? [] : byTypeAndId.GetValueOrDefault($"{parts[^2]}/{parts[^1]}", []);
    }

    private static List<Spot> OfVersion(List<Spot>? found, string? version) =>
        found is null ? [] : version is null ? found : found.FindAll(s => string.Equals(s.Node["meta"]?["versionId"]?.Value, version, StringComparison.Ordinal));

    private static (string Url, string? Version) Unversioned(string reference)
    {
        var fragment = reference.IndexOf('#', StringComparison.Ordinal);
        var url = fragment < 0 ? reference : reference[..fragment];
        var history = url.IndexOf("/_history/", StringComparison.Ordinal);
        return history < 0 ? (url, null) : (url[..history], url[(history + 10)..]);
    }

    private static void Add(Dictionary<string, List<Spot>> index, string key, Spot resource)
    {
        if (!index.TryGetValue(key, out var list))
            index[key] = list = [];
        list.Add(resource);
    }
}

/// <summary>How references are written.</summary>
internal static class ReferenceForm
{
    public static bool IsAbsolute(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && char.IsAsciiLetter(url[0]) && url[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');
    }

    /// <summary><c>Type/id</c>, perhaps with <c>/_history/version</c> and a fragment behind it.</summary>
    public static bool TryRelative(string reference, out string type, out string id)
    {
        type = id = "";
        var fragment = reference.IndexOf('#', StringComparison.Ordinal);
        var parts = (fragment < 0 ? reference : reference[..fragment]).Split('/');
        if (parts.Length is not (2 or 4) || (parts.Length == 4 && (parts[2] != "_history" || !IsId(parts[3]))) || parts[0].Length == 0 || !parts[0].All(char.IsAsciiLetter) || !IsId(parts[1]))
            return false;
        type = parts[0];
        id = parts[1];
        return true;
    }

    /// <summary>For <c>http://host/base/Patient/1</c> the part up to and with the slash before Patient; null for an address of another form.</summary>
    public static string? RestBase(string url)
    {
        if (!url.StartsWith("http://", StringComparison.Ordinal) && !url.StartsWith("https://", StringComparison.Ordinal))
            return null;
        var history = url.IndexOf("/_history/", StringComparison.Ordinal);
        var plain = history < 0 ? url : url[..history];
        var id = plain.LastIndexOf('/');
        var type = id <= 8 ? -1 : plain.LastIndexOf('/', id - 1);
        return type > 7 && IsId(plain[(id + 1)..]) && char.IsAsciiLetterUpper(plain[type + 1]) && plain[(type + 1)..id].All(char.IsAsciiLetter) ? plain[..(type + 1)] : null;
    }

    /// <summary>The type that a relative or REST address names; null when it names none.</summary>
    public static string? TypeOf(string reference)
    {
        if (TryRelative(reference, out var type, out _))
            return type;
        return RestBase(reference) is { } root ? reference[root.Length..].Split('/')[0] : null;
    }

    public static bool IsExample(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host is var host
        && (IsHost(host, "example.org") || IsHost(host, "example.com") || IsHost(host, "acme.com") || IsHost(host, "acme.org"));

    private static bool IsHost(string host, string name) =>
        string.Equals(host, name, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);

    private static bool IsId(string text) => text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
}
