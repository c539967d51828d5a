using System.Collections.Immutable;
using Salus.Language;

namespace Salus.Documentation.Messages;

/// <summary>Finds the signs of a book in a message, and says of each whether it is so now.</summary>
internal sealed class SignReader(SignBook book)
{
    /// <summary>Longest message read; what is longer is read to here and the rest counts as unread.</summary>
    public const int LongestMessage = 20_000;

    private const int MostOfOneSign = 12;

    public ImmutableArray<ReadSign> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = book.Text.Read(text.Length > LongestMessage ? text[..LongestMessage] : text);
        var sentences = Sentences(words);
        var masks = Ranges(words, sentences, SignKind.Mask);
        var compounds = Ranges(words, sentences, SignKind.Compound);
        var found = ImmutableArray.CreateBuilder<ReadSign>();
        foreach (var sign in book.Signs)
        {
            if (sign.Kind is SignKind.Mask or SignKind.Compound)
                continue;
            var places = new HashSet<(int, int)>();
            foreach (var pattern in sign.Patterns)
            {
                if (places.Count >= MostOfOneSign || !pattern.CanBeIn(words.AsSpan()))
                    continue;
                foreach (var (from, to) in sentences)
                    foreach (var (first, end) in pattern.Find(words, from, to))
                        if (places.Count < MostOfOneSign && !masks.Exists(m => first < m.End && m.First < end) && !compounds.Exists(m => m.First <= first && end <= m.End) && places.Add((first, end)))
                            found.Add(new ReadSign(sign.Name, TextSpan.FromBounds(words[first].Span.Start, words[end - 1].Span.End), Standing.Of(words, from, to, first, end, sign.Kind)));
            }
        }
        return found.DrainToImmutable();
    }

    private List<(int First, int End)> Ranges(ImmutableArray<LayWord> words, List<(int, int)> sentences, SignKind kind)
    {
        var ranges = new List<(int, int)>();
        foreach (var pattern in book.Signs.Where(s => s.Kind == kind).SelectMany(s => s.Patterns).Where(p => p.CanBeIn(words.AsSpan())))
            foreach (var (from, to) in sentences)
                ranges.AddRange(pattern.Find(words, from, to));
        return ranges;
    }

    private static List<(int First, int End)> Sentences(ImmutableArray<LayWord> words)
    {
        var sentences = new List<(int, int)>();
        var start = 0;
        for (var i = 1; i <= words.Length; i++)
        {
            if (i < words.Length && words[i].Sentence == words[start].Sentence)
                continue;
            sentences.Add((start, i));
            start = i;
        }
        return words.IsEmpty ? [] : sentences;
    }
}
