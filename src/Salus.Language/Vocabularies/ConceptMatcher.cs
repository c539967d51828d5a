using System.Buffers;
using System.Collections.Immutable;
using Salus.Language.Text;

namespace Salus.Language.Vocabularies;

/// <summary>
/// Finds the concepts of a vocabulary in a text: the longest term at each place, from left to right, without overlap.
/// Terms match through inflection, hyphen, space and possessive ("x-ray", "x ray", "xrays"; "pain in my chest" as "pain in the chest")
/// and, for long words that are no ordinary English, through one or two misspelt letters. Words between those of a term break it.
/// Linear in the length of the text whatever the size of the vocabulary; safe for concurrent use.
/// </summary>
public sealed class ConceptMatcher
{
    private readonly Dictionary<string, Entry> _entries;
    private readonly Dictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly SpellingIndex _spelling;
    private readonly int _longest;

    internal ConceptMatcher(IEnumerable<Concept> concepts)
    {
        _entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        _lookup = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
        _spelling = new SpellingIndex();
        var longest = 1;
        foreach (var concept in concepts)
        {
            foreach (var term in concept.Terms)
                longest = Math.Max(longest, Add(concept, term));
        }

        _longest = longest;
    }

    /// <summary>The mentions in <paramref name="text"/> in order of their place.</summary>
    public ImmutableArray<Mention> Find(string text) => Find(text, Tokenizer.Tokenize(text));

    /// <param name="tokens">The tokens of <paramref name="text"/>.</param>
    public ImmutableArray<Mention> Find(string text, ImmutableArray<Token> tokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (tokens.IsEmpty)
            return [];
        var found = ImmutableArray.CreateBuilder<Mention>();
        using var keys = new KeyBuffer(tokens);
        var i = 0;
        while (i < tokens.Length)
        {
            if (keys.Starts(i) && Longest(keys, text, tokens, i, out var last) is { } entry)
            {
                var span = TextSpan.FromBounds(tokens[i].Span.Start, tokens[last].Span.End);
                found.Add(new Mention(entry.Concept, span, span.In(text), entry.Term, Distance: 0));
                i = last + 1;
                continue;
            }

            if (keys.Starts(i) && Misspelt(keys, tokens, i) is { } near)
                found.Add(new Mention(near.Entry.Concept, tokens[i].Span, tokens[i].Span.In(text), near.Entry.Term, near.Distance));
            i++;
        }

        return found.DrainToImmutable();
    }

    /// <summary>The concept whose term is exactly <paramref name="term"/> up to inflection and hyphens; null where there is none.</summary>
    public Concept? Exact(string term)
    {
        var tokens = Tokenizer.Tokenize(term);
        if (tokens.IsEmpty)
            return null;
        using var keys = new KeyBuffer(tokens);
        return _lookup.TryGetValue(keys.Key(0, tokens.Length - 1), out var entry) ? entry.For(term)?.Concept : null;
    }

    private Entry? Longest(in KeyBuffer keys, string text, ImmutableArray<Token> tokens, int first, out int last)
    {
        Entry? best = null;
        last = first;
        var words = 0;
        for (var j = first; j < tokens.Length && words < _longest; j++)
        {
            if (keys.Skipped(j))
                continue;
            if (keys.Breaks(j))
                break;
            words++;
            if (_lookup.TryGetValue(keys.Key(first, j), out var entry) && entry.For(text.AsSpan(tokens[first].Span.Start, tokens[j].Span.End - tokens[first].Span.Start)) is { } meant)
                (best, last) = (meant, j);
        }

        return best;
    }

    private (Entry Entry, int Distance)? Misspelt(in KeyBuffer keys, ImmutableArray<Token> tokens, int i)
    {
        var word = tokens[i].Norm;
        if (!tokens[i].IsWord || word.Length < SpellingIndex.ShortestWord || CommonWords.Contains(word))
            return null;
        var stem = keys.Key(i, i);
        return !_spelling.IsKnown(stem) && _spelling.Nearest(stem) is { } hit ? (_entries[hit.Key], hit.Distance) : null;
    }

    /// <summary>Returns the number of words of the term.</summary>
    private int Add(Concept concept, string term)
    {
        var tokens = Tokenizer.Tokenize(term);
        if (tokens.IsEmpty)
            return 0;
        using var keys = new KeyBuffer(tokens);
        var key = keys.Key(0, tokens.Length - 1);
        if (key.IsEmpty)
            return 0;
        var words = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (keys.Skipped(i))
                continue;
            words++;
            _spelling.Know(keys.Key(i, i));
        }

