using System.Collections.Frozen;

namespace Salus.Language.Identifiers.Known;

/// <summary>What people of a given name are called, and the other way round: William, Bill, Will.</summary>
internal static class Nicknames
{
    private static readonly Lazy<FrozenDictionary<string, string[]>> Groups = new(Read);

    /// <summary>The other names of all groups that a folded given name belongs to.</summary>
    public static IEnumerable<string> Of(string folded) => Groups.Value.TryGetValue(folded, out var others) ? others : [];

    private static FrozenDictionary<string, string[]> Read()
    {
        using var stream = typeof(Nicknames).Assembly.GetManifestResourceStream("Identifiers/Known/Data/nicknames.txt")!;
        using var reader = new StreamReader(stream);
        var groups = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var names = FoldedWord.WordsOf(line);
            foreach (var name in names)
            {
                if (!groups.TryGetValue(name, out var others))
                    groups[name] = others = new(StringComparer.Ordinal);
                others.UnionWith(names.Where(n => n != name));
            }
        }
        return groups.ToFrozenDictionary(g => g.Key, g => g.Value.ToArray(), StringComparer.Ordinal);
    }
}
