using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Turns a statement about the patient into one to the patient: "The patient takes her pills" becomes "You take your pills". Which
/// pronouns mean the patient is read off the words that were said: one that stands for a spoken "I", "my" or the doctor's "you" does,
/// one that was itself spoken is somebody else.
/// </summary>
public sealed partial class SecondPerson(PatientReference patient)
{
    private static readonly FrozenSet<string> SelfWords = Set("i i'm i've i'd i'll me my mine myself we we're we've we'll us our you you're you've you'll you'd your yours yourself");

    private static readonly FrozenSet<string> Adverbs = Set("also still always never just only not usually often sometimes currently now then already really actually probably mostly generally recently typically occasionally rarely");

    /// <summary>After these a person is the object, and what follows is no verb of theirs.</summary>
    private static readonly FrozenSet<string> ObjectAfter = Set("give gave giving put putting start started starting refer referring send sending get getting let help helps keep keeping place placing have treat for to on with of at from by about switch prescribe offer see tell ask");

    /// <summary>Also nouns: "has a cough and aches" lists what there is.</summary>
    private static readonly FrozenSet<string> NounsToo = Set("coughs aches cramps stresses works sleeps walks drinks plays changes increases bruises needs uses drops reports falls shots tests");

    /// <summary>Null when it does not speak of the patient in a form this knows.</summary>
    public string? Write(string sentence, IReadOnlyList<string> said, bool byCompanion)
    {
        sentence = Named().Replace(sentence, "The patient is ");
        return Told(sentence, said, byCompanion) is { } told ? ReportedSpeech.Sentence(told) : null;
    }

    private string? Told(string sentence, IReadOnlyList<string> said, bool byCompanion)
    {
        var denied = Denies().Match(sentence);
        if (denied.Success)
            return Shift(denied.Groups["what"].Value, said, byCompanion) is { } what ? (Gerund().IsMatch(what) ? "You said no to " : "You told us that you have no ") + what : null;
        var reported = Reports().Match(sentence);
        if (reported.Success)
            return Shift(reported.Groups["what"].Value, said, byCompanion) is { } told ? (Gerund().IsMatch(told) ? "You told us about " : "You told us that you have ") + told : null;
        return Shift(sentence, said, byCompanion);
    }

    private string? Shift(string sentence, IReadOnlyList<string> said, bool byCompanion)
    {
        if (said.Contains("patient", StringComparer.Ordinal) || said.Contains("patient's", StringComparer.Ordinal))
            return null;
        var words = sentence.Split(' ');
        var own = byCompanion ? null : Alignment(words, said);
        var text = new List<string>();
        var agreeing = false;
        for (var i = 0; i < words.Length; i++)
        {
            var core = Core(words[i]).ToLowerInvariant();
            var tail = words[i][Core(words[i]).Length..];
            if (core is "the" && i + 1 < words.Length && Core(words[i + 1]).ToLowerInvariant() is "patient" or "patient's")
            {
                tail = words[i + 1][Core(words[i + 1]).Length..];
                var possessive = Core(words[i + 1]).EndsWith("'s", StringComparison.Ordinal);
                i++;
                text.Add((possessive ? "your" : "you") + tail);
                agreeing = !possessive && Agree(words, ref i, text, tail, plural: false);
                continue;
            }
            if (IsPronoun(core) && (own is null || own[i]))
            {
                if (core == patient.Reflexive)
                    text.Add("yourself" + tail);
                else if (core is "hers" or "theirs")
                    text.Add("yours" + tail);
                else if (core == patient.Possessive && (core != patient.Object || IsPossessive(words, i)))
                    text.Add("your" + tail);
                else
                {
                    text.Add("you" + tail);
                    agreeing = Agree(words, ref i, text, tail, patient.Plural);
                }
                continue;
            }
            if (core is "that" or "which" or "who" or "it" or "he" or "she" or "they" or "I" or "we")
                agreeing = false;
            text.Add(words[i]);
            if (agreeing && core is "and" or "or" or "but")
            {
                var next = i + 1;
                while (next < words.Length && Adverbs.Contains(words[next]))
                    text.Add(words[next++]);
                if (next < words.Length && !NounsToo.Contains(Core(words[next])) && SecondForm(Core(words[next])) is { } verb)
                    text.Add(verb + words[next][Core(words[next]).Length..]);
                else if (next < words.Length)
                    next--;
                i = Math.Min(next, words.Length - 1);
            }
        }
        return string.Join(' ', text);
    }

