using System.Text.RegularExpressions;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Makes one statement of a question and its yes or no: "any chest pain?" - "no" becomes "The patient denies chest pain." A yes to a list
/// of several things does not say which, so it makes nothing.
/// </summary>
public sealed partial class AnswerProse(PatientReference patient, ReportedSpeech speech)
{
    /// <summary>What is asked for in "any ...", "do you have any ...", "have you had any ...": the list itself; null for other questions.</summary>
    public static string? Asked(Clause question)
    {
        var match = AnyQuestion().Match(question.Key);
        if (!match.Success && question.Length <= 10 && Cues.Embedded.In(question).Has("symptom"))
            match = HowAbout().Match(question.Key);
        return match.Success ? match.Groups["what"].Value.Trim(' ', ',') : Exchange.IsBareList(question) ? question.Key : null;
    }

    /// <summary>The statement without its full stop, or null when the pair does not make one.</summary>
    public string? Write(Exchange exchange)
    {
        var no = exchange.Reply is Reply.No;
        if (exchange.Reply is Reply.None || exchange.Question.IsCutOff && !no)
            return null;
        if (Asked(exchange.Question) is { } asked)
        {
            if (!no && Negative().IsMatch(exchange.Question.Key))
                return null;
            // A yes to "no fever?" agrees that there is none, or contradicts it: nobody can tell.
            if (!no && exchange.Question.Words[0].Key is "no")
                return null;
            var list = List(asked, no);
            if (list is null || !no && (list.Contains(" or ", StringComparison.Ordinal) || list.Contains(',', StringComparison.Ordinal)))
                return null;
            return $"the patient {(no ? "denies" : "reports")} {list}";
        }
        var key = Tag().Replace(exchange.Question.Key, "");
        if (Second().IsMatch(key))
            return null;
        if (!no && (key.Contains(" or ", StringComparison.Ordinal) || key.Contains(" any", StringComparison.Ordinal)))
            return null;
        var match = YouQuestion().Match(key);
        if (!match.Success)
            return no || Negative().IsMatch(key) ? null : Confirmed(key);
        var predicate = Predicate(match.Groups["aux"].Value, match.Groups["rest"].Value.Trim(' ', ','), no);
        if (predicate is null)
            return null;
        var rest = speech.Doctor(predicate, named: true);
        return rest is null ? null : "the patient " + rest;
    }

    /// <summary>"and you've had a stent placed?" - "yes": what was said to be confirmed, without "it looks like".</summary>
    private string? Confirmed(string key) =>
        Stated().Match(key) is { Success: true } stated && speech.Doctor(stated.Groups["what"].Value) is { } text && !text.Contains(" the patient know", StringComparison.Ordinal) ? text : null;

