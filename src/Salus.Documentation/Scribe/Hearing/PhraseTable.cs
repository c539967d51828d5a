using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>Finds many phrases of one to five words in clean words, in one pass. Case and pauses do not matter.</summary>
/// <typeparam name="T">What a phrase stands for; a phrase may stand for several.</typeparam>
public sealed class PhraseTable<T>
{
    private readonly Dictionary<string, List<(string[] Words, T Means)>> byFirst = new(StringComparer.Ordinal);

    public void Add(string phrase, T means)
    {
        var words = phrase.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return;
        if (!byFirst.TryGetValue(words[0], out var list))
            byFirst[words[0]] = list = [];
        list.Add((words, means));
        list.Sort((a, b) => b.Words.Length.CompareTo(a.Words.Length));
    }

    /// <summary>Every phrase that occurs, longest first at each place; a longer phrase does not hide a shorter one with another meaning.</summary>
    public IEnumerable<Hit> Find(ImmutableArray<Word> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!byFirst.TryGetValue(words[i].Key, out var candidates))
                continue;
            foreach (var (phrase, means) in candidates)
                if (Matches(words, i, phrase))
                    yield return new Hit(means, i, phrase.Length);
        }
    }

    private static bool Matches(ImmutableArray<Word> words, int at, string[] phrase)
    {
        if (at + phrase.Length > words.Length)
            return false;
        for (var j = 1; j < phrase.Length; j++)
            if (!string.Equals(words[at + j].Key, phrase[j], StringComparison.Ordinal))
                return false;
        return true;
    }

    /// <param name="At">Index of the first word.</param>
    public readonly record struct Hit(T Means, int At, int Length);
}
