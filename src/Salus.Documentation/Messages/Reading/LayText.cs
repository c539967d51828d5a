using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Language;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Messages;

/// <summary>A word as it was meant, and where it stands in the message.</summary>
/// <param name="Norm">Lower case, abbreviations written out, misspellings repaired.</param>
/// <param name="Number">What it says as a number, also in words; null when it says none.</param>
/// <param name="Upper">The upper number of a pair such as a blood pressure; <paramref name="Number"/> is the lower.</param>
internal readonly record struct LayWord(string Norm, TextSpan Span, int Sentence, decimal? Number = null, decimal? Upper = null);

/// <summary>
/// Reads messages as people type them: phone style, no capitals, no marks, words run together or misspelt. A word is repaired only when it is
/// no word anybody knows and exactly one known word is an edit or two away; what cannot be repaired stays as it is.
/// </summary>
internal sealed class LayText
{
    private const int ShortestRepaired = 5;
    private const int LongestWord = 24;

    private static readonly Lazy<FrozenDictionary<string, string[]>> Abbreviations = new(() => MessagesData.Rows("abbreviations.tsv").ToFrozenDictionary(r => r[0], r => r[1].Split(' '), StringComparer.Ordinal));

    private static readonly FrozenDictionary<string, decimal> NumberWords =
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".Split(' ')
            .Select((word, value) => (word, value: (decimal)value)).Append(("thirty", 30)).Append(("forty", 40)).Append(("fifty", 50)).Append(("sixty", 60)).Append(("dozen", 12)).ToFrozenDictionary(w => w.Item1, w => w.Item2, StringComparer.Ordinal);

    private static readonly Lazy<FrozenSet<string>> Ordinary = new(() => MessagesData.Lines("ordinary-words.txt").SelectMany(l => l.Split(' ')).ToFrozenSet(StringComparer.Ordinal));

    private readonly FrozenSet<string> known;
    private readonly ILookup<(char, int), string> repairs;
    private readonly ImmutableArray<string> stems;

    /// <param name="words">The words and word beginnings (with *) of every pattern: what a misspelling may have meant.</param>
    public LayText(IEnumerable<string> words)
    {
        var all = words.ToArray();
        stems = [.. all.Where(w => w.EndsWith('*')).Select(w => w[..^1])];
        known = all.Where(w => !w.EndsWith('*')).Concat(Abbreviations.Value.Values.SelectMany(v => v)).Concat(NumberWords.Keys).ToFrozenSet(StringComparer.Ordinal);
        repairs = all.Select(w => w.TrimEnd('*')).Where(w => w.Length >= ShortestRepaired && w.All(char.IsLetter)).Distinct(StringComparer.Ordinal).ToLookup(w => (w[0], w.Length));
    }

    public ImmutableArray<LayWord> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = ImmutableArray.CreateBuilder<LayWord>();
        var sentence = 0;
        foreach (var span in SentenceSplitter.Spoken(text))
        {
            foreach (var token in Tokenizer.Tokenize(span.In(text).ToString()))
            {
                var place = new TextSpan(span.Start + token.Span.Start, token.Span.Length);
                foreach (var norm in Written(token))
                    words.Add(WithNumber(new LayWord(norm, place, sentence)));
            }
            sentence++;
        }
        return Join(words);
    }

    private string[] Written(Token token)
    {
        if (!token.IsWord)
            return [token.Norm];
        if (Abbreviations.Value.TryGetValue(token.Norm, out var full))
            return full;
        return [Repaired(token.Norm)];
    }

    private string Repaired(string word)
    {
        if (word.Length is < ShortestRepaired or > LongestWord || known.Contains(word) || CommonWords.Contains(word) || Ordinary.Value.Contains(word) || stems.Any(s => word.StartsWith(s, StringComparison.Ordinal)))
            return word;
        var most = word.Length >= 8 ? 2 : 1;
        string? best = null;
        for (var distance = 1; distance <= most && best is null; distance++)
        {
            for (var length = word.Length - distance; length <= word.Length + distance; length++)
            {
                foreach (var candidate in repairs[(word[0], length)])
                {
                    if (EditDistance.Within(word, candidate, distance) > distance)
                        continue;
                    if (best is not null && !best.StartsWith(candidate, StringComparison.Ordinal) && !candidate.StartsWith(best, StringComparison.Ordinal))
                        return word;
                    best = candidate;
                }
            }
        }
        return best ?? word;
    }

    private static LayWord WithNumber(LayWord word)
    {
        if (NumberWords.TryGetValue(word.Norm, out var spoken))
            return word with { Number = spoken };
        if (word.Norm.Length == 0 || !char.IsAsciiDigit(word.Norm[0]))
            return word;
        var parts = word.Norm.Split('/');
        if (parts.Length == 2 && Number(parts[0]) is { } upper && Number(parts[1]) is { } lower)
            return word with { Number = lower, Upper = upper };
        return word with { Number = Number(word.Norm) };
    }

    private static decimal? Number(string text) => decimal.TryParse(text.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>"215 over 124" is one reading; "5wk" is a number and a unit.</summary>
    private static ImmutableArray<LayWord> Join(ImmutableArray<LayWord>.Builder words)
    {
        var joined = ImmutableArray.CreateBuilder<LayWord>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            if (i + 2 < words.Count && words[i] is { Number: { } upper, Upper: null } && words[i + 1].Norm is "over" or "/" && words[i + 2] is { Number: { } lower, Upper: null } && upper > lower)
            {
                joined.Add(words[i] with { Norm = "#", Number = lower, Upper = upper, Span = TextSpan.FromBounds(words[i].Span.Start, words[i + 2].Span.End) });
                i += 2;
                continue;
            }
            joined.Add(words[i]);
        }
        return joined.DrainToImmutable();
    }
}