    [GeneratedRegex(@"^(?:(?:so|and|then|but|now|okay|alright|also)\s*,?\s*)*(?:(?:i (?:see|know|understand|saw|heard|think|noticed)|it looks like|it seems like|it sounds like|looks like|sounds like|it says|my nurse said|the nurse said|you (?:said|mentioned))(?: here)?(?: that)?\s+)?(?<what>(?:you've|you had|you have|you were|your)\s+(?:[a-z0-9'/,-]+\s*){3,25})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Stated();

    [GeneratedRegex(@"\b(?:not|no|never|none|nothing|without)\b|n't\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Negative();

    /// <summary>"nausea vomiting or any swelling in your legs" as a list a sentence can hold.</summary>
    private string? List(string asked, bool no)
    {
        var text = Tail().Replace(asked, "");
        text = AnyInside().Replace(JoinedAny().Replace(text, " ${joint} "), ", ").Trim(' ', ',');
        text = Your().Replace(text, patient.Possessive);
        if (text.Length == 0 || Unclean().IsMatch(text))
            return null;
        var words = text.Replace(",", " ,", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 22)
            return null;
        var list = ReportedSpeech.Finish([.. words], ofPatient: false);
        if (list is null)
            return null;
        var comma = list.LastIndexOf(", ", StringComparison.Ordinal);
        if (comma > 0 && !list.Contains(" or ", StringComparison.Ordinal) && !list.Contains(" and ", StringComparison.Ordinal) && no)
            list = list[..comma] + " or " + list[(comma + 2)..];
        return list;
    }

    private static string? Predicate(string auxiliary, string rest, bool no)
    {
        if (rest.Length == 0)
            return null;
        var space = rest.IndexOf(' ', StringComparison.Ordinal);
        var first = space < 0 ? rest : rest[..space];
        var after = space < 0 ? "" : rest[space..];
        while (first is "still" or "also" or "ever" or "currently" or "usually" or "just")
        {
            var next = after.TrimStart();
            if (first is "still" or "currently" or "usually" && Predicate(auxiliary, next, no) is { } inner)
                return no ? inner : inner.StartsWith("is ", StringComparison.Ordinal) ? $"is {first} {inner[3..]}" : first + " " + inner;
            space = next.IndexOf(' ', StringComparison.Ordinal);
            (first, after) = space < 0 ? (next, "") : (next[..space], next[space..]);
            if (first.Length == 0)
                return null;
        }
        return auxiliary switch
        {
            "are you" or "you're" or "you are" or "are you still" => (no ? "is not " : "is ") + first + after,
            "do you" or "you" when !Verbs.IsBase(first) && first is not "have" and not "do" and not "go" => null,
            "do you" or "you" => no ? $"does not {first}{after}" : Verbs.ThirdPerson(first) + after,
            "did you" => no ? $"did not {first}{after}" : null,
            "have you" or "you've" => Verbs.IsParticiple(first) || first is "had" ? (no ? "has not " : "has ") + first + after : null,
            "were you" => (no ? "was not " : "was ") + first + after,
            "can you" or "are you able to" => no ? "cannot " + first + after : "can " + first + after,
            _ => null,
        };
    }

    [GeneratedRegex(@"^(?:(?:so|and|then|now|okay|have you|you have not|you haven't|haven't|you're not|you don't|do you|did you|are you|you|has there been|is there|was there|are there|been|had|have|having|noticed|noticing|notice|feel|feeling|get|getting|experienced|experiencing|experience|also|ever|still|currently|recently|with that|with it|denies|deny|denying|or|with)\s+)*(?:any|no)\s+(?:(?:other\s+)?(?:symptoms?|issues|problems|things|thing)\s+(?:like|such as|with)\s+|(?:kind|sort|type) of\s+|of the\s+)?(?<what>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AnyQuestion();

    /// <summary>"..., is that correct": asks for the same assent once more.</summary>
    [GeneratedRegex(@"\s*,?\s*(?:is that (?:correct|right|true)|correct|right|it sounds(?: like)?|is that it|huh)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    /// <summary>A second question inside: the answer may be to either.</summary>
    [GeneratedRegex(@"\b(?:and|or|but)\s+(?:are|is|have|has|do|does|did|was|were|can|what|how)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Second();

    /// <summary>"how about fever or chills".</summary>
    [GeneratedRegex(@"^(?:so |and |then |now )*(?:how|what) about (?:the )?(?<what>(?:[a-z]+,? ){0,8}[a-z]+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HowAbout();

    [GeneratedRegex(@"^(?:so |and |then |but |now )*(?<aux>are you able to|are you|you're|you are|do you|did you|have you|you've|were you|can you)\s+(?<rest>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex YouQuestion();

    [GeneratedRegex(@"\s*,?\s*(?:or |and )?(?:anything|things|stuff|something|nothing)(?: else)?(?: like that| of that nature| like this)?(?: at all| right now| lately| recently| today)?$|\s+(?:i )?just (?:want|wanting|wanted) to make sure.*$|\s+(?:at all|right now|or no|or not really|or not|with that|with this|with it)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Tail();

    [GeneratedRegex(@"(?:^|,|\s)\s*(?:any|no)\s+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AnyInside();

    [GeneratedRegex(@"\s*,?\s+(?<joint>or|and)\s+(?:any|no)\s+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex JoinedAny();

    [GeneratedRegex(@"\byour\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Your();

    [GeneratedRegex(@"\b(?:question|questions|you|i|we|else|that you|concerns|other symptoms|do|does|did|is it|are|how|what|when|where|okay)\b|'", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Unclean();
}
