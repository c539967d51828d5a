namespace Salus.Documentation.Scribe;

/// <summary>Overlap of a written text with a reference text, each share between 0 and 1.</summary>
public readonly record struct RougeScore(double Precision, double Recall)
{
    /// <summary>Harmonic mean of precision and recall; 0 when both are 0.</summary>
    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;
}

/// <summary>
/// ROUGE (Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", ACL 2004) with the choices of the Python package
/// <c>rouge_score</c> without stemming: tokens are runs of <c>[a-z0-9]</c> of the lower-cased text; L takes the text as one
/// sequence; Lsum takes each line as a sentence and unites the longest common subsequences of a reference line with every written line.
/// </summary>
public static class Rouge
{
    /// <param name="n">Length of the word groups, 1 or more.</param>
    public static RougeScore N(string reference, string written, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var expected = Groups(Tokens(reference), n);
        var got = Groups(Tokens(written), n);
        var common = got.Sum(pair => Math.Min(pair.Value, expected.GetValueOrDefault(pair.Key)));
        return Score(common, got.Values.Sum(), expected.Values.Sum());
    }

    public static RougeScore L(string reference, string written)
    {
        var expected = Tokens(reference);
        var got = Tokens(written);
        return Score(CommonSubsequence(expected, got).Count, got.Count, expected.Count);
    }

    public static RougeScore Lsum(string reference, string written)
    {
        var expected = Lines(reference);
        var got = Lines(written);
        var left = Counts(got);
        var available = Counts(expected);
        var hits = 0;
        foreach (var line in expected)
        {
            var union = new SortedSet<int>();
            foreach (var other in got)
                union.UnionWith(CommonSubsequence(line, other));
            foreach (var index in union)
            {
                var token = line[index];
                if (left.GetValueOrDefault(token) <= 0 || available.GetValueOrDefault(token) <= 0)
                    continue;
                hits++;
                left[token]--;
                available[token]--;
            }
        }
        return Score(hits, got.Sum(l => l.Count), expected.Sum(l => l.Count));
    }

    /// <summary>Runs of <c>[a-z0-9]</c> after lower-casing; everything else separates.</summary>
    public static IReadOnlyList<string> Tokens(string text)
    {
        var tokens = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && char.IsAsciiLetterOrDigit(text[i]);
            if (inside && start < 0)
                start = i;
            if (inside || start < 0)
                continue;
            tokens.Add(text[start..i].ToLowerInvariant());
            start = -1;
        }
        return tokens;
    }

    private static List<IReadOnlyList<string>> Lines(string text) =>
        [.. text.Split('\n').Select(Tokens).Where(tokens => tokens.Count > 0)];

    private static Dictionary<string, int> Counts(IEnumerable<IReadOnlyList<string>> lines) =>
        lines.SelectMany(line => line).GroupBy(token => token, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    private static Dictionary<string, int> Groups(IReadOnlyList<string> tokens, int n)
    {
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + n <= tokens.Count; i++)
        {
            var group = string.Join(' ', tokens.Skip(i).Take(n));
            groups[group] = groups.GetValueOrDefault(group) + 1;
        }
        return groups;
    }

    /// <summary>Indices in <paramref name="reference"/> of one longest common subsequence, traced back as rouge_score does.</summary>
    private static List<int> CommonSubsequence(IReadOnlyList<string> reference, IReadOnlyList<string> written)
    {
        var length = new int[reference.Count + 1, written.Count + 1];
        for (var i = 1; i <= reference.Count; i++)
            for (var j = 1; j <= written.Count; j++)
                length[i, j] = string.Equals(reference[i - 1], written[j - 1], StringComparison.Ordinal)
                    ? length[i - 1, j - 1] + 1
                    : Math.Max(length[i - 1, j], length[i, j - 1]);
        var indices = new List<int>();
        for (int i = reference.Count, j = written.Count; i > 0 && j > 0;)
        {
            if (string.Equals(reference[i - 1], written[j - 1], StringComparison.Ordinal))
            {
                indices.Add(i - 1);
                i--;
                j--;
            }
            else if (length[i, j - 1] > length[i - 1, j])
                j--;
            else
                i--;
        }
        indices.Reverse();
        return indices;
    }

    private static RougeScore Score(int common, int written, int reference) =>
        new(written == 0 ? 0 : (double)common / written, reference == 0 ? 0 : (double)common / reference);
}