    /// <summary>Writes the verb after "you", adverbs in between as they come; moves to the last word used.</summary>
    private static bool Agree(string[] words, ref int i, List<string> text, string tail, bool plural)
    {
        if (plural || tail.Length > 0 || IsObject(text))
            return plural;
        var next = i + 1;
        while (next < words.Length && Adverbs.Contains(words[next]))
            next++;
        if (next >= words.Length || SecondForm(Core(words[next])) is not { } verb)
            return false;
        for (var k = i + 1; k < next; k++)
            text.Add(words[k]);
        text.Add(verb + words[next][Core(words[next]).Length..]);
        i = next;
        return true;
    }

    private static bool IsObject(List<string> text) => text.Count > 1 && ObjectAfter.Contains(text[^2].ToLowerInvariant());

    /// <summary>"Her" before a noun; before a preposition, a time or the end it is the object.</summary>
    private static bool IsPossessive(string[] words, int i) =>
        words[i].Length == Core(words[i]).Length && i + 1 < words.Length && Core(words[i + 1]).ToLowerInvariant() is not ("for" or "to" or "with" or "in" or "on" or "at" or "of" or "a" or "an" or "the" or "some" or "and" or "or" or "but" or "up" or "back" or "off" or "out" or "about" or "into" or "from" or "that" or "if" or "when" or "because" or "today" or "as");

    private static string? SecondForm(string verb) => verb switch
    {
        "is" => "are",
        "was" => "were",
        "has" => "have",
        "does" => "do",
        "presents" => "come in",
        "denies" => "deny",
        "states" => "say",
        "undergoes" => "have",
        "remains" => "remain",
        "appears" => "appear",
        "requires" => "need",
        "requests" => "ask for",
        "mentions" => "mention",
        "tolerates" => "tolerate",
        _ => Verbs.BaseOf(verb),
    };

    /// <summary>For each word of the statement, whether a pronoun there stands for a spoken word of self.</summary>
    private bool[] Alignment(string[] words, IReadOnlyList<string> said)
    {
        var own = new bool[words.Length];
        var cores = words.Select(w => Core(w).ToLowerInvariant()).ToArray();
        if (!said.Any(s => IsPronoun(s.Split('\'')[0])))
        {
            Array.Fill(own, true);
            return own;
        }
        var cost = new int[words.Length + 1, said.Count + 1];
        for (var i = words.Length; i >= 0; i--)
            for (var j = said.Count; j >= 0; j--)
                cost[i, j] = i == words.Length ? said.Count - j : j == said.Count ? words.Length - i
                    : Match(cores[i], said[j]) is { } match ? Math.Min(cost[i + 1, j + 1] + match, Math.Min(cost[i + 1, j], cost[i, j + 1]) + 1) : Math.Min(cost[i + 1, j], cost[i, j + 1]) + 1;
        for (var (i, j) = (0, 0); i < words.Length && j < said.Count;)
        {
            if (Match(cores[i], said[j]) is { } match && cost[i, j] == cost[i + 1, j + 1] + match)
            {
                own[i] = IsPronoun(cores[i]) && SelfWords.Contains(said[j]);
                (i, j) = (i + 1, j + 1);
            }
            else if (cost[i, j] == cost[i + 1, j] + 1)
                i++;
            else
                j++;
        }
        return own;
    }

    private int? Match(string written, string said) =>
        written == said || written == said.Split('\'')[0] ? 0 : SelfWords.Contains(said) && (IsPronoun(written) || written is "patient" or "patient's") ? 0 : null;

    private bool IsPronoun(string word) => word == patient.Subject || word == patient.Object || word == patient.Possessive || word == patient.Reflexive || word is "hers" or "theirs" && word == patient.Possessive + "s";

    private static string Core(string word) => word.TrimEnd('.', ',', ';', ':', '!', '?');

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>"James Byrne is a 57-year-old ...".</summary>
    [GeneratedRegex(@"^(?:\p{Lu}[\p{L}'.-]* ){1,4}is (?=an? \d+[- ](?:year|month|week|day)s?[- ]old)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"^The patient denies (?:any )?(?<what>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Denies();

    [GeneratedRegex(@"^The patient reports (?<what>[^t].*|t[^h].*)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Reports();

    [GeneratedRegex(@"^(?:\w+ly )?\w+ing\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Gerund();
}
