using System.Collections.Immutable;
using System.Numerics;
using Salus.Language.Text;

namespace Salus.Language.Vocabularies;

/// <summary>
/// Terms by their key, for texts of any length: an open hash table (fingerprint and number of the term in one word) and, before it, a
/// Bloom filter over the beginnings of all keys (Bloom, Communications of the ACM 13 (1970) 422-426) that stops a search at the first
/// token no term goes on with. What the tables point to is compared with the words, so a hash never decides. About 40 bytes a term beside its text.
/// </summary>
internal sealed class TermIndex
{
    private const int BitsPerCharacter = 4;
    private readonly TermList _terms;
    private readonly ulong[] _slots;
    private readonly ulong[] _beginnings;
    private readonly int[] _next;
    private readonly int _shift;

    private TermIndex(TermList terms, ulong[] slots, ulong[] beginnings, int[] next, SpellingIndex spelling)
    {
        (_terms, _slots, _beginnings, _next, Spelling) = (terms, slots, beginnings, next, spelling);
        _shift = 64 - BitOperations.Log2((uint)beginnings.Length);
    }

    public SpellingIndex Spelling { get; }

    /// <summary>As they are kept in a file.</summary>
    public Tables Stored => new(_slots, _beginnings, _next);

    public sealed record Tables(ulong[] Slots, ulong[] Beginnings, int[] Next);

    /// <summary>Puts together again what <see cref="Stored"/> gave.</summary>
    /// <exception cref="InvalidDataException">The tables do not fit each other.</exception>
    public static TermIndex Of(TermList terms, Tables tables, SpellingIndex spelling) =>
        BitOperations.IsPow2(tables.Slots.Length) && BitOperations.IsPow2(tables.Beginnings.Length) && tables.Beginnings.Length > 1 && tables.Next.Length == terms.Count && tables.Slots.Length > terms.Count
            ? new TermIndex(terms, tables.Slots, tables.Beginnings, tables.Next, spelling)
            : throw new InvalidDataException("The search tables of the terminology do not fit its terms.");

    public static TermIndex Of(TermList terms)
    {
        var characters = 0L;
        for (var term = 0; term < terms.Count; term++)
            characters += terms.Term(term).Length;
        var index = new TermIndex(
            terms,
            new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(terms.Count * 2L, 16))],
            new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(characters * BitsPerCharacter / 64, 16, int.MaxValue / 2))],
            new int[terms.Count],
            new SpellingIndex());
        for (var term = 0; term < terms.Count; term++)
            index.Add(term);
        index.Spelling.Seal();
        return index;
    }

    public Concept ConceptOf(int term) => _terms.ConceptOf(term);

    public string Term(int term) => _terms.Term(term);

    /// <summary>The longest term that begins at a token; -1 where none does.</summary>
    public int Longest(in KeyBuffer keys, string text, ImmutableArray<Token> tokens, int first, out int last)
    {
        var best = -1;
        last = first;
        for (var j = first; j < tokens.Length; j++)
        {
            if (keys.Skipped(j))
                continue;
            if (keys.Breaks(j) || keys.KeyLength(first, j) > KeyHash.LongestKey)
                break;
            var hash = keys.Hash(first, j);
            if (!Begins(hash))
                break;
            if (Find(hash, keys.Key(first, j), text.AsSpan(tokens[first].Span.Start, tokens[j].Span.End - tokens[first].Span.Start)) is >= 0 and var term)
                (best, last) = (term, j);
        }

        return best;
    }

    /// <summary>The term with this key that the words mean; -1 where there is none.</summary>
    public int Find(ulong hash, ReadOnlySpan<char> key, ReadOnlySpan<char> words)
    {
        for (var slot = SlotOf(hash); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if ((uint)(_slots[slot] >> 32) == (uint)hash && IsKeyOf((int)(uint)_slots[slot] - 1, key, words))
                return Meant((int)(uint)_slots[slot] - 1, words);
        }

        return -1;
    }

    /// <summary>The one that the words mean: one spelt exactly so if there is one, else the first; -1 where capitals matter and differ.</summary>
    private int Meant(int first, ReadOnlySpan<char> words)
    {
        for (var term = first; term >= 0 && _next[first] != 0; term = _next[term] - 1)
        {
            var spelling = _terms.Term(term);
            if (words.Equals(spelling, StringComparison.OrdinalIgnoreCase) && TermSpelling.Accepts(spelling, words))
                return term;
        }

        for (var term = first; term >= 0; term = _next[term] - 1)
        {
            if (TermSpelling.Accepts(_terms.Term(term), words))
                return term;
        }

        return -1;
    }

    private void Add(int term)
    {
        var tokens = Tokenizer.Tokenize(_terms.Term(term));
        if (tokens.IsEmpty)
            return;
        using var keys = new KeyBuffer(tokens);
        var key = keys.Key(0, tokens.Length - 1);
        if (key.IsEmpty || key.Length > KeyHash.LongestKey)
            return;
        var words = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (keys.Skipped(i))
                continue;
            words++;
            Spelling.Know(keys.Key(i, i));
        }

        var hash = KeyHash.Of(key);
        var slot = SlotOf(hash);
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if ((uint)(_slots[slot] >> 32) != (uint)hash || !IsKeyOf((int)(uint)_slots[slot] - 1, key, _terms.Term(term)))
                continue;
            Append((int)(uint)_slots[slot] - 1, term);
            return;
        }

        _slots[slot] = ((ulong)(uint)hash << 32) | (uint)(term + 1);
        AddBeginnings(key);
        if (words == 1 && _terms.KindOf(term) is ConceptKind.Drug or ConceptKind.DrugClass or ConceptKind.Disorder)
            Spelling.Add(key, term);
    }

    /// <summary>Puts a term behind those that share its key (HIV and hives), unless it is one of them.</summary>
    private void Append(int first, int term)
    {
        for (var other = first; ; other = _next[other] - 1)
        {
            if (_terms.IsSameConcept(other, term) && _terms.Term(other).Equals(_terms.Term(term), StringComparison.OrdinalIgnoreCase))
                return;
            if (_next[other] != 0)
                continue;
            _next[other] = term + 1;
            return;
        }
    }

    /// <summary>A text may part the letters of a term into other tokens ("x ray", "xray"), so every beginning counts.</summary>
    private void AddBeginnings(ReadOnlySpan<char> key)
    {
        var value = 0UL;
        foreach (var c in key)
        {
            value = KeyHash.Extend(value, [c]);
            var hash = KeyHash.Mix(value);
            _beginnings[hash >> _shift] |= Bits(hash);
        }
    }

    private bool Begins(ulong hash)
    {
        var bits = Bits(hash);
        return (_beginnings[hash >> _shift] & bits) == bits;
    }

    private static ulong Bits(ulong hash) => (1UL << (int)(hash & 63)) | (1UL << (int)((hash >> 6) & 63));

    private int SlotOf(ulong hash) => (int)(hash >> 16) & (_slots.Length - 1);

    /// <summary>Most words are the term itself; of others the key is made again.</summary>
    private bool IsKeyOf(int term, ReadOnlySpan<char> key, ReadOnlySpan<char> words)
    {
        var spelling = _terms.Term(term);
        if (words.Equals(spelling, StringComparison.OrdinalIgnoreCase))
            return true;
        var tokens = Tokenizer.Tokenize(spelling);
        using var keys = new KeyBuffer(tokens);
        return keys.Key(0, tokens.Length - 1).SequenceEqual(key);
    }
}
