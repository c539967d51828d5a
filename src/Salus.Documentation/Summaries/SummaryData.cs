using System.Collections.Immutable;

namespace Salus.Documentation.Summaries;

/// <summary>The files that come with summaries: tab-separated tables with notes after # and one header row, and prompts.</summary>
internal static class SummaryData
{
    public static string Text(string name)
    {
        using var stream = typeof(SummaryData).Assembly.GetManifestResourceStream("Salus.Documentation.Summaries.Data." + name) ?? throw new InvalidOperationException($"{name} is not in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static ImmutableArray<ImmutableDictionary<string, string>> Rows(string name)
    {
        var lines = Text(name).Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t')).ToArray();
        return [.. lines.Skip(1).Select(cells => lines[0].Index().ToImmutableDictionary(h => h.Item, h => h.Index < cells.Length ? cells[h.Index] : "", StringComparer.Ordinal))];
    }

    /// <summary>One of the words begins a word of the name.</summary>
    public static bool Names(string name, string words)
    {
        foreach (var word in words.Split('|'))
            for (var at = name.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = name.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
                if (at == 0 || !char.IsLetterOrDigit(name[at - 1]))
                    return true;
        return false;
    }
}
