using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Rewrites what was said into the reported prose of a note: the patient's "I" and the doctor's "you" become the patient, verbs follow,
/// contractions are written out. Words are replaced only by their grammatical counterpart; the rest of the sentence stays as said, so
/// polarity, numbers and names cannot change. What cannot be carried over cleanly gives null and is not written.
/// </summary>
public sealed partial class ReportedSpeech(PatientReference patient)
{
    private static readonly FrozenSet<string> Adverbs = Set("just really also usually always still never only already actually probably definitely sometimes often mostly currently both recently typically generally normally certainly occasionally rarely barely hardly quickly slowly even ever kind simply normally mainly finally initially then now mostly basically pretty not almost mainly");

    private static readonly FrozenSet<string> Weak = Set("just really actually basically literally honestly obviously certainly definitely pretty totally super");

    private static readonly FrozenSet<string> ObjectAfter = Set("give gave giving given put putting see saw seeing start starting have having want wanted refer referring send sending sent get getting tell telling told let letting keep keeping help helping helps make makes making place placing on for with to of at about by from want advise encourage encouraged recommend ask asked treat treating treated put without prescribe prescribed allow switch take bring follow watch monitor schedule set call examine affect hurt bother bothering bothers prevent offer show cause need like around between after before wake woke diagnosed hospitalized admitted");

    private static readonly FrozenSet<string> FollowsObject = Set("for to with in on at of a an the some up back through off out about into from down over this your");

    private static readonly FrozenSet<string> NoObjectAfter = Set("and that if when do because what so but as than which where how why who then or are were have did can will would should is was");

    private static readonly FrozenSet<string> Dangling = Set("and but or the a an to of for with because that if my her his their is was are were i it's so like just than as when which who from at on in by about into it'll they're she's he's very more some any no not have has had been be also really what where how while until your the this these those between could would can will should may might do does did nothing everything maybe such their's that's there's then which's whether unless until without although she he they we when since behind");

    private static readonly FrozenSet<string> Residue = Set("you you're you've you'll you'd your yours yourself gonna wanna stuff um uh okay ok hey dragon dax yeah yep thanks thank sorry please wow damn dude guys guy gosh hi hello bye goodbye ma'am sir doc doctor's darn ya y'all lol");

    /// <summary>Third person of what the patient says about themself; null when it cannot be told cleanly.</summary>
    /// <param name="named">The sentence already speaks of the patient, so a pronoun is enough.</param>
    public string? Patient(Clause clause, bool named = false) => Shift(clause.Words, ofPatient: true, named);

    /// <summary>What somebody says about the patient they came with; null when they speak of themselves too.</summary>
    public string? Companion(Clause clause)
    {
        if (!clause.Words.Any(w => Split(w.Key).Pronoun == patient.Subject || w.Key == patient.Possessive) || clause.Words.Any(w => Split(w.Key).Pronoun is "i" or "we" or "you" or "me" or "my" or "us" or "our" or "your"))
            return null;
        var text = new List<string>();
        for (var i = 0; i < clause.Words.Length; i++)
        {
            var key = clause.Words[i].Key;
            if (clause.Words[i].IsPause)
                text.Add(",");
            else if (Weak.Contains(key))
                continue;
            else if (key is "she's" or "he's")
                text.AddRange([key[..^2], Verbs.IsParticiple(Next(clause.Words, i + 1)) ? "has" : "is"]);
            else
                text.Add(Written(clause.Words[i]));
        }
        return Finish(text, ofPatient: true) is { } said ? "the companion reports that " + said : null;
    }

    /// <summary>The doctor's words with the patient in the third person; the doctor stays "I".</summary>
    /// <param name="named">The sentence already speaks of the patient, so a pronoun is enough.</param>
    public string? Doctor(Clause clause, bool named = false) => Shift(clause.Words, ofPatient: false, named);

    /// <summary>The same for words taken out of a clause.</summary>
    public string? Doctor(string words, bool named = false) =>
        Shift([.. words.Replace(",", " ,", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => new Word(w, 0, 0, 0))], ofPatient: false, named);

