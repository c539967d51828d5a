using System.Text.Json;

namespace Salus.Documentation.Scribe;

/// <summary>The data files of this folder, as they were embedded.</summary>
internal static class ScribeData
{
    public static JsonDocument Read(string name)
    {
        using var stream = Open(name);
        return JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
    }

    /// <param name="name">File name below <c>Data</c>, with dots for folders: <c>styles.soap.json</c>.</param>
    public static Stream Open(string name)
    {
        var assembly = typeof(ScribeData).Assembly;
        var resource = $"Salus.Documentation.Scribe.Data.{name}";
        return assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The data file '{resource}' is not in {assembly.GetName().Name}.");
    }

    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    public static IEnumerable<string> Names(string prefix)
    {
        var start = $"Salus.Documentation.Scribe.Data.{prefix}";
        return typeof(ScribeData).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(start, StringComparison.Ordinal))
            .Select(name => name["Salus.Documentation.Scribe.Data.".Length..])
            .Order(StringComparer.Ordinal);
    }
}
