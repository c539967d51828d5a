namespace Salus.Language.Text;

/// <summary>Insertions, deletions, replacements and swaps of neighbours between two words, as far as somebody still wants to know.</summary>
public static class EditDistance
{
    /// <summary>Words, not texts: longer ones are no misspelling of each other.</summary>
    private const int Longest = 64;

    /// <returns>The distance, or <paramref name="most"/> + 1 when it is larger.</returns>
    public static int Within(ReadOnlySpan<char> one, ReadOnlySpan<char> two, int most)
    {
        if (Math.Abs(one.Length - two.Length) > most || Math.Max(one.Length, two.Length) > Longest)
            return most + 1;
        Span<int> before = stackalloc int[Longest + 1];
        Span<int> last = stackalloc int[Longest + 1];
        Span<int> row = stackalloc int[Longest + 1];
        for (var j = 0; j <= two.Length; j++)
            last[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= two.Length; j++)
            {
                var cost = one[i - 1] == two[j - 1] ? 0 : 1;
                var value = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == two[j - 2] && one[i - 2] == two[j - 1])
                    value = Math.Min(value, before[j - 2] + 1);
                row[j] = value;
                least = Math.Min(least, value);
            }
            if (least > most)
                return most + 1;
            var spare = before;
            before = last;
            last = row;
            row = spare;
        }
        return Math.Min(last[two.Length], most + 1);
    }
}
