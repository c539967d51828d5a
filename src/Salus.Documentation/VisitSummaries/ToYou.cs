using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Salus.Documentation.VisitSummaries;

/// <summary>
/// A sentence of a note about the patient as one to the patient: "The patient takes her pills" becomes "You take your pills". Where somebody
/// else is spoken of, pronouns may mean either: then nothing is changed and the writer must leave the sentence out.
/// </summary>
internal static partial class ToYou
{
    private static readonly FrozenDictionary<string, string> Verbs = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["is"] = "are", ["was"] = "were", ["has"] = "have", ["does"] = "do", ["goes"] = "go", ["says"] = "say", ["isn't"] = "aren't", ["wasn't"] = "weren't", ["hasn't"] = "haven't", ["doesn't"] = "don't",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Adverbs = "also still always never just only usually often sometimes currently now then already mostly recently occasionally rarely otherwise additionally".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> NotVerbs = "this his yes as us plus thus perhaps always its hers yours across unless less".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Null when the sentence still speaks of the patient as somebody else.</summary>
    public static string? Write(string sentence)
    {
        var kin = Kin().IsMatch(sentence);
        var text = Intro().Replace(sentence, "You are a ");
        text = Patient().Replace(text, m => m.Groups["s"].Success ? "your" : "you");
        if (!kin)
        {
            text = Subject().Replace(text, "you");
            text = Possessive().Replace(text, "your");
            text = Object().Replace(text, "you");
            text = Self().Replace(text, "yourself");
        }
        else if (OtherPronoun().IsMatch(OwnKin().Replace(text, "your ${kin}")))
            return null;
        else
            text = OwnKin().Replace(text, "your ${kin}");
        return Agree(text);
    }

    /// <summary>"you takes" becomes "you take"; "you also has" becomes "you also have".</summary>
    private static string Agree(string text)
    {
        var words = text.Split(' ');
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (!words[i].Equals("you", StringComparison.OrdinalIgnoreCase))
                continue;
            var verb = i + 1;
            while (verb < words.Length && Adverbs.Contains(words[verb]))
                verb++;
            if (verb == words.Length)
                continue;
            words[verb] = Base(words[verb]);
            // "takes aspirin and walks": the second verb has the same subject.
            for (var j = verb + 1; j + 1 < words.Length; j++)
            {
                if (words[j] is "and" or "or" or "but" && words[j + 1] is "is" or "has" or "was" or "does" or "takes" or "feels" or "denies" or "uses" or "needs" or "walks" or "eats" or "sleeps" or "says" or "agrees" or "understands" or "wants" or "plans" or "drinks" or "smokes" or "works" or "lives" or "tries" or "exercises" or "continues" or "gets" or "knows" or "likes" or "notices")
                    words[j + 1] = Base(words[j + 1]);
            }
        }
        return string.Join(' ', words);
    }

    private static string Base(string word)
    {
        var bare = word.TrimEnd('.', ',', ';', ':');
        var tail = word[bare.Length..];
        if (Verbs.TryGetValue(bare, out var known))
            return known + tail;
        if (bare.Length < 4 || !bare.EndsWith('s') || bare.EndsWith("ss", StringComparison.Ordinal) || bare.EndsWith("us", StringComparison.Ordinal) || NotVerbs.Contains(bare) || !bare.All(char.IsLower))
            return word;
        if (bare.EndsWith("ies", StringComparison.Ordinal))
            return bare[..^3] + "y" + tail;
        return bare.EndsWith("shes", StringComparison.Ordinal) || bare.EndsWith("ches", StringComparison.Ordinal) || bare.EndsWith("sses", StringComparison.Ordinal) || bare.EndsWith("xes", StringComparison.Ordinal) ? bare[..^2] + tail : bare[..^1] + tail;
    }

    [GeneratedRegex(@"^(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?(?:\p{Lu}[\p{L}'-]+ ){1,3}is an? (?=[\w-]*\d)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Intro();

    [GeneratedRegex(@"\b(?:[Tt]he|[Tt]his) patient(?<s>['’]s)?\b|\b(?:Mr|Mrs|Ms|Miss)\. \p{Lu}[\p{L}-]+(?<s>['’]s)?|^Patient(?<s>['’]s)?\b(?! [A-Z])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Patient();

    [GeneratedRegex(@"\b(?:[Hh]e|[Ss]he|[Tt]hey)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Subject();

    [GeneratedRegex(@"\b(?:[Hh]is|[Tt]heir)\b|\b[Hh]er\b(?= \p{Ll})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Possessive();

    [GeneratedRegex(@"\b(?:him|her)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Object();

    [GeneratedRegex(@"\b(?:himself|herself|themselves)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Self();

    [GeneratedRegex(@"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|him|[Tt]heir|[Tt]hey)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OtherPronoun();

    [GeneratedRegex(@"\b(?:[Hh]is|[Hh]er|[Tt]heir) (?<kin>wife|husband|partner|son|daughter|mother|father|mom|dad|brother|sister|family|friend|grandmother|grandfather|kids|children|parents)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OwnKin();

    [GeneratedRegex(@"\b(?:wife|husband|partner|son|daughter|mother|father|mom|dad|brother|sister|friend|grandmother|grandfather|aunt|uncle|cousin|kids|children|parents|Dr|doctor)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Kin();
}
