using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Text;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Says whether a text that was written or listed says what a checklist item says. An item is found in one text when that text covers its
/// content words (all of up to three, otherwise seven in ten; words of time always) by the same stem, by a word of the same meaning (Data/checklist-words.tsv) or
/// by the same concept of the vocabulary; states the covered words with the same polarity; and holds every number of the item. An item of
/// fewer than two content words of its own also needs half of the words of an item above it, there or in a text next to it.
/// Reads texts alone: neither engine nor checks take part.
/// </summary>
public sealed class ChecklistMatcher
{
    private const double EnoughOfMany = 0.7;
    private const double EnoughContext = 0.5;
    private const int Beside = 2;
    private const int AnswerWords = 6;
    private static readonly char[] Letters = [.. "abcdefghijklmnopqrstuvwxyz"];

    private static readonly Lazy<(FrozenDictionary<string, string[][]> Expansions, FrozenDictionary<string, FrozenSet<int>> Same, FrozenDictionary<string, FrozenSet<int>> Near)> Words = new(Load);
    private static readonly FrozenSet<string> Grammar = Set(
        "a an the and or nor but if then than that this these those there here of in on at to from for by with without about into over under as so because due per via i me my you your he him his she her they them their it its we us our who which what when where how is am are was were be been being has have had having do does did done doing can could will would shall should may might must very too also just only again such any all some each other not no never none nil non cannot neither nothing nobody denies denied without "
        + "feel feels feeling felt get gets getting got take takes taking taken took use uses using used make makes try tries trying tried going went go goes bit little slightly quite otherwise particularly especially mainly specifically confirm confirms confirmed patient full nature happen happens happened problem problems feel says said thing something one like else nil up out s t d ll ve re m oh um uh yes yeah okay");
    private static readonly FrozenSet<string> OfTime = Set("day week month year hour minute");
    private static readonly FrozenSet<string> Times = Set("day days week weeks month months year years hour hours time times occasion occasions stone mile pack packs");
    private static readonly FrozenSet<string> Denials = Set("no not nor never without denies denied nil none non cannot neither nothing nobody doesnt dont didnt cant couldnt wasnt isnt hasnt havent wont");
    private static readonly FrozenSet<string> NoAnswers = Set("no nope nah not none never neither nothing");
    private static readonly FrozenSet<string> YesAnswers = Set("yes yeah yep yup correct definitely sometimes occasionally sure");
    private static readonly FrozenDictionary<string, string> Counts = new Dictionary<string, string>(StringComparer.Ordinal) { ["once"] = "1", ["twice"] = "2", ["a"] = "1", ["an"] = "1", ["one"] = "1" }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What "nil" denies below a heading.</summary>
    private static readonly FrozenDictionary<string, string> OfHeading = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["PMH"] = "no medical problem", ["DH"] = "no medication", ["FH"] = "no family illness" }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly ImmutableArray<string> texts;
    private readonly ImmutableArray<Said> read;

    /// <param name="texts">Statements, entries of a list or turns, in their order.</param>
    public ChecklistMatcher(IEnumerable<string> texts)
    {
        this.texts = [.. texts];
        read = [.. this.texts.Select(Read)];
    }

    public bool Finds(ChecklistItem item) => Find(item) is not null;

    /// <summary>The text that says it; null when none does.</summary>
    public string? Find(ChecklistItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        // "no numbness", below it "or weakness"
        var denied = item.Text.StartsWith("or ", StringComparison.OrdinalIgnoreCase) && item.Above is [var above, ..] && Read(above).Denies;
        foreach (var way in WaysToSay(item.Text))
            if (Find(Own(denied ? Read(way) with { Denies = true } : Read(way), item), item) is { } text)
                return text;
        return Read(item.Text).Words.IsEmpty && OfHeading.TryGetValue(item.Heading.Trim(), out var nothing) ? Find(Read(nothing), item) : null;
    }

    /// <summary>Without the words that only repeat an item above, unless nothing else is said: "pain in the sides" below "pain does not spread".</summary>
    private static Said Own(Said wanted, ChecklistItem item)
    {
        var above = item.Above.SelectMany(a => Read(a).Words).Select(w => w.Stem).ToHashSet(StringComparer.Ordinal);
        var own = wanted.Words.RemoveAll(w => above.Contains(w.Stem));
        return own.IsEmpty ? wanted : wanted with { Words = own };
    }

    private string? Find(Said wanted, ChecklistItem item)
    {
        if (wanted.Words.IsEmpty && wanted.Numbers.IsEmpty)
            return null;
        for (var i = 0; i < read.Length; i++)
            if (Says(read[i], wanted) && (wanted.Words.Length >= 2 || item.Above.IsEmpty || item.Above.Any(above => IsNear(i, Read(WaysToSay(above).First())))))
                return texts[i];
        return null;
    }

    /// <summary>Whether half of the words of an item above stand in a text or in one next to it.</summary>
    private bool IsNear(int text, Said above) =>
        above.Words.IsEmpty || read.Take(text + Beside + 1).Skip(Math.Max(0, text - Beside)).Any(t => Covered(t, above).Count(at => at is not null) >= EnoughContext * above.Words.Length);

    private static bool Says(Said text, Said wanted)
    {
        if (!wanted.Numbers.All(text.Numbers.Contains))
            return false;
        var at = Covered(text, wanted);
        var covered = at.Count(a => a is not null);
        if (at.Zip(wanted.Words).Any(p => p.First is null && OfTime.Contains(p.Second.Stem)))
            return false;
        if (covered < (wanted.Words.Length <= 2 ? wanted.Words.Length : EnoughOfMany * wanted.Words.Length))
            return false;
        if (covered == 0)
            return !wanted.Denies;
        var denied = at.Count(a => a is { } word && text.Words[word].Denied);
        return wanted.Denies ? 2 * denied >= covered : 2 * denied < covered;
    }

    /// <summary>For each content word of the item its place among the words of the text, no place twice; null where the text does not say it.</summary>
    private static int?[] Covered(Said text, Said wanted)
    {
        var taken = new HashSet<int>();
        var places = new int?[wanted.Words.Length];
        for (var w = 0; w < places.Length; w++)
        {
            var word = wanted.Words[w];
            int? best = null;
            for (var i = 0; i < text.Words.Length; i++)
                if (!taken.Contains(i) && Same(text.Words[i], word, places.Length >= 2) && (best is null || text.Words[i].Denied == wanted.Denies && text.Words[best.Value].Denied != wanted.Denies))
                    best = i;
            // the words of one term stand for each other: "heart beating" and "palpitations"
            best ??= word.Concept is null ? null : taken.Where(i => text.Words[i].Concept == word.Concept).Select(i => (int?)i).FirstOrDefault();
            if (best is { } place)
                taken.Add(place);
            places[w] = best;
        }
        return places;
    }

    /// <summary>Whether the first words of an answer say no before they say yes.</summary>
    private static bool Refuses(string answer) =>
        Tokenizer.Tokenize(answer).Where(t => t.IsWord).Select(t => t.Norm).Take(AnswerWords).FirstOrDefault(w => NoAnswers.Contains(w) || YesAnswers.Contains(w)) is { } reply && NoAnswers.Contains(reply);

    /// <param name="loosely">Near words count as well.</param>
    private static bool Same(Content a, Content b, bool loosely) =>
        a.Stem == b.Stem || a.Stem.Length + 1 == b.Stem.Length && b.Stem[^1] == 'e' && b.Stem.StartsWith(a.Stem, StringComparison.Ordinal) || Misspelt(a.Stem, b.Stem) || a.Concept is not null && a.Concept == b.Concept || a.Groups.Overlaps(b.Groups) || loosely && a.Near.Overlaps(b.Near);

    /// <summary>One letter more, less, other or two swapped, in words of six letters or more: checklists are typed in haste.</summary>
    private static bool Misspelt(string a, string b)
    {
        if (Math.Min(a.Length, b.Length) < 6 || Math.Abs(a.Length - b.Length) > 1)
            return false;
        var front = a.Zip(b).TakeWhile(p => p.First == p.Second).Count();
        var back = a.Reverse().Zip(b.Reverse()).TakeWhile(p => p.First == p.Second).Count();
        return a.Length == b.Length
            ? front + back >= a.Length - 1 || front + back == a.Length - 2 && a[front] == b[front + 1] && a[front + 1] == b[front]
            : front + back >= Math.Min(a.Length, b.Length);
    }

    private static Said Read(string text)
    {
        var written = SpokenForm.ToWritten(text).Text;
        var words = ImmutableArray.CreateBuilder<Content>();
        var numbers = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var denies = false;
        var spans = SentenceSplitter.Spoken(written);
        for (var s = 0; s < spans.Length; s++)
        {
            var sentence = spans[s].In(written);
            var tokens = Tokenizer.Tokenize(sentence);
            var mentions = Vocabulary.Embedded.Matcher.Find(sentence, tokens);
            var refused = sentence.EndsWith('?') && s + 1 < spans.Length && Refuses(spans[s + 1].In(written) + (s + 2 < spans.Length ? " " + spans[s + 2].In(written) : ""));
            for (var i = 0; i < tokens.Length; i++)
            {
                var word = tokens[i].Norm;
                denies |= Denials.Contains(word);
                foreach (var part in Rouge.Tokens(word).Where(t => char.IsAsciiDigit(t[0])))
                    numbers.Add(part.TrimEnd(Letters));
                if (Counts.TryGetValue(word, out var counted) && (word.Length >= 3 || i + 1 < tokens.Length && Times.Contains(tokens[i + 1].Norm)))
                    numbers.Add(counted);
                if (!tokens[i].IsWord || word.Length < 2 || Grammar.Contains(word) || Denials.Contains(word))
                    continue;
                var concept = mentions.FirstOrDefault(m => m.Span.Start <= tokens[i].Span.Start && m.Span.End >= tokens[i].Span.End)?.Concept.Id;
                var denied = sentence.EndsWith('?') ? refused : StatedFindings.Denied(tokens, i, i) || i > 0 && Denials.Contains(tokens[i - 1].Norm);
                var stem = Stemmer.Stem(word);
                words.Add(new Content(stem, concept, GroupsOf(Words.Value.Same, stem), GroupsOf(Words.Value.Near, stem), denied));
            }
        }
        return new Said([.. words.DistinctBy(w => (w.Stem, w.Denied))], numbers.ToImmutable(), denies);
    }

    /// <summary>The item with its shorthand written out; "3/7" is three days, "2/52" two weeks and "3/12" three months.</summary>
    private static IEnumerable<string> WaysToSay(string item)
    {
        var words = item.ToLowerInvariant().Replace("&", " and ", StringComparison.Ordinal).Replace(" years old", " age", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.Trim(',', '.', ';') switch
            {
                [.. var n, '/', '7'] => n + " days",
                [.. var n, '/', '5', '2'] => n + " weeks",
                [.. var n, '/', '1', '2'] => n + " months",
                var other => Stuck(other.Replace("/", " ", StringComparison.Ordinal)),
            }).ToArray();
        yield return Expanded(words, 0);
        if (words.Any(w => Words.Value.Expansions.GetValueOrDefault(w) is { Length: > 1 }))
            yield return Expanded(words, 1);
        // the letters themselves, where the text keeps the shorthand
        yield return string.Join(' ', words);
    }

    /// <summary>"3days" as two words, "6-7" as two numbers.</summary>
    private static string Stuck(string word) =>
        string.Concat(word.Select((c, i) => i > 0 && char.IsAsciiDigit(word[i - 1]) && (char.IsAsciiLetter(c) || c == '-') ? c == '-' ? " " : " " + c : c.ToString()));

    private static string Expanded(string[] words, int way) =>
        string.Join(' ', words.Select(w => Words.Value.Expansions.GetValueOrDefault(w) is { } ways ? string.Join(' ', ways[Math.Min(way, ways.Length - 1)]) : w));

    private static FrozenSet<int> GroupsOf(FrozenDictionary<string, FrozenSet<int>> groups, string stem) => groups.GetValueOrDefault(stem) ?? FrozenSet<int>.Empty;

    private static (FrozenDictionary<string, string[][]>, FrozenDictionary<string, FrozenSet<int>>, FrozenDictionary<string, FrozenSet<int>>) Load()
    {
        var expansions = new Dictionary<string, List<string[]>>(StringComparer.Ordinal);
        var (same, near) = (new Dictionary<string, HashSet<int>>(StringComparer.Ordinal), new Dictionary<string, HashSet<int>>(StringComparer.Ordinal));
        using var reader = new StreamReader(ScribeData.Open("checklist-words.tsv"));
        for (var group = 0; reader.ReadLine() is { } line; group++)
        {
            if (line.Length == 0 || line[0] == '#' || line.Split('\t') is not [var kind, var words] || kind == "kind")
                continue;
            var parts = words.Split('|');
            if (kind == "expand")
            {
                (expansions.TryGetValue(parts[0], out var ways) ? ways : expansions[parts[0]] = []).Add(parts[1].Split(' '));
                continue;
            }
            var groups = kind == "same" ? same : near;
            foreach (var word in parts.Select(Stemmer.Stem))
                (groups.TryGetValue(word, out var of) ? of : groups[word] = []).Add(group);
        }
        return (expansions.ToFrozenDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal), Frozen(same), Frozen(near));

        static FrozenDictionary<string, FrozenSet<int>> Frozen(Dictionary<string, HashSet<int>> groups) => groups.ToFrozenDictionary(g => g.Key, g => g.Value.ToFrozenSet(), StringComparer.Ordinal);
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <param name="Concept">Id of the concept the word is part of.</param>
    /// <param name="Groups">Meanings it shares with other words.</param>
    /// <param name="Near">Meanings close to those of other words.</param>
    private sealed record Content(string Stem, string? Concept, FrozenSet<int> Groups, FrozenSet<int> Near, bool Denied);

    /// <param name="Denies">A word of denial stands somewhere in it.</param>
    private sealed record Said(ImmutableArray<Content> Words, ImmutableHashSet<string> Numbers, bool Denies);
}
