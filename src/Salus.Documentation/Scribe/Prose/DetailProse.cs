using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Makes one statement of a question for a detail and its short answer: "how long have you had the cough?" - "about two weeks" becomes
/// "The patient has had the cough for about two weeks". The words of the answer stay as said; an answer that is a sentence stands by itself.
/// </summary>
public sealed partial class DetailProse(ReportedSpeech speech)
{
    /// <summary>A longer answer tells more than the detail that was asked for.</summary>
    private const int LongestAnswer = 12;

    /// <summary>The statement without its full stop and the clauses it rests on; null when the pair does not make one.</summary>
    public (string Text, ImmutableArray<Clause> From)? Write(Exchange exchange)
    {
        if (exchange.Question.IsCutOff || exchange.Answer.FirstOrDefault(c => c.Length > 1 || c.Reply is Reply.None) is not { IsQuestion: false, IsCutOff: false } answer)
            return null;
        var key = Opener().Replace(exchange.Question.Key, "");
        var words = ClauseProse.Trimmed(answer.Words);
        if (words.Length == 0)
            return null;
        var text = Told(key, answer with { Words = words }) ?? (IsFragment(words) && speech.Patient(answer with { Words = words }, named: true) is { } said ? Detail(key, said) : null);
        return text is null ? null : (text, [exchange.Question, answer]);
    }

    /// <summary>"is the pain constant?" - "it's constant": what "it" is stands in the question.</summary>
    private string? Told(string question, Clause answer)
    {
        if (Subject().Match(question) is not { Success: true } subject || ItSays().Match(answer.Key) is not { Success: true } it || answer.Length > 2 * LongestAnswer)
            return null;
        if (speech.Doctor(subject.Groups["what"].Value, named: false) is not { } what || speech.Patient(answer with { Words = answer.Words[1..] }, named: true) is not { } rest)
            return null;
        var verb = it.Groups["is"].Success ? Verbs.IsParticiple(answer.Words.Length > 1 ? answer.Words[1].Key : "") ? "has " : "is " : "";
        return $"{what} {verb}{rest}";
    }

    private string? Detail(string question, string said)
    {
        if (HowLong().Match(question) is { Success: true } howLong && Time().IsMatch(said))
            return Since(howLong.Groups["had"].Success ? "the patient has " + howLong.Groups["had"].Value : $"{What(howLong.Groups["what"].Value)} has been {howLong.Groups["been"].Value}", said);
        if (Began().Match(question) is { Success: true } began && Time().IsMatch(said))
            return Shifted($"{What(began.Groups["what"].Value)} {Past(began.Groups["verb"].Value)}") is { } start ? $"{start} {said}" : null;
        if (Where().Match(question) is { Success: true } where && Cues.Embedded.In(said)["anatomy"] > 0)
            return Shifted(What(where.Groups["what"].Value)) is { } pain ? $"{pain} is {(Preposition().IsMatch(said) ? "" : "in ")}{said}" : null;
        if (HowOften().Match(question) is { Success: true } often && Verbs.IsBase(often.Groups["verb"].Value) && (Time().IsMatch(said) || Often().IsMatch(said)))
            return Shifted(often.Groups["rest"].Value) is { } rest ? $"the patient {Verbs.ThirdPerson(often.Groups["verb"].Value)} {(rest.Length > 0 ? rest + " " : "")}{said}" : null;
        if (Scale().IsMatch(question) && Number().IsMatch(said))
            return said.Contains("out of", StringComparison.Ordinal) ? $"the patient rates the pain {said}" : question.Contains("ten", StringComparison.Ordinal) || question.Contains("10", StringComparison.Ordinal) ? $"the patient rates the pain {said} out of 10" : null;
        if (Taking().Match(question) is { Success: true } taking && Cues.Embedded.In(said)["medications"] + Vocabulary.Embedded.Matcher.Find(said).Count(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass) > 0)
            return $"the patient {(taking.Groups["tried"].Success ? "has tried" : taking.Groups["taken"].Success ? "has taken" : "takes")} {said}";
        return Makes().Match(question) is { Success: true } makes && !Negative().IsMatch(said) ? $"{said} makes it {makes.Groups["how"].Value}" : null;
    }

    private string? Since(string opening, string said) =>
        Shifted(opening) is { } text ? $"{text} {(said.StartsWith("since", StringComparison.Ordinal) || said.StartsWith("for ", StringComparison.Ordinal) || said.EndsWith(" ago", StringComparison.Ordinal) ? said.EndsWith(" ago", StringComparison.Ordinal) ? "since " + said : said : "for " + said)}" : null;

    private string? Shifted(string words) => words.Trim().Length == 0 ? "" : speech.Doctor(words.Trim(), named: words.StartsWith("the patient", StringComparison.Ordinal));

