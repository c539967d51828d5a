using System.Numerics;
using Salus.Language.Text;

namespace Salus.Language.Vocabularies;

/// <summary>
/// Finds the one long term that a misspelt word was meant to be: same first letter, one edit from seven letters on, two from ten on.
/// Candidates are held by first letter and length with the set of their letters; an edit changes that set by two letters at most,
/// so nearly all are passed over without being compared.
/// </summary>
internal sealed class SpellingIndex
{
    public const int ShortestWord = 7;
    private const int LongestWord = 40;
    private readonly Dictionary<(char First, int Length), List<Candidate>> _candidates = [];
    private readonly HashSet<ulong> _known = [];

    private readonly record struct Candidate(uint Letters, int Term, string Stem);

    /// <summary>As they are kept in a file.</summary>
    /// <param name="StemEnds">Where each stem ends in <paramref name="Stems"/>.</param>
    public sealed record Tables(ulong[] Known, int[] Terms, int[] StemEnds, char[] Stems);

    public Tables Stored
    {
        get
        {
            Candidate[] all = [.. _candidates.OrderBy(bucket => bucket.Key).SelectMany(bucket => bucket.Value)];
            var end = 0;
            return new Tables([.. _known.Order()], [.. all.Select(c => c.Term)], [.. all.Select(c => end += c.Stem.Length)], string.Concat(all.Select(c => c.Stem)).ToCharArray());
        }
    }

    /// <summary>Puts together again what <see cref="Stored"/> gave.</summary>
    /// <exception cref="InvalidDataException">The tables do not fit each other.</exception>
    public static SpellingIndex Of(Tables tables)
    {
        var index = new SpellingIndex();
        index._known.EnsureCapacity(tables.Known.Length);
        index._known.UnionWith(tables.Known);
        var start = 0;
        for (var i = 0; i < tables.Terms.Length; i++)
        {
            var end = i < tables.StemEnds.Length ? tables.StemEnds[i] : -1;
            if (end <= start || end > tables.Stems.Length)
                throw new InvalidDataException("The spellings of the terminology do not fit its terms.");
            index.Add(tables.Stems.AsSpan(start, end - start), tables.Terms[i]);
            start = end;
        }

        return index;
    }

    /// <summary>Takes a stem as correctly spelt, so it is never corrected.</summary>
    public void Know(ReadOnlySpan<char> stem) => _known.Add(KeyHash.Of(stem));

    /// <summary>By hash: of a million stems one in ten million million unknown words would be taken for known.</summary>
    public bool IsKnown(ReadOnlySpan<char> stem) => _known.Contains(KeyHash.Of(stem));

    public void Add(ReadOnlySpan<char> stem, int term)
    {
        if (stem.Length is < ShortestWord - 1 or > LongestWord)
            return;
        var bucket = (stem[0], stem.Length);
        if (!_candidates.TryGetValue(bucket, out var candidates))
            _candidates[bucket] = candidates = [];
        candidates.Add(new Candidate(LettersOf(stem), term, stem.ToString()));
    }

    /// <summary>Gives back what growing took.</summary>
    public void Seal()
    {
        _known.TrimExcess();
        foreach (var candidates in _candidates.Values)
            candidates.TrimExcess();
    }

    /// <summary>Improves on what other indexes found for the same word.</summary>
    public void Nearest(ReadOnlySpan<char> stem, int index, ref Correction best)
    {
        if (stem.Length is < ShortestWord - 1 or > LongestWord)
            return;
        var tolerance = stem.Length >= 10 ? 2 : 1;
        var letters = LettersOf(stem);
        for (var length = stem.Length - tolerance; length <= stem.Length + tolerance; length++)
        {
            if (!_candidates.TryGetValue((stem[0], length), out var candidates))
                continue;
            foreach (var candidate in candidates)
            {
                var limit = Math.Min(tolerance, best.Distance);
                if (BitOperations.PopCount(letters ^ candidate.Letters) <= 2 * limit)
                    best = best.With(index, candidate.Term, candidate.Stem, EditDistance.Within(stem, candidate.Stem, limit), tolerance);
            }
        }
    }

    /// <summary>One bit a letter; all other characters share the last ones.</summary>
    private static uint LettersOf(ReadOnlySpan<char> stem)
    {
        var letters = 0u;
        foreach (var c in stem)
            letters |= 1u << (c is >= 'a' and <= 'z' ? c - 'a' : 26 + (c % 6));
        return letters;
    }
}

/// <summary>The nearest term so far to a word that no vocabulary knows.</summary>
/// <param name="Index">Which of the matcher's indexes holds the term.</param>
/// <param name="IsTie">Another term is as near.</param>
internal readonly record struct Correction(int Index, int Term, string? Stem, int Distance, bool IsTie)
{
    private const int ShortestOfTwoEdits = 10;

    public static Correction None { get; } = new(-1, -1, null, int.MaxValue, IsTie: false);

    /// <summary>One term is nearest, and near enough for its length.</summary>
    public bool IsCertain => Stem is not null && !IsTie && (Distance < 2 || Stem.Length >= ShortestOfTwoEdits);

    public Correction With(int index, int term, string stem, int distance, int tolerance)
    {
        if (distance > tolerance || distance > Distance)
            return this;
        if (distance < Distance)
            return new Correction(index, term, stem, distance, IsTie: false);
        return stem == Stem ? this : this with { IsTie = true };
    }
}
