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
    /// <summary>In the order in which they win a term that more than one holds.</summary>
    private readonly ImmutableArray<TermIndex> _indexes;

    internal ConceptMatcher(ImmutableArray<TermIndex> indexes) => _indexes = indexes;

    internal static ConceptMatcher Of(IEnumerable<Concept> concepts) => new([TermIndex.Of(new ConceptTerms(concepts))]);

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
            if (!keys.Starts(i))
            {
                i++;
            }
            else if (Longest(keys, text, tokens, i, out var last) is ( >= 0 and var index, var term))
            {
                var span = TextSpan.FromBounds(tokens[i].Span.Start, tokens[last].Span.End);
                found.Add(new Mention(_indexes[index].ConceptOf(term), span, span.In(text), _indexes[index].Term(term), Distance: 0));
                i = last + 1;
            }
            else
            {
                if (Misspelt(keys, tokens, i) is { IsCertain: true } near)
                    found.Add(new Mention(_indexes[near.Index].ConceptOf(near.Term), tokens[i].Span, tokens[i].Span.In(text), _indexes[near.Index].Term(near.Term), near.Distance));
                i++;
            }
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
        var key = keys.Key(0, tokens.Length - 1);
        foreach (var index in _indexes)
        {
            if (index.Find(KeyHash.Of(key), key, term) is >= 0 and var found)
                return index.ConceptOf(found);
        }

        return null;
    }

    private (int Index, int Term) Longest(in KeyBuffer keys, string text, ImmutableArray<Token> tokens, int first, out int last)
    {
        var best = (Index: -1, Term: -1);
        last = first;
        for (var index = 0; index < _indexes.Length; index++)
        {
            var term = _indexes[index].Longest(keys, text, tokens, first, out var end);
            if (term >= 0 && (best.Index < 0 || end > last))
                (best, last) = ((index, term), end);
        }

        return best;
    }

    private Correction Misspelt(in KeyBuffer keys, ImmutableArray<Token> tokens, int i)
    {
        var best = Correction.None;
        var word = tokens[i].Norm;
        if (!tokens[i].IsWord || word.Length < SpellingIndex.ShortestWord || CommonWords.Contains(word))
            return best;
        var stem = keys.Key(i, i);
        foreach (var index in _indexes)
        {
            if (index.Spelling.IsKnown(stem))
                return best;
        }

        for (var index = 0; index < _indexes.Length; index++)
            _indexes[index].Spelling.Nearest(stem, index, ref best);
        return best;
    }
}