    private string? Shift(System.Collections.Immutable.ImmutableArray<Word> words, bool ofPatient, bool named)
    {
        var text = new List<string>();
        var present = false;
        for (var i = 0; i < words.Length; i++)
        {
            var key = words[i].Key;
            var next = Next(words, i + 1);
            if (words[i].IsPause)
            {
                text.Add(",");
                continue;
            }
            if (Weak.Contains(key) && !(key is "pretty" && text.Count > 0 && text[^1] is "a") && !(key is "just" && next is "like" or "as"))
                continue;
            var (pronoun, ending) = Split(key);
            var self = ofPatient ? pronoun is "i" or "we" : pronoun is "you";
            if (self && !(ofPatient is false && ending.Length == 0 && IsObject(words, i)))
            {
                var plural = named && patient.Plural;
                text.Add(named ? patient.Subject : "the patient");
                named = true;
                present = false;
                switch (ending)
                {
                    case "'m" or "'re":
                        text.Add(plural ? "are" : "is");
                        break;
                    case "'ve":
                        text.Add(plural ? "have" : "has");
                        break;
                    case "'ll":
                        text.Add("will");
                        break;
                    case "'d":
                        text.Add(Verbs.IsParticiple(next) || next is "better" ? "had" : "would");
                        break;
                    default:
                        i = Verb(words, i, plural, text, ref present);
                        break;
                }
                continue;
            }
            switch (key)
            {
                case "me" or "us" when ofPatient:
                    text.Add(named ? patient.Object : "the patient");
                    named = true;
                    continue;
                case "you" when !ofPatient:
                    text.Add(named ? patient.Object : "the patient");
                    named = true;
                    continue;
                case "my" or "our" when ofPatient:
                case "your" when !ofPatient:
                    text.Add(named ? patient.Possessive : "the patient's");
                    named = true;
                    continue;
                case "mine" when ofPatient:
                case "yours" when !ofPatient:
                    text.Add(patient.Possessive == "her" ? "hers" : patient.Possessive == "their" ? "theirs" : "his");
                    continue;
                case "myself" or "ourselves" when ofPatient:
                case "yourself" when !ofPatient:
                    text.Add(named ? patient.Reflexive : "the patient");
                    named = true;
                    continue;
                case "and" or "or" or "but" when present && Verbs.IsPresent(next) && next is not ("do" or "are" or "ice" or "cough" or "stress" or "work" or "sleep" or "walk" or "exercise" or "drink" or "play" or "talk" or "watch" or "use" or "need" or "ache" or "cramp" or "itch" or "bike" or "bruise" or "change" or "increase"):
                    text.Add(key);
                    text.Add(Verbs.ThirdPerson(next));
                    i++;
                    continue;
            }
            if (ofPatient && pronoun is "you")
                return null;
            if (key is "it's" or "that's" or "there's" && Verbs.IsParticiple(next) && next is "been" or "gotten" or "got" or "become" or "gone")
            {
                text.Add(key[..^2]);
                text.Add("has");
                continue;
            }
            text.Add(Written(words[i]));
        }
        return Finish(text, ofPatient);
    }

    /// <summary>Writes the verb after a subject, adverbs in between as they come; returns the last index used.</summary>
    private static int Verb(System.Collections.Immutable.ImmutableArray<Word> words, int subject, bool plural, List<string> text, ref bool present)
    {
        var i = subject + 1;
        while (i < words.Length && (words[i].IsPause || Adverbs.Contains(words[i].Key) || words[i].Key.Length > 4 && words[i].Key.EndsWith("ly", StringComparison.Ordinal)))
        {
            if (!words[i].IsPause && !Weak.Contains(words[i].Key))
                text.Add(words[i].Key);
            i++;
        }
        if (i >= words.Length)
            return i - 1;
        var verb = words[i].Key;
        if (verb is "am")
            text.Add(plural ? "are" : "is");
        else if (!plural && verb is "were")
            text.Add("was");
        else if (plural && verb is "was")
            text.Add("were");
        else if (!plural && Verbs.IsPresent(verb))
        {
            text.Add(Verbs.ThirdPerson(verb));
            present = true;
        }
        else
            return i - 1;
        return i;
    }

