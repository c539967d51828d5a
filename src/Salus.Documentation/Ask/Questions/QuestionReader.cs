using System.Collections.Immutable;
using Salus.Language;
using Salus.Language.Retrieval;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Ask;

/// <summary>
/// Reads a question as people write it, with greetings, a story and misspellings, and finds what it is about and what it wants to know.
/// Subjects are the names that the corpora and the vocabulary know; sentences that ask count more than those that tell.
/// </summary>
public sealed class QuestionReader(PassageIndex index, Vocabulary vocabulary)
{
    /// <summary>What somebody tells around the question counts so much of what they ask.</summary>
    private const double Told = 0.45;

    private const double SynonymWeight = 0.6;
    private const double FocusBoost = 1.2;
    private const double TypeWordWeight = 0.25;
    private const int MostFoci = 5;
    private const int ShortestRepaired = 6;
    private const double Shortened = 0.6;
    private const int Beside = 3;
    private const float FarFromSubject = 0.2f;
    private const int MostCharacters = 8000;

    private static readonly ImmutableHashSet<string> Askers = ["what", "which", "how", "why", "who", "when", "where", "is", "are", "can", "could", "does", "do", "should", "will", "would", "did", "has", "any"];

    private static readonly string[] Endings = [" " + SearchWords.Key("disease"), " " + SearchWords.Key("syndrome"), " " + SearchWords.Key("disorder")];

    private static readonly string[] Requests = ["want to know", "like to know", "need to know", "tell me", "let me know", "wondering", "wonder if", "looking for", "information", "please explain", "please advise", "interested in", "is there", "are there", "any info", "need help", "help me", "how to", "want to learn", "question is"];

    /// <summary>Words that every health question may hold and that name no subject by themselves.</summary>
    private static readonly ImmutableHashSet<string> Common = [.. AskData.Lines("common-words.txt").SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(w => SearchWords.Key(w))];

