using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Carries any clause over into a sentence that could stand in a note: the patient in the third person, the joints of speech at both
/// ends taken off, a subject that was left out put back. Nothing between is changed, so polarity, numbers and names stay.
/// </summary>
public sealed partial class ClauseProse(PatientReference patient, ReportedSpeech speech)
{
    /// <summary>Ends that carry no meaning of their own; "if", "not" or "without" at an end would, and make the clause unusable instead.</summary>
    private static readonly FrozenSet<string> LooseEnds = FrozenSet.ToFrozenSet("and but or so the a an just like because it's it that's there's then also too i we he she they you i'm to of with for my your his her very really more some which who as than um maybe probably now".Split(' '), StringComparer.Ordinal);

    private static readonly FrozenSet<string> LooseStarts = FrozenSet.ToFrozenSet("and but so then or because plus like just well now also although which".Split(' '), StringComparer.Ordinal);

    private static readonly FrozenSet<string> Determiners = FrozenSet.ToFrozenSet("a an the some no any my more less several many few lots constant sharp dull mild severe bad terrible occasional slight little significant increased decreased".Split(' '), StringComparer.Ordinal);

    /// <summary>Verbs that open a clause whose subject is the speaker. Not "prescribed" or "diagnosed": there somebody else did it; not "left" or "cut": they may be no verbs.</summary>
    private static readonly FrozenSet<string> Elides = FrozenSet.ToFrozenSet("been have had was am don't can't couldn't haven't didn't never went fell felt took got saw ate drank drove gave kept knew lost made ran slept thought told tore woke bought came broke began found forgot started tried noticed stopped twisted slipped landed walked tripped rolled jumped called moved".Split(' '), StringComparer.Ordinal);

    /// <summary>A sentence without its full stop, or null when the clause does not make one.</summary>
    public string? Patient(Clause clause)
    {
        var words = Trimmed(clause.Words);
        if (words.Length < 2 || Others(words) || WouldNotSay().IsMatch(clause.Key))
            return null;
        var first = words[0].Key;
        // "went to the gym yesterday", "have been taking it": the speaker left out "I".
        if (Elides.Contains(first))
            return Complete(speech.Patient(clause with { Words = [words[0] with { Text = first is "been" ? "i've" : "i" }, .. words] }));
        if (Verbs.IsGerund(first) && !words.Any(w => Verbs.IsFinite(w.Key)) && speech.Patient(clause with { Words = words }, named: true) is { } doing)
            return "the patient reports " + doing;
        if (Determiners.Contains(first) && !words.Any(w => Verbs.IsFinite(w.Key)) && Cues.Embedded.In(clause) is var c && c["symptom"] + c["history"] + c["medications"] + c["surgical"] + c["allergies"] + c["anatomy"] > 0)
            return speech.Patient(clause with { Words = words }, named: true) is { } named ? "the patient reports " + named : null;
        return Starts(words) ? Complete(speech.Patient(clause with { Words = words })) : null;
    }

    /// <summary>The same for the doctor's words; the doctor stays "I".</summary>
    public string? Doctor(Clause clause)
    {
        var told = Preface().Match(clause.Key);
        var words = Trimmed(told.Success && clause.Words.Length > 3 ? Last(clause.Words, told.Groups["rest"].Value) : clause.Words);
        if (words.Length > 3 && words[0].Key is "dragon")
            words = Trimmed(words[1..]);
        return words.Length < 3 || Asks().IsMatch(clause.Key) || Talk().IsMatch(ReportedSpeech.Join(words.Select(w => w.Key))) || !Starts(words) ? null : Complete(speech.Doctor(clause with { Words = words }));
    }

