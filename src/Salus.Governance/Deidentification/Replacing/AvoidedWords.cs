using System.Collections.Concurrent;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>Words of names and places of the source: nothing invented may equal one of them, nor differ from one by a letter, so that nobody takes it for the real one. Safe for several threads.</summary>
internal sealed class AvoidedWords
{
    private const int ShortestLike = 5;

    private readonly ConcurrentDictionary<string, byte> words = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> less = new(StringComparer.Ordinal);

    public void Add(string value)
    {
        foreach (var word in NameWords.Split(IdentifierText.Of(value).Plain))
        {
            var folded = NameWords.Fold(word);
            if (folded.Length < 2 || !words.TryAdd(folded, 0) || folded.Length < ShortestLike)
                continue;
            for (var i = 0; i < folded.Length; i++)
                less.TryAdd(folded.Remove(i, 1), 0);
        }
    }

    /// <summary>Would a reader take it for one of them?</summary>
    public bool Has(string folded)
    {
        if (words.ContainsKey(folded) || (folded.Length >= ShortestLike - 1 && less.ContainsKey(folded)))
            return true;
        if (folded.Length < ShortestLike || less.IsEmpty)
            return false;
        for (var i = 0; i < folded.Length; i++)
            if (folded.Remove(i, 1) is var shorter && (less.ContainsKey(shorter) || words.ContainsKey(shorter)))
                return true;
        return false;
    }
}