    public ReadQuestion Read(string question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var text = question.Length <= MostCharacters ? question : question[..MostCharacters];
        var repaired = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var words = SearchWords.Read(text).Select(w => Repair(w, repaired)).ToArray();
        var asks = Asking(text);
        var weights = words.Select(w => asks.Exists(s => s.Contains(w.Span.Start)) ? 1 : Told).ToArray();
        var query = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var (foci, taken) = Foci(words, weights);
        var cues = new HashSet<int>();
        var types = QuestionTypes.Of(words, i => weights[i] >= 1 ? 1 : 0.3, taken, cues);
        if (types.IsEmpty)
            types = [(QuestionTypes.Information, 1)];
        for (var i = 0; i < words.Length; i++)
            if (IsContent(words[i]))
                Weigh(query, words[i].Key, weights[i] * (Common.Contains(words[i].Key) ? 0.35 : 1));
        foreach (var focus in foci)
            foreach (var key in focus.Key.Split(' '))
                query[key] = Math.Max(query.GetValueOrDefault(key), FocusBoost * (0.5 + focus.Weight));
        var core = Core(words, weights, foci.Any(f => f.Asked) ? taken : [], taken, cues);
        foreach (var mention in vocabulary.Matcher.Find(text))
        {
            var at = asks.Exists(s => s.Contains(mention.Span.Start)) ? 1 : Told;
            foreach (var key in SearchWords.Keys(mention.Concept.Name))
                Weigh(query, key, at * SynonymWeight);
        }
        foreach (var (type, share) in types)
            foreach (var key in QuestionTypes.Find(type)!.Words)
                Weigh(query, key, share * TypeWordWeight);
        return new ReadQuestion(question, foci, types, [.. query.Select(q => new QueryWord(q.Key, (float)q.Value))], core, repaired.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    /// <summary>What stands beside the subject belongs to it ("type 2"); what stands far from it is often talk.</summary>
    private static ImmutableArray<QueryWord> Core(SearchWord[] words, double[] weights, HashSet<int> asked, HashSet<int> taken, HashSet<int> cues)
    {
        var core = new SortedDictionary<string, float>(StringComparer.Ordinal);
        for (var i = 0; i < words.Length; i++)
        {
            if (weights[i] < 1 || !IsContent(words[i]) || Common.Contains(words[i].Key) || (cues.Contains(i) && !taken.Contains(i)))
                continue;
            var close = asked.Count == 0 || asked.Any(a => weights[a] >= 1 && Math.Abs(a - i) <= Beside) ? 1 : FarFromSubject;
            core[words[i].Key] = Math.Max(core.GetValueOrDefault(words[i].Key), close);
        }
        return [.. core.Select(c => new QueryWord(c.Key, c.Value))];
    }

    private static void Weigh(SortedDictionary<string, double> query, string key, double weight) => query[key] = Math.Max(query.GetValueOrDefault(key), weight);

    private static bool IsContent(SearchWord word) => word.Surface.Length > 1 && !SearchWords.IsStop(word.Surface);

    private SearchWord Repair(SearchWord word, SortedDictionary<string, string> repaired)
    {
        if (word.Surface.Length < ShortestRepaired || SearchWords.IsStop(word.Surface) || CommonWords.Contains(word.Surface) || index.CountOf(word.Key) > 0 || index.Nearest(word.Key) is not { } near)
            return word;
        repaired[word.Surface] = near;
        return word with { Key = near };
    }

    /// <summary>The sentences that ask. Where none does, the whole text is taken for the question.</summary>
    private static List<TextSpan> Asking(string text)
    {
        var all = SentenceSplitter.Spoken(text);
        var asking = all.Where(s => IsAsking(s.In(text))).ToList();
        return asking.Count > 0 ? asking : [new TextSpan(0, text.Length)];
    }

    private static bool IsAsking(string sentence)
    {
        if (sentence.EndsWith('?'))
            return true;
        if (Requests.Any(r => sentence.Contains(r, StringComparison.OrdinalIgnoreCase)))
            return true;
        return SearchWords.Read(sentence).FirstOrDefault().Surface is { } first && Askers.Contains(first);
    }

    /// <summary>"car" in a question is a vehicle, although a syndrome is abbreviated so; "rash" is a finding all the same.</summary>
    private bool IsOrdinary(string word) => CommonWords.Contains(word) && vocabulary.Matcher.Exact(word) is null;

    /// <summary>The name these words give, also where people leave out its last, general word ("alzheimers").</summary>
    private string? Known(string key) => index.IsName(key) ? key : Endings.Select(e => key + e).FirstOrDefault(index.IsName);

    /// <summary>Names of the corpora that stand in the question, the longest at each place; and the numbers of the words they cover.</summary>
    private (ImmutableArray<QuestionFocus> Foci, HashSet<int> Taken) Foci(SearchWord[] words, double[] weights)
    {
        var content = Enumerable.Range(0, words.Length).Where(i => !SearchWords.IsStop(words[i].Surface)).ToArray();
        var found = new Dictionary<string, (double Weight, string Name, bool Asked)>(StringComparer.Ordinal);
        var taken = new HashSet<int>();
        for (var i = 0; i < content.Length; i++)
        {
            for (var n = Math.Min(SearchWords.MostNameWords, content.Length - i); n > 0; n--)
            {
                // Words far apart do not make a name.
                if (content[i + n - 1] - content[i] > n + 2)
                    continue;
                var keys = content.AsSpan(i, n).ToArray().Select(c => words[c].Key).ToArray();
                var key = Known(string.Join(' ', keys));
                if (key is null || (n == 1 && (keys[0].Length < 3 || Common.Contains(keys[0]) || IsOrdinary(words[content[i]].Surface))))
                    continue;
                var weight = weights[content[i]] * keys.Sum(index.RarityOf) * (Array.TrueForAll(keys, Common.Contains) ? 0.3 : 1) * (key.Length > string.Join(' ', keys).Length ? Shortened : 1);
                var known = found.GetValueOrDefault(key);
                var name = string.Join(' ', Enumerable.Range(content[i], content[i + n - 1] - content[i] + 1).Select(w => words[w].Surface));
                found[key] = (Math.Max(known.Weight, weight) + (known.Weight > 0 ? 0.15 * Math.Min(known.Weight, weight) : 0), name, known.Asked || weights[content[i]] >= 1);
                for (var c = content[i]; c <= content[i + n - 1]; c++)
                    taken.Add(c);
                i += n - 1;
                break;
            }
        }
        var best = found.Count == 0 ? 1 : found.Values.Max(f => f.Weight);
        return ([.. found.Select(f => new QuestionFocus(f.Value.Name, f.Key, f.Value.Weight / best, f.Value.Asked)).OrderByDescending(f => f.Weight).ThenBy(f => f.Key, StringComparer.Ordinal).Take(MostFoci)], taken);
    }
}
