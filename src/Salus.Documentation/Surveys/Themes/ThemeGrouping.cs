using System.Collections.Immutable;
using Salus.Language;
using Salus.Language.Text;
using Salus.Learning;

namespace Salus.Documentation.Surveys;

/// <summary>A theme and the answers in it.</summary>
/// <param name="Rows">Zero-based, in order.</param>
/// <param name="Cues">For each row the words that name the theme, as far as there are any.</param>
internal sealed record Theme(string Id, string Title, ImmutableArray<int> Rows, ImmutableDictionary<int, ImmutableArray<TextSpan>> Cues);

/// <summary>Every answer is in one theme or in none.</summary>
internal sealed record GroupedAnswers(ImmutableArray<Theme> Themes, ImmutableArray<int> Ungrouped);

/// <summary>
/// Groups short answers by what they are about. First by the words of a theme library; then answers that share words with a theme join it;
/// what is left is clustered by its own words (cosine of tf-idf, leader clustering with passes). Equal input and seed give equal themes.
/// </summary>
internal sealed class ThemeGrouping
{
    /// <summary>Cosine from which an answer without a cue joins a theme of the library.</summary>
    private const double Joins = 0.22;

    /// <summary>Cosine from which answers without any theme are taken together.</summary>
    private const double Together = 0.2;

    private const int Passes = 6;
    private const int MostClusters = 200;

    private static readonly Lazy<ImmutableArray<LibraryTheme>> library = new(() => [.. SurveyData.Rows("themes.tsv").Select(r => new LibraryTheme(r[0], r[1], [.. r[2].Split('|').Select(c => c.Split(' ').Select(Stemmer.Stem).ToImmutableArray())]))]);

    private static readonly HashSet<string> empty = new("a an the and or but if so as of at by for from in into on to up out with about after before over under again then than that this these those there here it its i me my we us our you your he she they them his her their is are was were be been being am do does did doing have has had having will would could should can may might must not no nor very too also just only more most much many some any all both each few other such own same really get got go went come came thing things lot bit one two everything nothing something anything always never ever well good bad nice great fine okay ok poor better best worse worst like liked think thought feel felt make made when where why how what which who while because during hospital clinic care staff patient patients doctor doctors nurse nurses please thank thanks need needed needs time".Split(' '), StringComparer.Ordinal);

    private sealed record LibraryTheme(string Id, string Title, ImmutableArray<ImmutableArray<string>> Cues);

    private readonly ImmutableArray<string> answers;
    private readonly ImmutableArray<Token>[] tokens;
    private readonly string[][] stems;
    private readonly Dictionary<string, double> weights;
    private readonly Dictionary<string, double>[] vectors;

    private ThemeGrouping(ImmutableArray<string> answers)
    {
        this.answers = answers;
        tokens = [.. answers.Select(Tokenizer.Tokenize)];
        stems = [.. tokens.Select(all => all.Select(t => t.IsWord ? Stemmer.Stem(t.Norm) : t.Norm).ToArray())];
        var spread = stems.SelectMany(s => s.Distinct(StringComparer.Ordinal)).GroupBy(s => s, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        weights = spread.ToDictionary(s => s.Key, s => Math.Log((1.0 + answers.Length) / (1 + s.Value)) + 0.2, StringComparer.Ordinal);
        vectors = [.. Enumerable.Range(0, answers.Length).Select(Vector)];
    }

    /// <param name="least">Fewer answers than this make no theme.</param>
    public static GroupedAnswers Of(ImmutableArray<string> answers, int least, ulong seed) => new ThemeGrouping(answers).Group(least, seed);

    private GroupedAnswers Group(int least, ulong seed)
    {
        var owner = new string?[answers.Length];
        var cues = new ImmutableArray<TextSpan>[answers.Length];
        for (var row = 0; row < answers.Length; row++)
            (owner[row], cues[row]) = ByCues(row);
        Join(owner);
        var titles = library.Value.ToDictionary(t => t.Id, t => t.Title, StringComparer.Ordinal);
        foreach (var (number, cluster) in Clusters([.. Enumerable.Range(0, answers.Length).Where(r => owner[r] is null)], seed).Where(c => c.Count >= least).Index())
        {
            var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"own-{number + 1}");
            titles[id] = Name(cluster);
            foreach (var row in cluster)
                owner[row] = id;
        }
        var themes = Enumerable.Range(0, answers.Length).Where(r => owner[r] is not null).GroupBy(r => owner[r]!, StringComparer.Ordinal).Where(g => g.Count() >= least)
            .Select(g => new Theme(g.Key, titles[g.Key], [.. g], g.Where(r => !cues[r].IsDefaultOrEmpty).ToImmutableDictionary(r => r, r => cues[r])))
            .OrderByDescending(t => t.Rows.Length).ThenBy(t => t.Title, StringComparer.Ordinal).ToImmutableArray();
        var grouped = themes.SelectMany(t => t.Rows).ToHashSet();
        return new GroupedAnswers(themes, [.. Enumerable.Range(0, answers.Length).Where(r => !grouped.Contains(r))]);
    }

