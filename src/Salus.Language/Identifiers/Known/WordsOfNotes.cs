using System.Collections.Frozen;
using Salus.Language.Identifiers.Residue;

namespace Salus.Language.Identifiers.Known;

/// <summary>
/// Whether a word that is also a name is so common a word of notes that only its place tells which is meant. Of somebody who is known a miss is worse than
/// a false alarm, so a rare word ("grace", "heather", "barber") is their name wherever it stands.
/// </summary>
internal static class WordsOfNotes
{
    private const string File = "Identifiers/Known/Data/words-of-notes.txt";

    private static readonly Lazy<FrozenSet<string>> words = new(Read);

    public static bool Contains(string folded) =>
        folded.Length == 2 ? words.Value.Contains(folded) || HarmlessWords.Contains(folded) : (words.Value.Contains(folded) || folded.EndsWith("ing", StringComparison.Ordinal) || HarmlessWords.IsEponym(WordHash.Of(folded))) && HarmlessWords.ContainsInflected(folded);

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(WordsOfNotes).Assembly.GetManifestResourceStream(File)!;
        using var reader = new StreamReader(stream);
        var read = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                read.UnionWith(FoldedWord.WordsOf(line));
        }
        return read.ToFrozenSet(StringComparer.Ordinal);
    }
}
