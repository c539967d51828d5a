using System.Collections.Immutable;

namespace Salus.Documentation.Ask;

/// <summary>The files that come with Ask.</summary>
internal static class AskData
{
    public static string Text(string name)
    {
        using var stream = typeof(AskData).Assembly.GetManifestResourceStream("Salus.Documentation.Ask.Data." + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The lines without notes (#) and blank ones.</summary>
    public static ImmutableArray<string> Lines(string name) => [.. Text(name).Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0 && l[0] != '#')];
}
