using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Documentation.Messages;

/// <summary>
/// One way to write a sign: phrases of neighbouring words, joined by gaps of at most so many words, in order or in either order.
/// The notation is described at the head of <c>Data/signs.txt</c>.
/// </summary>
internal sealed class SignPattern
{
    private readonly ImmutableArray<Phrase> phrases;

    private SignPattern(ImmutableArray<Phrase> phrases, IEnumerable<string> words)
    {
        this.phrases = phrases;
        Words = [.. words];
    }

    /// <summary>The words it names, with their asterisks.</summary>
    public ImmutableArray<string> Words { get; }

    /// <exception cref="FormatException">The pattern breaks the notation.</exception>
    public static SignPattern Parse(string text, IReadOnlyDictionary<string, string[]> classes)
    {
        var parts = ImmutableArray.CreateBuilder<Phrase>();
        var words = new List<string>();
        var elements = ImmutableArray.CreateBuilder<WordElement>();
        var (gap, either) = (0, false);
        foreach (var piece in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (piece.Length > 2 && piece[0] is '>' or '<' && piece[^1] == '>')
            {
                if (elements.Count == 0)
                    throw new FormatException($"A gap needs words before it: {text}");
                parts.Add(new Phrase(elements.DrainToImmutable(), gap, either));
                (gap, either) = (int.Parse(piece.AsSpan(1, piece.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture), piece[0] == '<');
                continue;
            }
            elements.Add(WordElement.Parse(piece, classes, words));
        }
        if (elements.Count == 0)
            throw new FormatException($"The pattern ends in a gap: {text}");
        parts.Add(new Phrase(elements.DrainToImmutable(), gap, either));
        return new SignPattern(parts.DrainToImmutable(), words);
    }

    /// <summary>Whether any word of a message can start it: cheap, for passing over most patterns.</summary>
    public bool CanBeIn(ReadOnlySpan<LayWord> words)
    {
        foreach (var phrase in phrases)
        {
            var element = phrase.Elements.FirstOrDefault(e => !e.Optional);
            if (element is null)
                continue;
            var there = false;
            foreach (var word in words)
                there |= element.Fits(word);
            if (!there)
                return false;
        }
        return true;
    }

    /// <summary>Every place in a sentence where it stands, as token ranges; the words of gaps are inside.</summary>
    public IEnumerable<(int First, int End)> Find(ImmutableArray<LayWord> words, int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (At(phrases[0], words, i, end) is { } stop && Rest(1, words, i, stop, first, end) is { } range)
                yield return range;
        }
    }

    private (int, int)? Rest(int index, ImmutableArray<LayWord> words, int from, int to, int first, int end)
    {
        if (index == phrases.Length)
            return (from, to);
        var phrase = phrases[index];
        for (var i = to; i < Math.Min(end, to + phrase.Gap + 1); i++)
        {
            if (i > to && Breaks(words[i - 1].Norm))
                break;
            if (At(phrase, words, i, end) is { } stop && Rest(index + 1, words, from, stop, first, end) is { } range)
                return range;
        }
        if (!phrase.Either)
            return null;
        for (var i = from - 1; i >= Math.Max(first, from - phrase.Gap - phrase.Elements.Length); i--)
        {
            if (Breaks(words[i].Norm))
                break;
            if (At(phrase, words, i, from) is { } stop && from - stop <= phrase.Gap && Rest(index + 1, words, i, to, first, end) is { } range)
                return range;
        }
        return null;
    }

    /// <summary>A gap does not reach over what turns the sentence.</summary>
    private static bool Breaks(string word) => word is "but" or ";" or "except" or "although" or "though" or "however";

    private static int? At(Phrase phrase, ImmutableArray<LayWord> words, int i, int end)
    {
        var at = i;
        foreach (var element in phrase.Elements)
        {
            if (at < end && element.Fits(words[at]))
                at++;
            else if (!element.Optional)
                return null;
        }
        return at > i ? at : null;
    }

    private sealed record Phrase(ImmutableArray<WordElement> Elements, int Gap, bool Either);

    private sealed class WordElement
    {
        private FrozenSet<string> exact = FrozenSet<string>.Empty;
        private ImmutableArray<string> stems = [];
        private ImmutableArray<Func<LayWord, bool>> numbers = [];

        public bool Optional { get; private init; }

        public static WordElement Parse(string part, IReadOnlyDictionary<string, string[]> classes, List<string> named)
        {
            var optional = part[0] == '?' && part.Length > 1;
            var all = (optional ? part[1..] : part).Split('|').SelectMany(w => w.Length > 1 && w[0] == '@' ? classes.TryGetValue(w[1..], out var members) ? members : throw new FormatException($"There is no list {w}.") : [w]).ToArray();
            var words = all.Where(w => w[0] != '#' || w.Length == 1).ToArray();
            named.AddRange(words);
            return new WordElement
            {
                Optional = optional,
                exact = words.Where(w => !w.EndsWith('*')).ToFrozenSet(StringComparer.Ordinal),
                stems = [.. words.Where(w => w.EndsWith('*')).Select(w => w[..^1])],
                numbers = [.. all.Where(w => w[0] == '#' && w.Length > 1).Select(Number)],
            };
        }

        public bool Fits(LayWord word)
        {
            if (exact.Contains(word.Norm))
                return true;
            foreach (var stem in stems)
            {
                if (word.Norm.StartsWith(stem, StringComparison.Ordinal))
                    return true;
            }
            foreach (var number in numbers)
            {
                if (number(word))
                    return true;
            }
            return false;
        }

        private static Func<LayWord, bool> Number(string text)
        {
            if (text.StartsWith("#bp", StringComparison.Ordinal))
            {
                var bound = text[5..].Split('/').Select(n => decimal.Parse(n, CultureInfo.InvariantCulture)).ToArray();
                return text[3] == '>'
                    ? w => w is { Upper: { } upper, Number: { } lower } && upper is >= 60 and <= 300 && lower is >= 20 and <= 200 && (upper >= bound[0] || lower >= bound[1])
                    : w => w is { Upper: { } upper, Number: { } lower } && upper is >= 40 and <= 300 && lower is >= 15 and <= 200 && (upper <= bound[0] || lower <= bound[1]) && upper > lower + 10;
            }
            var range = text[1..].Split("..");
            if (range.Length != 2)
                throw new FormatException($"Write a range of numbers as #38..43, not {text}.");
            var (from, to) = (decimal.Parse(range[0], CultureInfo.InvariantCulture), decimal.Parse(range[1], CultureInfo.InvariantCulture));
            return w => w is { Upper: null, Number: { } number } && number >= from && number <= to;
        }
    }
}