        var entry = new Entry(concept, term);
        if (_lookup.TryGetValue(key, out var first))
            first.Add(entry);
        else if (_lookup.TryAdd(key, entry) && words == 1 && concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass or ConceptKind.Disorder)
            _spelling.Add(key);
        return words + 1;
    }

    /// <summary>A term, and the terms of other concepts that share its key: HIV and hives.</summary>
    private sealed class Entry(Concept concept, string term)
    {
        private readonly bool _isAcronym = term.Length <= 6 && term.Any(char.IsUpper) && !term.TrimEnd('s').Any(char.IsLower);
        private Entry? _next;

        public Concept Concept { get; } = concept;

        public string Term { get; } = term;

        public void Add(Entry entry)
        {
            if (entry.Concept.Id == Concept.Id && entry.Term.Equals(Term, StringComparison.OrdinalIgnoreCase))
                return;
            if (_next is null)
                _next = entry;
            else
                _next.Add(entry);
        }

        /// <summary>The entry that the words mean: one spelt exactly so if there is one, else the first; null where capitals matter and differ.</summary>
        public Entry? For(ReadOnlySpan<char> words)
        {
            for (var entry = this; entry is not null && _next is not null; entry = entry._next)
            {
                if (words.Equals(entry.Term, StringComparison.OrdinalIgnoreCase) && entry.Accepts(words))
                    return entry;
            }

            for (var entry = this; entry is not null; entry = entry._next)
            {
                if (entry.Accepts(words))
                    return entry;
            }

            return null;
        }

        /// <summary>
        /// Inflection may change the words of a term but not where one ends: "workup" is not "worked up", though "xray" is "x-ray".
        /// An acronym is met as a whole and without inflection ("does" is not DOE), and in capitals where it would be an ordinary word;
        /// so is the singular of a plural term ("nerve" is not "nerves"). A final e is no inflection: "scare" is neither "scar" nor "scarring".
        /// </summary>
        private bool Accepts(ReadOnlySpan<char> words)
        {
            if (words.SequenceEqual(Term))
                return true;
            var spaces = Spaces(words);
            if (spaces == 0 && (_isAcronym || !words.Equals(Term, StringComparison.OrdinalIgnoreCase)) && CommonWords.Contains(words.ToString().ToLowerInvariant()))
                return false;
            if (spaces == 0 && IsOtherWordByFinalE(words))
                return false;
            var termSpaces = Spaces(Term);
            if (_isAcronym)
                return Letters(words).Equals(Letters(Term), StringComparison.OrdinalIgnoreCase) && (spaces <= termSpaces || spaces == words.Length / 2);
            return spaces == termSpaces || (Letters(words).Equals(Letters(Term), StringComparison.OrdinalIgnoreCase) && (termSpaces > 0 || ShortestPart(words) >= 3));
        }

        private bool IsOtherWordByFinalE(ReadOnlySpan<char> words)
        {
            var shorter = words.Length < Term.Length ? words : Term;
            var longer = words.Length < Term.Length ? Term : words;
            if (longer.Length == shorter.Length + 1 && longer[^1] == 'e' && longer.StartsWith(shorter, StringComparison.OrdinalIgnoreCase))
                return true;
            return words.Length > 3 && words[^1] == 'e' && Term.Length > words.Length && Term.AsSpan().StartsWith(words[..^1], StringComparison.OrdinalIgnoreCase) && Term[words.Length - 1] == words[^2];
        }

        private static int Spaces(ReadOnlySpan<char> words) => words.Count(' ') + words.Count('-');

        private static int ShortestPart(ReadOnlySpan<char> words)
        {
            var shortest = int.MaxValue;
            foreach (var part in words.SplitAny(' ', '-'))
                shortest = Math.Min(shortest, part.End.Value - part.Start.Value);
            return shortest;
        }

        /// <summary>Without spaces, hyphens and a plural s.</summary>
        private static string Letters(ReadOnlySpan<char> words) => words.ToString().Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).TrimEnd('s');
    }
}

/// <summary>The stems of all tokens of a text in one pooled buffer, so that the key of neighbouring tokens is a slice of it.</summary>
internal readonly struct KeyBuffer : IDisposable
{
    private readonly char[] _stems;
    private readonly int[] _ends;
    private readonly ImmutableArray<Token> _tokens;

    public KeyBuffer(ImmutableArray<Token> tokens)
    {
        _tokens = tokens;
        var size = 0;
        foreach (var token in tokens)
            size += Math.Max(token.Norm.Length, 3);
        _stems = ArrayPool<char>.Shared.Rent(size + 1);
        _ends = ArrayPool<int>.Shared.Rent(tokens.Length + 1);
        var end = 0;
        _ends[0] = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (!IsSkipped(i))
            {
                if (IsDeterminer(token.Norm))
                {
                    "the".CopyTo(_stems.AsSpan(end));
                    end += 3;
                }
                else
                {
                    end += Stemmer.Stem(token.Norm, _stems.AsSpan(end));
                }
            }

            _ends[i + 1] = end;
        }
    }

    public ReadOnlySpan<char> Key(int first, int last) => _stems.AsSpan(_ends[first], _ends[last + 1] - _ends[first]);

    public bool Skipped(int i) => _ends[i + 1] == _ends[i];

    /// <summary>A term can start here.</summary>
    public bool Starts(int i) => !Skipped(i) && _tokens[i].Kind != TokenKind.Punctuation;

    /// <summary>A term cannot run over this token.</summary>
    public bool Breaks(int i) => _tokens[i].Kind == TokenKind.Punctuation && _tokens[i].Norm is not ("%" or "&" or "+");

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_stems);
        ArrayPool<int>.Shared.Return(_ends);
    }

    /// <summary>Hyphens inside a term, possessives, and the dots of abbreviations leave no trace in a key.</summary>
    private bool IsSkipped(int i)
    {
        var token = _tokens[i];
        return token.Norm switch
        {
            "-" => i > 0 && i + 1 < _tokens.Length && !_tokens[i].SpaceBefore && !_tokens[i + 1].SpaceBefore,
            "'s" or "'" => i > 0,
            "." => i > 0 && i + 1 < _tokens.Length && _tokens[i - 1].Span.Length == 1 && !token.SpaceBefore && !_tokens[i + 1].SpaceBefore,
            _ => false,
        };
    }

    private static bool IsDeterminer(string norm) => norm is "my" or "your" or "his" or "her" or "their" or "our" or "the";
}
