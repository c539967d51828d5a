using System.Collections.Frozen;

namespace Salus.Language.Vocabularies;

/// <summary>Ordinary English words that are never taken for a misspelt term nor for an abbreviation.</summary>
public static class CommonWords
{
    private static readonly Lazy<FrozenSet<string>> Words = new(Read);

    private const int Longest = 32;

    public static bool Contains(string word) => Words.Value.Contains(word);

    public static bool ContainsAnyCase(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[Longest];
        return word.Length <= Longest && Words.Value.GetAlternateLookup<ReadOnlySpan<char>>().Contains(lower[..word.ToLowerInvariant(lower)]);
    }

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(CommonWords).Assembly.GetManifestResourceStream("Vocabularies/Data/common-words.txt")!;
        using var reader = new StreamReader(stream);
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                words.UnionWith(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return words.ToFrozenSet(StringComparer.Ordinal);
    }
}