    private static string What(string what) => what is "this" or "that" or "it" ? "it" : what;

    private static string Past(string verb) => verb switch
    {
        "begin" => "began",
        "happen" => "happened",
        "come on" => "came on",
        _ => verb + "ed",
    };

    private static bool IsFragment(ImmutableArray<Word> words) => words.Length <= LongestAnswer && !words.Any(w => Verbs.IsFinite(w.Key) && w.Key is not "left" || w.Key.Contains('\'', StringComparison.Ordinal) || w.Key is "i" or "it" or "you");

    private const string Noun = @"(?<what>(?:this|that|it)\b|(?:the|your|this|that|these|those) (?:[a-z-]+ ){0,3}?(?:pains?|ache|cough|headaches?|rash|swelling|numbness|tingling|fever|dizziness|nausea|weakness|symptoms?|problem|bleeding|itching|shortness of breath|fatigue|congestion|sore throat|lump|injury|accident|discharge|burning|stiffness|cramps|cramping|breathing|weight|appetite|sleep|mood|diet|diarrhea|constipation|vomiting|palpitations|spasms|discomfort|knee|shoulder|back|hip|ankle|foot|wrist|elbow|hand|neck))";

    [GeneratedRegex(@"^(?:(?:so|and|okay|now|then|well|but|alright|about)\s*,?\s*)+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Opener();

    [GeneratedRegex(@"\b(?:is|does|was|has|did|are|how's|how is|how are|where is|where's|when is) (?<what>(?:the|your) (?:[a-z-]+ ){0,2}?(?:pain|cough|headaches?|rash|swelling|numbness|tingling|fever|dizziness|nausea|weakness|bleeding|itching|fatigue|congestion|lump|discharge|stiffness|discomfort))\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Subject();

    [GeneratedRegex(@"^(?:(?<is>it's) (?:been |gotten |more |mostly |mainly |pretty |very |really |just |always |usually |constant|intermittent|sharp|dull|achy|aching|burning|throbbing|on |in |at |right |worse|better|the same|all )|it (?:comes|goes|hurts|started|began|radiates|gets|got|stays|shoots|feels|seems|is|was|does|has) )", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ItSays();

    [GeneratedRegex(@"^how long (?:have you (?<had>(?:had|been) [a-z' -]{3,60})|(?:has|have) " + Noun + @" been (?<been>going on|bothering you|hurting|hurting you|happening|there))(?: for)?(?: now)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HowLong();

    [GeneratedRegex(@"^when did (?:you first notice )?" + Noun + @" (?:first |all |actually )?(?<verb>start|begin|happen|come on)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Began();

    [GeneratedRegex(@"^where(?:'s| is| exactly is) (?<what>(?:the|your|this|that) (?:[a-z]+ ){0,2}?(?:pain|rash|swelling|numbness|tingling|lump|discomfort|headache|stiffness))(?: located| at| exactly)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Where();

    [GeneratedRegex(@"^how (?:often|much|many times(?: a (?:day|week|month))?) (?:do|are) you (?<verb>[a-z]+)(?<rest>(?: [a-z']+){0,6})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HowOften();

    [GeneratedRegex(@"\b(?:scale (?:of|from)|out of (?:ten|10)|rate (?:the|your|that) pain)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Scale();

    [GeneratedRegex(@"^what (?:other |kind of |type of )?(?:medications?|meds|medicines?|pills|drugs)?\s*(?:are you (?:currently )?(?:taking|on)|do you (?:currently )?take|(?<taken>have you (?:been )?(?:taken|taking))|(?<tried>have you (?:been )?(?:tried|trying)))(?: for (?:it|that|this|the pain|your pain|pain))?(?: right now| currently| so far)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Taking();

    [GeneratedRegex(@"^what (?:makes|made|has made) (?:it|that|this|the pain|your pain) (?:feel )?(?<how>better|worse)$|^(?:does|did) anything make (?:it|that|this|the pain|your pain) (?:feel )?(?<how>better|worse)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Makes();

    [GeneratedRegex(@"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|morning|night|yesterday|today|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|summer|winter|spring)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b(?:once|twice|times|daily|occasionally|rarely|never|every|packs?|glass(?:es)?|drinks?|beers?|cups?|socially)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Often();

    [GeneratedRegex(@"^(?:(?:about|like|probably|maybe|around|a|an|at)\s+)*(?:[0-9]+|one|two|three|four|five|six|seven|eight|nine|ten)(?:\s+(?:to|or)\s+(?:[0-9]+|[a-z]+))?(?:\s+out of\s+(?:ten|10))?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:in|on|at|around|along|over|under|behind|below|above|near|right in|right on|mostly in|mostly on|just)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Preposition();

    [GeneratedRegex(@"\b(?:no|not|nothing|none|never|don't)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Negative();
}