    /// <summary>The theme whose words weigh most; of equals, the one named first.</summary>
    private (string? Theme, ImmutableArray<TextSpan> Words) ByCues(int row)
    {
        string? best = null;
        var (bestScore, bestAt) = (0.0, int.MaxValue);
        ImmutableArray<TextSpan> bestWords = [];
        foreach (var theme in library.Value)
        {
            var (score, at) = (0.0, int.MaxValue);
            var words = ImmutableArray.CreateBuilder<TextSpan>();
            var taken = new HashSet<int>();
            foreach (var cue in theme.Cues.OrderByDescending(c => c.Length))
            {
                for (var i = 0; i + cue.Length <= stems[row].Length; i++)
                {
                    if (!cue.AsSpan().SequenceEqual(stems[row].AsSpan(i, cue.Length)) || taken.Contains(i))
                        continue;
                    for (var j = 0; j < cue.Length; j++)
                        taken.Add(i + j);
                    // A phrase says more than a word.
                    score += cue.Length > 1 ? 1.6 : 1;
                    at = Math.Min(at, i);
                    words.Add(TextSpan.FromBounds(tokens[row][i].Span.Start, tokens[row][i + cue.Length - 1].Span.End));
                    break;
                }
            }
            if (score > bestScore + 1e-9 || (score > 0 && Math.Abs(score - bestScore) <= 1e-9 && at < bestAt))
                (best, bestScore, bestAt, bestWords) = (theme.Id, score, at, words.ToImmutable());
        }
        return (best, bestWords);
    }

    /// <summary>Answers without a cue go to the theme whose answers they share words with.</summary>
    private void Join(string?[] owner)
    {
        var centres = Enumerable.Range(0, answers.Length).Where(r => owner[r] is not null).GroupBy(r => owner[r]!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, Centre: Centre([.. g]))).ToArray();
        foreach (var row in Enumerable.Range(0, answers.Length).Where(r => owner[r] is null).ToArray())
        {
            var near = centres.Select(c => (c.Key, Nearness: Cosine(vectors[row], c.Centre))).OrderByDescending(c => c.Nearness).FirstOrDefault();
            if (near.Nearness >= Joins)
                owner[row] = near.Key;
        }
    }

    private List<List<int>> Clusters(List<int> rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        for (var i = rows.Count - 1; i > 0; i--)
        {
            var j = random.NextInt(i + 1);
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }
        var centres = new List<Dictionary<string, double>>();
        var of = new Dictionary<int, int>();
        for (var pass = 0; pass < Passes; pass++)
        {
            var moved = false;
            foreach (var row in rows.Where(r => vectors[r].Count > 0))
            {
                var (best, nearness) = (-1, Together);
                for (var c = 0; c < centres.Count; c++)
                {
                    var near = Cosine(vectors[row], centres[c]);
                    if (near > nearness)
                        (best, nearness) = (c, near);
                }
                if (best < 0 && centres.Count < MostClusters)
                {
                    best = centres.Count;
                    centres.Add(vectors[row]);
                }
                moved |= of.GetValueOrDefault(row, -1) != best;
                of[row] = best;
            }
            if (!moved)
                break;
            centres = [.. of.Where(o => o.Value >= 0).GroupBy(o => o.Value).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => Centre([.. g.Select(o => o.Key)]))];
        }
        return [.. of.Where(o => o.Value >= 0).GroupBy(o => o.Value).Select(g => g.Select(o => o.Key).Order().ToList()).OrderByDescending(c => c.Count).ThenBy(c => c[0])];
    }

    /// <summary>The two words that most of its answers have and few others, as they are written there.</summary>
    private string Name(List<int> rows)
    {
        var words = rows.SelectMany(r => stems[r].Select((s, i) => (Stem: s, tokens[r][i].Norm, Row: r))).Where(w => vectors[w.Row].ContainsKey(w.Stem)).GroupBy(w => w.Stem, StringComparer.Ordinal)
            .Select(g => (Word: g.GroupBy(w => w.Norm, StringComparer.Ordinal).OrderByDescending(n => n.Count()).ThenBy(n => n.Key, StringComparer.Ordinal).First().Key, Weight: g.Select(w => w.Row).Distinct().Count() * weights[g.Key]))
            .OrderByDescending(w => w.Weight).ThenBy(w => w.Word, StringComparer.Ordinal).Take(2).Select(w => w.Word).ToArray();
        var name = string.Join(" / ", words);
        return name.Length == 0 ? "Other" : char.ToUpperInvariant(name[0]) + name[1..];
    }

    private Dictionary<string, double> Vector(int row)
    {
        var vector = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < stems[row].Length; i++)
        {
            if (tokens[row][i].IsWord && tokens[row][i].Norm.Length > 2 && !empty.Contains(tokens[row][i].Norm) && !empty.Contains(stems[row][i]))
                vector[stems[row][i]] = weights[stems[row][i]];
        }
        return Unit(vector);
    }

    private Dictionary<string, double> Centre(int[] rows)
    {
        var sum = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (word, weight) in rows.SelectMany(r => vectors[r]))
            sum[word] = sum.GetValueOrDefault(word) + weight;
        return Unit(sum);
    }

    private static Dictionary<string, double> Unit(Dictionary<string, double> vector)
    {
        var length = Math.Sqrt(vector.Values.Sum(w => w * w));
        return length == 0 ? vector : vector.ToDictionary(v => v.Key, v => v.Value / length, StringComparer.Ordinal);
    }

    private static double Cosine(Dictionary<string, double> a, Dictionary<string, double> b)
    {
        if (a.Count > b.Count)
            (a, b) = (b, a);
        var sum = 0.0;
        foreach (var (word, weight) in a)
            sum += weight * b.GetValueOrDefault(word);
        return sum;
    }
}