    /// <summary>Takes back what follows without saying what holds.</summary>
    [GeneratedRegex(@"\b(?:would(?: not|n't) say|i mean|not like)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WouldNotSay();

    /// <summary>A question that the recogniser wrote into a statement: what is asked for must not be told as found.</summary>
    [GeneratedRegex(@"\b(?:are|do|did|does|have|has|can|were|was|is) (?:you|it|that|there|your|she|he|they) |(?:^|\s)any |\b(?:i|we) (?:just )?(?:want|wanted) to (?:make sure|go ahead|just go|ask|do a)|\bi (?:don't|do not) know if\b|\bwould(?: not|n't) say\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Asks();

    /// <summary>A finding, a result or a problem that was named without a verb, as doctors dictate; null for anything else.</summary>
    public string? Named(Clause clause)
    {
        var words = Trimmed(clause.Words);
        return words.Length is < 2 or > 25 || words.Any(w => Verbs.IsAuxiliary(w.Key) || w.Key.Contains('\'', StringComparison.Ordinal) || w.Key is "i" or "we" or "you" or "it") || Bare().IsMatch(words[0].Key) || Verbs.IsBase(words[0].Key) || Verbs.IsGerund(words[0].Key)
            ? null
            : speech.Doctor(clause with { Words = words });
    }

    [GeneratedRegex(@"^(?:of|to|in|on|at|for|with|from|by|about|into|over|under|than|that|this|there|what|how|who|where|which|why|when|if|because|since|until|hey|dragon|same|next|another|again|here|okay|just|my|your|other|others|and|or|but|so)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Bare();

    /// <summary>Without the joints of speech before and after; commas at the ends go as well.</summary>
    internal static ImmutableArray<Word> Trimmed(ImmutableArray<Word> words)
    {
        var (from, to) = (0, words.Length);
        while (from < to && (words[from].IsPause || LooseStarts.Contains(words[from].Key) && !(from + 1 < to && words[from].Key is "just" or "like" && words[from + 1].Key is "as")))
            from++;
        while (to > from && (words[to - 1].IsPause || LooseEnds.Contains(words[to - 1].Key) && !(to - 2 >= from && Keeps(words[to - 2].Key, words[to - 1].Key))))
            to--;
        return words[from..to];
    }

    /// <summary>"take it", "less than that", "used to": there the last word belongs to the one before.</summary>
    private static bool Keeps(string before, string last) => last switch
    {
        "it" or "that's" or "he" or "she" or "they" or "you" => !LooseEnds.Contains(before) && before is not ("when" or "if" or "while" or "since" or "until" or "that"),
        "to" => before is "used" or "have" or "want" or "supposed" or "need" or "had",
        "more" or "some" or "now" or "too" or "also" or "probably" => before is not ("and" or "but" or "or"),
        "her" or "his" => Verbs.IsBase(before) || Verbs.IsPast(before),
        "so" => before is "think" or "or" or "say",
        "with" or "for" or "of" => false,
        _ => false,
    };

    /// <summary>Opens with a subject or a circumstance: with a known word for one, or with any other word that a verb soon follows.</summary>
    private static bool Starts(ImmutableArray<Word> words)
    {
        if (Subject().IsMatch(words[0].Key + " "))
            return true;
        var first = words[0].Key;
        return !Verbs.IsAuxiliary(first) && !Verbs.IsBase(first) && !Verbs.IsPast(first) && !Verbs.IsGerund(first) && first is not ("what" or "how" or "who" or "where" or "which" or "why" or "to" or "of" or "than" or "not")
            && words.Skip(1).Take(12).Any(w => Verbs.IsFinite(w.Key));
    }

    private static ImmutableArray<Word> Last(ImmutableArray<Word> words, string rest)
    {
        var wanted = rest.Count(c => c == ' ') + rest.Count(c => c == ',') + 1;
        return words.Length > wanted ? words[^wanted..] : words;
    }

    /// <summary>Has a verb, and more than one where it opens with a condition.</summary>
    private static string? Complete(string? text)
    {
        if (text is null || Unclean().IsMatch(text))
            return null;
        var words = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var verbs = words.Where((word, i) => Verbs.IsFinite(word) && !(word is "left" && (i == 0 || words[i - 1] is not ("patient" or "she" or "he" or "they" or "I" or "we" or "it" or "had" or "has"))) || i > 0 && Verbs.IsBase(word) && (words[i - 1] is "I" or "we" or "they" or "these" || words[i - 1].Length > 3 && words[i - 1][^1] is 's')).Count();
        return verbs > (Subordinate().IsMatch(text) ? 1 : 0) ? text : null;
    }

    /// <summary>Somebody is spoken of by a pronoun that the note would read as the patient.</summary>
    private bool Others(ImmutableArray<Word> words) =>
        words.Any(w => w.Key.Split('\'')[0] switch
        {
            "you" or "your" or "yours" => true,
            "he" or "him" or "his" or "himself" => patient.Subject != "she",
            "she" or "her" or "hers" or "herself" => patient.Subject != "he",
            "they" or "them" or "their" => patient.Plural,
            _ => false,
        });

    [GeneratedRegex(@"^(?:(?:so|and|then|lastly|first|also|now|but|well)\s*,?\s*)*(?:i (?:know|see|saw|understand|remember|noticed|heard|read)(?: here| in your chart| from your chart| in the chart)?(?: that| here that)?|it looks like(?: here)?(?: that)?|it says here(?: that)?|you (?:said|mentioned|told me|were saying|also said|also mentioned)(?: that)?|looks like|my nurse (?:said|told me)(?: that)?|the nurse (?:said|told me)(?: that)?)\s+(?<rest>you(?:'|\s|r\s).+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Preface();

    [GeneratedRegex(@"^(?:i|i'm|i've|i'd|i'll|we|we're|we've|we'll|we'd|you|you're|you've|you'd|you'll|it|it's|it'll|they|they're|they've|he|she|he's|she's|my|your|our|his|her|the|this|that|that's|these|those|there|there's|everything|nothing|something|anything|most|some|all|both|no|one|today|yesterday|last|sometimes|usually|currently|recently|overall|otherwise|when|whenever|if|since|after|before|once|while|in|on|at|over|for|with|during|about|as|every|other|another|based|given|a|an) ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Subject();

    [GeneratedRegex(@"^(?:let me|let's|tell me|can you|could you|any|how|what|when i|do you|does|did|hey|okay|alright|thank|nice to|good to|take care|have a|i'm (?:just )?(?:going to|gonna) (?:listen|look|check|take a|press|feel|examine|ask|go over|do a|do your|document|dictate|talk|pull|lift|bend|move|touch)|i want to (?:look|go over|talk|do a|ask|listen|take a|examine|make sure i|review)|i'd like to (?:look|go over|talk|do a|listen|examine)|dragon|hi|i forgot|bear with|so tell|i'm (?:so |very |really )?(?:glad|happy|sorry)|i (?:understand|see|know|hear you|get it|agree)$|show me)\b|\b(?:questions?|sound good|make sense|does that|is that|let me know what|tell me|the nurse told you)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Talk();

    [GeneratedRegex(@"\b(?:I am glad|I am happy|let us|let me|I do not know|I am sorry|does that|do you)\b|^(?:I|we) (?:am|are) going to (?:go|look|listen|check|feel|press)|\b(?:I|we|there|because of|this|such)$|\bthe patient the\b|\bis has\b|\bsaid I\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Unclean();

    [GeneratedRegex(@"^(?:if|when|whenever|since|because|as|although|while|once|until|unless|after|before)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Subordinate();

}