    private static bool IsObject(System.Collections.Immutable.ImmutableArray<Word> words, int i)
    {
        if (i == 0)
            return false;
        var before = words[i - 1].Key;
        var next = Next(words, i + 1);
        if (!ObjectAfter.Contains(before))
            return FollowsObject.Contains(next) && !words[i - 1].IsPause && !NoObjectAfter.Contains(before);
        return !(next is "are" or "were" or "have" or "had" or "can" or "could" or "will" or "would" or "should" or "do" or "did" or "need" or "want" or "go" or "get" or "take" && before is "before" or "after" or "like");
    }

    private static (string Pronoun, string Ending) Split(string key)
    {
        var mark = key.IndexOf('\'', StringComparison.Ordinal);
        return mark < 0 ? (key, "") : (key[..mark], key[mark..]);
    }

    private static string Next(System.Collections.Immutable.ImmutableArray<Word> words, int i)
    {
        while (i < words.Length && (words[i].IsPause || Adverbs.Contains(words[i].Key)))
            i++;
        return i < words.Length ? words[i].Key : "";
    }

    private static string Written(Word word) => word.Key is "i" ? "I" : Verbs.Expand(word.Key) is { } expanded ? expanded.Replace("i am", "I am", StringComparison.Ordinal) : word.Key switch
    {
        "it's" or "that's" or "there's" or "what's" or "here's" => word.Key[..^2] + " is",
        "he's" or "she's" => word.Key,
        "i've" => "I have",
        "i'll" => "I will",
        "i'd" => "I would",
        "alot" => "a lot",
        _ => word.Key,
    };

    /// <summary>Joins the words into a sentence, or null when the result would not read as one.</summary>
    public static string? Finish(List<string> text, bool ofPatient)
    {
        while (text.Count > 0 && (text[^1] is "," || Dangling.Contains(text[^1])))
        {
            if (text[^1] is not ",")
                return null;
            text.RemoveAt(text.Count - 1);
        }
        if (text.Count == 0 || text.Any(word => Residue.Contains(word.ToLowerInvariant())) || ofPatient && text.Any(word => word is "I" or "I am" or "I have"))
            return null;
        var sentence = Join(text);
        return sentence.Length == 0 || Garbled().IsMatch(sentence) ? null : sentence;
    }

    public static string Join(IEnumerable<string> words)
    {
        var sentence = new StringBuilder();
        foreach (var word in words)
        {
            if (sentence.Length > 0 && word is not ",")
                sentence.Append(' ');
            if (word is "," && sentence.Length == 0)
                continue;
            if (word is "," && sentence[^1] is ',')
                continue;
            sentence.Append(word);
        }
        return sentence.ToString();
    }

    /// <summary>With a capital at the start and a full stop at the end.</summary>
    public static string Sentence(string text)
    {
        text = text.Trim().TrimEnd(',', ';', ':');
        if (text.Length == 0)
            return text;
        var capital = char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];
        return capital[^1] is '.' or '!' or '?' ? capital : capital + ".";
    }

    /// <summary>Two subjects in a row, questions left inside, verbs without a subject: what a speech recogniser and a cut make of a sentence.</summary>
    [GeneratedRegex(@"\b(?:the patient (?:her|his|their|she|he|they|is is|is (?:his|her|their) [a-z]+ is)|tell (?:him|her|them)|out of that$|is a out|say i|(?:she|he|they) (?:she|he|they|her|his|their|the|it)|(?:i|we|it) (?:i|we|my|your|his|it|she|he|do the|did the) |(?:did|does|do|is|are|was|were|has|have|can|will) the patient|the patient the patient|how (?:is|are|do|does|did|long|bad|often)|know what|in terms of (?:him|her|them)|to to|the the|of of|and and|a a|in in|is is|is it|that is what|what about|want I|let us|let me|tell me|I want$|I let)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Garbled();

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
