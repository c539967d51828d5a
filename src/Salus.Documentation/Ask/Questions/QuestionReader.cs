using System.Buffers;
using System.Collections.Frozen;
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
    private readonly FrozenSet<string> nameWords = index.Names.SelectMany(n => n.Split(' ')).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What somebody tells around the question counts so much of what they ask.</summary>
    private const double Told = 0.45;

    private const double SynonymWeight = 0.6;
    private const double FocusBoost = 1.2;
    private const double TypeWordWeight = 0.25;
    private const int MostFoci = 5;
    private const int ShortestRepaired = 5;
    private const int LongWord = 8;

    /// <summary>A word that stands in so few passages is a misspelling or a name that the corpora do not treat.</summary>
    private const int Unknown = 2;
    private const int ShortestSubject = 3;
    private const double Medical = 1.5;
    private const double Shortened = 0.6;
    private const int Beside = 3;
    private const float FarFromSubject = 0.2f;
    private const int MostCharacters = 8000;

    private static readonly ImmutableHashSet<string> Askers = ["what", "which", "how", "why", "who", "when", "where", "is", "are", "can", "could", "does", "do", "should", "will", "would", "did", "has", "any"];

    /// <summary>Words that may stand inside a name without telling it from another.</summary>
    private static readonly ImmutableHashSet<string> Kinds = [.. "disease syndrome disorder condition type form related associated induced linked".Split(' ').Select(w => SearchWords.Key(w))];

    private static readonly ImmutableHashSet<string> Articles = ["a", "an", "the", "my", "his", "her", "our", "your", "this", "that", "any", "some", "there", "really", "people"];

    private static readonly ImmutableHashSet<string> Introducing = ["of", "for", "about", "with", "on", "is", "are", "have", "has", "had", "get", "getting", "cause", "causes", "treat", "prevent", "from", "against", "called"];

    private static readonly ImmutableHashSet<string> Modals = ["can", "could", "does", "do", "did", "will", "would", "should", "to"];

    private static readonly ImmutableHashSet<string> Pronouns = ["it", "its", "this", "these", "they", "them", "he", "him", "his", "she", "her"];

    private static readonly ImmutableHashSet<string> Joining = ["of", "with", "and", "in", "to", "the", "due", "without", "by"];

    private static readonly SearchValues<char> PhraseEnds = SearchValues.Create(".?!;:()\n");

    private static readonly string[] General = ["disease", "syndrome", "disorder"];

    private static readonly string[] Endings = [.. General.Select(g => " " + SearchWords.Key(g))];

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
        var named = Names(words, weights);
        var cues = new HashSet<int>();
        var types = QuestionTypes.Of(words, i => weights[i] >= 1 ? 1 : 0.3, named.SelectMany(n => n.Places).ToHashSet(), cues);
        if (types.IsEmpty)
            types = [(QuestionTypes.Information, 1)];
        named = WithoutCues(words, weights, named, cues);
        var leans = LeansOnStory(words, weights, named, cues);
        if (leans)
            named = [.. named.Where(n => n.IsStrong).Select(n => n with { Asked = true })];
        var taken = named.SelectMany(n => n.Places).ToHashSet();
        var foci = Foci(named);
        for (var i = 0; i < words.Length; i++)
            if (IsContent(words[i]))
                Weigh(query, words[i].Key, weights[i] * (Common.Contains(words[i].Key) ? 0.35 : 1));
        foreach (var focus in foci)
            foreach (var key in focus.Key.Split(' '))
                query[key] = Math.Max(query.GetValueOrDefault(key), FocusBoost * (0.5 + focus.Weight));
        var core = Core(words, weights, foci.Any(f => f.Asked) ? taken : [], taken, cues);
        var phrases = leans ? [] : Phrases(words, weights, taken, cues, text);
        foreach (var mention in vocabulary.Matcher.Find(text))
        {
            var at = asks.Exists(s => s.Contains(mention.Span.Start)) ? 1 : Told;
            foreach (var key in SearchWords.Keys(mention.Concept.Name))
                Weigh(query, key, at * SynonymWeight);
        }
        foreach (var (type, share) in types)
            foreach (var key in QuestionTypes.Find(type)!.Words)
                Weigh(query, key, share * TypeWordWeight);
        return new ReadQuestion(question, foci, types, [.. query.Select(q => new QueryWord(q.Key, (float)q.Value))], core, repaired.ToImmutableSortedDictionary(StringComparer.Ordinal))
        { Phrases = phrases };
    }

    /// <summary>"Clinical trials" in "are there clinical trials for X?" is what is wanted to be known, not what it is about, although the corpora may have it as a subject.</summary>
    private static ImmutableArray<Named> WithoutCues(SearchWord[] words, double[] weights, ImmutableArray<Named> named, HashSet<int> cues)
    {
        bool IsSubject(int i) => weights[i] >= 1 && !cues.Contains(i) && IsContent(words[i]) && !Common.Contains(words[i].Key);
        return Enumerable.Range(0, words.Length).Any(IsSubject) ? [.. named.Where(n => !n.Places.All(cues.Contains))] : named;
    }

    /// <summary>
    /// "They say it is hay fever. What can I give him?": the question names no subject of its own, and the story does. It has one of its own where it
    /// names a known subject, or where a word of its own stands where a subject stands: after "of", "is" and the like, first in the sentence, or
    /// after "can" where nothing refers back.
    /// </summary>
    private bool LeansOnStory(SearchWord[] words, double[] weights, ImmutableArray<Named> named, HashSet<int> cues)
    {
        if (named.Any(n => n.Asked && n.IsStrong) || !named.Any(n => n.IsStrong))
            return false;
        var refersBack = Enumerable.Range(0, words.Length).Any(i => weights[i] >= 1 && Pronouns.Contains(words[i].Surface));
        for (var i = 0; i < words.Length; i++)
        {
            if (weights[i] < 1 || cues.Contains(i) || words[i].Surface.Length < ShortestSubject || SearchWords.IsStop(words[i].Surface) || Common.Contains(words[i].Key))
                continue;
            var before = i - 1;
            while (before >= 0 && weights[before] >= 1 && (Articles.Contains(words[before].Surface) || Common.Contains(words[before].Key)))
                before--;
            var isFirst = before < 0 || weights[before] < 1;
            if (isFirst ? IsOfNames(words[i]) : Introducing.Contains(words[before].Surface) || (!refersBack && Modals.Contains(words[before].Surface) && IsOfNames(words[i])))
                return false;
        }
        return true;
    }

    /// <summary>Around each name that is asked about, the words that stand in one phrase with it.</summary>
    private ImmutableArray<ImmutableArray<string>> Phrases(SearchWord[] words, double[] weights, HashSet<int> taken, HashSet<int> cues, string text)
    {
        var phrases = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        for (var i = 0; i < words.Length; i++)
        {
            if (weights[i] < 1 || !taken.Contains(i))
                continue;
            var (from, to) = (i, i);
            while (from > 0 && Belongs(from - 1) && IsTogether(from - 1))
                from--;
            while (to + 1 < words.Length && IsTogether(to))
            {
                if (Belongs(to + 1))
                    to++;
                else if (to + 2 < words.Length && Joining.Contains(words[to + 1].Surface) && Belongs(to + 2) && IsTogether(to + 1))
                    to += 2;
                else
                    break;
            }
            var own = Enumerable.Range(from, to - from + 1).Where(j => IsPart(words[j])).Select(j => words[j].Key).Distinct(StringComparer.Ordinal).ToImmutableArray();
            if (own.Length > 0)
                phrases.Add(own);
            i = to;
        }
        return phrases.ToImmutable();

        bool Belongs(int j) => weights[j] >= 1 && (taken.Contains(j) || (!cues.Contains(j) && (Kinds.Contains(words[j].Key) || (IsPart(words[j]) && IsOfNames(words[j])))));

        bool IsTogether(int j) => text.AsSpan(words[j].Span.End, words[j + 1].Span.Start - words[j].Span.End).IndexOfAny(PhraseEnds) < 0;
    }

    /// <summary>Names of the corpora hold it, or no passage at all does; "twice" after a name is none of both.</summary>
    private bool IsOfNames(SearchWord word) => nameWords.Contains(word.Key) || NameForms.IsNumber(word.Key) || index.CountOf(word.Key) <= Unknown;

    /// <summary>It tells one name from another: no word of every question, but the number or letter of a type too.</summary>
    private static bool IsPart(SearchWord word) => !SearchWords.IsStop(word.Surface) && !Common.Contains(word.Key);

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
        if (word.Surface.Length < ShortestRepaired || SearchWords.IsStop(word.Surface) || CommonWords.Contains(word.Surface) || index.CountOf(word.Key) > 0 || index.Nearest(word.Key) is not { } near || !IsLikely(word, near) || vocabulary.Matcher.Exact(word.Surface) is not null)
            return word;
        repaired[word.Surface] = near;
        return word with { Key = near };
    }

    /// <summary>In a short word people swap letters, or get a later one wrong; another in front is another name.</summary>
    private static bool IsLikely(SearchWord word, string near) =>
        word.Surface.Length >= LongWord || (word.Surface.Length > ShortestRepaired && word.Key[1] == near[1]) || (word.Key.Length == near.Length && word.Key.Order().SequenceEqual(near.Order()));

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
    private string? Known(string key) => index.IsName(key) ? key : Array.Exists(Endings, e => key.EndsWith(e, StringComparison.Ordinal)) ? null : Endings.Select(e => key + e).FirstOrDefault(index.IsName);

    /// <summary>Names of the corpora that stand in the question, the longest at each place.</summary>
    private ImmutableArray<Named> Names(SearchWord[] words, double[] weights)
    {
        var content = Enumerable.Range(0, words.Length).Where(i => !SearchWords.IsStop(words[i].Surface)).ToArray();
        var found = new Dictionary<string, Named>(StringComparer.Ordinal);
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
                var places = Enumerable.Range(content[i], content[i + n - 1] - content[i] + 1).ToImmutableArray();
                var name = string.Join(' ', places.Select(w => words[w].Surface));
                var isWhole = key.Length == string.Join(' ', keys).Length;
                var kind = vocabulary.Matcher.Exact(name)?.Kind ?? (isWhole ? null : General.Select(g => vocabulary.Matcher.Exact($"{name.TrimEnd('s')} {g}")?.Kind).FirstOrDefault(k => k is not null));
                var weight = weights[content[i]] * keys.Sum(index.RarityOf) * (Array.TrueForAll(keys, Common.Contains) ? 0.3 : 1) * (isWhole || kind is ConceptKind.Disorder ? 1 : Shortened) * (kind is ConceptKind.Disorder or ConceptKind.Finding ? Medical : 1);
                var known = found.GetValueOrDefault(key);
                found[key] = new Named(key, name, known is null ? weight : Math.Max(known.Weight, weight) + (0.15 * Math.Min(known.Weight, weight)), known?.Asked is true || weights[content[i]] >= 1,
                    (isWhole || kind is ConceptKind.Disorder) && !Array.TrueForAll(keys, Common.Contains) && (n > 1 || kind is not (ConceptKind.Anatomy or ConceptKind.Specialty or ConceptKind.Kin)), known is null ? places : [.. known.Places, .. places]);
                i += n - 1;
                break;
            }
        }
        return [.. found.Values.OrderByDescending(f => f.Weight).ThenBy(f => f.Key, StringComparer.Ordinal)];
    }

    private static ImmutableArray<QuestionFocus> Foci(ImmutableArray<Named> named) =>
        [.. named.Select(f => new QuestionFocus(f.Name, f.Key, f.Weight / named[0].Weight, f.Asked)).Take(MostFoci)];

    /// <summary>A name of the corpora in a question.</summary>
    /// <param name="IsStrong">It can be what a question is about by itself: no part of the body, nothing that only begins a name.</param>
    /// <param name="Places">Numbers of its words.</param>
    private sealed record Named(string Key, string Name, double Weight, bool Asked, bool IsStrong, ImmutableArray<int> Places);
}
