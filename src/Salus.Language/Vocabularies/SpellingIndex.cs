namespace Salus.Language.Vocabularies;

/// <summary>
/// Finds the one long term that a misspelt word was meant to be: same first letter, one edit from seven letters on, two from ten on.
/// Candidates are held by first letter and length, so a lookup reads a small part of even a very large vocabulary.
/// </summary>
internal sealed class SpellingIndex
{
    public const int ShortestWord = 7;
    private const int LongestWord = 40;
    private readonly Dictionary<(char First, int Length), List<string>> _terms = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Takes a stem as correctly spelt, so it is never corrected.</summary>
    public void Know(ReadOnlySpan<char> stem) => _known.GetAlternateLookup<ReadOnlySpan<char>>().Add(stem);

    public bool IsKnown(ReadOnlySpan<char> stem) => _known.GetAlternateLookup<ReadOnlySpan<char>>().Contains(stem);

    public void Add(ReadOnlySpan<char> stem)
    {
        if (stem.Length is < ShortestWord - 1 or > LongestWord)
            return;
        var bucket = (stem[0], stem.Length);
        if (!_terms.TryGetValue(bucket, out var terms))
            _terms[bucket] = terms = [];
        terms.Add(stem.ToString());
    }

    /// <summary>The nearest term within tolerance; null when none or when two are equally near.</summary>
    public (string Key, int Distance)? Nearest(ReadOnlySpan<char> stem)
    {
        if (stem.Length is < ShortestWord - 1 or > LongestWord)
            return null;
        var tolerance = stem.Length >= 10 ? 2 : 1;
        string? best = null;
        var bestDistance = tolerance + 1;
        var tie = false;
        for (var length = stem.Length - tolerance; length <= stem.Length + tolerance; length++)
        {
            if (!_terms.TryGetValue((stem[0], length), out var terms))
                continue;
            foreach (var term in terms)
            {
                var distance = Distance(stem, term, Math.Min(tolerance, bestDistance));
                if (distance < bestDistance)
                    (best, bestDistance, tie) = (term, distance, false);
                else if (distance == bestDistance && distance <= tolerance)
                    tie = true;
            }
        }

        return best is null || tie || (bestDistance == 2 && best.Length < 10) ? null : (best, bestDistance);
    }

    /// <summary>Edits between two words, a swap of neighbours counting one; more than <paramref name="limit"/> is reported as limit + 1.</summary>
    private static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit)
    {
        Span<int> beforeLast = stackalloc int[LongestWord + 2];
        Span<int> last = stackalloc int[LongestWord + 2];
        Span<int> row = stackalloc int[LongestWord + 2];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var smallest = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var value = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    value = Math.Min(value, beforeLast[j - 2] + 1);
                row[j] = value;
                smallest = Math.Min(smallest, value);
            }

            if (smallest > limit)
                return limit + 1;
            var spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }

        return Math.Min(last[b.Length], limit + 1);
    }
}
