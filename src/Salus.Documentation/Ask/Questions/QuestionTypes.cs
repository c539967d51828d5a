using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Retrieval;

namespace Salus.Documentation.Ask;

/// <summary>A kind of question about a subject, for example <c>treatment</c>.</summary>
/// <param name="Words">Keys of words that answers of this type use.</param>
public sealed record QuestionType(string Name, ImmutableArray<string> Words);

/// <summary>Tells what a question wants to know of its subject, by cues that people use: longer cues count more.</summary>
public static class QuestionTypes
{
    public const string Information = "information";

    private const string Gap = "x";
    private const int LongestGap = 4;

    private static readonly ImmutableArray<(QuestionType Type, ImmutableArray<string> Cues)> Rows = [.. AskData.Lines("question-types.tsv").Select(l => l.Split('\t')).Select(p =>
        (new QuestionType(p[0], [.. SearchWords.Keys(p[1])]), (ImmutableArray<string>)[.. p[2].Split('|')]))];

    private static readonly FrozenDictionary<string, ImmutableArray<(string Type, ImmutableArray<string> Keys)>> Cues =
        Rows.SelectMany(r => r.Cues.Select(c => (Type: r.Type.Name, Keys: (ImmutableArray<string>)[.. SearchWords.Read(c).Select(w => w.Key)])))
            .GroupBy(c => c.Keys[0], StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(c => c.Keys.Length).ToImmutableArray(), StringComparer.Ordinal);

    public static ImmutableArray<QuestionType> All { get; } = [.. Rows.Select(r => r.Type)];

    public static QuestionType? Find(string? name) => All.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The types a text asks for and how strongly, which add up to 1; empty when no cue was found.</summary>
    /// <param name="words">Of the text, stop words included.</param>
    /// <param name="weight">How much a cue that begins at a word counts.</param>
    /// <param name="subject">Numbers of the words that name a subject.</param>
    /// <param name="cues">Gets the numbers of the words that made up cues.</param>
    public static ImmutableArray<(string Type, double Share)> Of(IReadOnlyList<SearchWord> words, Func<int, double> weight, IReadOnlySet<int> subject, ISet<int> cues)
    {
        ArgumentNullException.ThrowIfNull(words);
        var found = new SortedDictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i++)
        {
            if (!Cues.TryGetValue(words[i].Key, out var known))
                continue;
            foreach (var type in known.Where(c => Matches(words, i, c.Keys, cues)).GroupBy(c => c.Type, StringComparer.Ordinal))
            {
                var longest = type.Max(c => c.Keys.Length);
                // Part of the subject's own name asks for nothing: "genetic disorder" in "a rare genetic disorder".
                var value = weight(i) * (subject.Contains(i) ? 0.2 : 1) * (type.Key == Information ? 0.3 : 1) * (1 + (0.5 * (longest - 1)));
                found[type.Key] = found.GetValueOrDefault(type.Key) + value;
            }
        }
        var sum = found.Values.Sum();
        return sum <= 0 ? [] : [.. found.Select(f => (f.Key, f.Value / sum)).OrderByDescending(f => f.Item2).ThenBy(f => f.Key, StringComparer.Ordinal)];
    }

    private static bool Matches(IReadOnlyList<SearchWord> words, int at, ImmutableArray<string> keys, ISet<int> cues)
    {
        Span<int> places = stackalloc int[keys.Length];
        var found = 0;
        var i = at;
        for (var k = 0; k < keys.Length; k++)
        {
            if (keys[k] == Gap)
            {
                var next = keys[++k];
                var end = Math.Min(words.Count, i + LongestGap + 1);
                while (i < end && words[i].Key != next)
                    i++;
                if (i == end)
                    return false;
            }
            else if (i >= words.Count || words[i].Key != keys[k])
            {
                return false;
            }
            places[found++] = i++;
        }
        foreach (var place in places[..found])
            cues.Add(place);
        return true;
    }
}
