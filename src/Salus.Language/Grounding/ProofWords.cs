using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Text;

namespace Salus.Language.Grounding;

/// <summary>
/// What may have been said where a note has a word: the words of <see cref="WordWeights.Synonyms"/> and those that notes use for everyday
/// turns of speech. A word of the opposite meaning bears the note out where it is denied: "afebrile" where fever is.
/// </summary>
internal static class ProofWords
{
    private static readonly Lazy<FrozenDictionary<string, ImmutableArray<(string Stem, bool IsOpposite)>>> Known = new(Load);

    /// <summary>By stem; empty when there are none.</summary>
    public static ImmutableArray<(string Stem, bool IsOpposite)> Of(string stem) => Known.Value.TryGetValue(stem, out var said) ? said : [];

    private static FrozenDictionary<string, ImmutableArray<(string, bool)>> Load()
    {
        using var reader = new StreamReader(typeof(ProofWords).Assembly.GetManifestResourceStream("Grounding/Data/borne-out-by.tsv")!);
        var known = new Dictionary<string, HashSet<(string, bool)>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#' || line.Split('\t') is not [var written, var said] || written == "written")
                continue;
            foreach (var form in written.Split(' '))
            {
                var stem = Stemmer.Stem(form);
                if (!known.TryGetValue(stem, out var others))
                    known[stem] = others = [];
                foreach (var word in said.Split(' '))
                    others.Add(word[0] == '!' ? (Stemmer.Stem(word[1..]), true) : (Stemmer.Stem(word), false));
            }
        }
        return known.ToFrozenDictionary(k => k.Key, k => k.Value.ToImmutableArray(), StringComparer.Ordinal);
    }
}
