using System.Collections.Frozen;
using Salus.Language.Findings;
using Salus.Language.Text;

namespace Salus.Language.Grounding;

/// <summary>
/// What stands around a word that turns it: a denial, an end, a condition. Reads more words as turning than a stance does, in claims and sources
/// alike, because here a doubt is told and not believed away.
/// </summary>
internal static class ProofReading
{
    private const int CloseReach = 4;
    private const int EndingReach = 2;
    private const int ListReach = 14;
    private const int ClauseReach = 9;
    private const int VerbReach = 2;
    private const int AfterReach = 4;
    private const int AnswerWords = 4;
    private const int EndReach = 12;
    private const int ConditionReach = 28;
    private const int MayReach = 4;

    /// <summary>Words that deny or refuse what follows them closely.</summary>
    private static readonly FrozenSet<string> Closely = Set("no not never cannot without absence lack lacks lacking free unable refuse refuses refused decline declines declined fail fails failed against neither nor denies denied deny denying nobody exclude excluded");

    /// <summary>Words that end what follows them at once: "stop the ibuprofen".</summary>
    private static readonly FrozenSet<string> Ending = Set("stop stops stopped stopping discontinue discontinued discontinues hold held holds withhold withheld avoid avoids avoided quit quits ceased cease wean weaned");

    /// <summary>Words that deny all of a list: "no fever , chills or cough".</summary>
    private static readonly FrozenSet<string> OfLists = Set("no not never without neither nor denies denied none except");

    private static readonly FrozenSet<string> Verbs = Set("is are was were has have had feels looks seems gets got do does did");

    private static readonly FrozenSet<string> Subjects = Set("i it he she they we you that this there");

    /// <summary>Words that open a clause when a verb follows.</summary>
    private static readonly FrozenSet<string> Openers = Set("the he she it you i we they there his her your my this that");

    /// <summary>Words that deny or end what stands before them.</summary>
    private static readonly FrozenSet<string> Afterwards = Set("negative absent denied gone resolved unremarkable excluded stopped ended withheld discontinued");

    /// <summary>Any of these makes a sentence one of denial.</summary>
    private static readonly FrozenSet<string> Denying = Set("no not never none neither nor nothing nobody nowhere without denies denied deny denying negative absent absence lack lacks lacking unable cannot free gone resolved stop stops stopped discontinue discontinued quit hold held withhold withheld avoid avoids ceased failed fails fail refuse refuses refused decline declines declined except unremarkable excluded unlikely hardly barely rarely instead until less longer");

    private static readonly FrozenSet<string> NoWords = Set("no nope nah none never not nothing neither negative stopped quit gone");

    private static readonly FrozenSet<string> Over = Set("stopped quit ended gone resolved former formerly anymore finished expired");

    private static readonly FrozenSet<string> Past = Set("had was were did ago previous previously prior past former formerly gone resolved stopped stop quit ended last before until denies denied no not without used discontinued ex");

    private static readonly FrozenSet<string> Conditions = Set("if unless whether case");

    private static readonly FrozenSet<string> Mays = Set("could might may maybe perhaps possibly possible risk");

    private static readonly FrozenSet<string> Hedges = Set("if unless whether when whenever case until once needed prn possible possibly potential may might could suspected suspect suspects suspicion likely probable probably concern concerned consider considered rule ruled risk unlikely monitor watch report call contact return seek come go maybe perhaps thinks believes would will should precautions differential presumed presumptive question questionable versus vs avoid prevent tell warning");

    /// <summary>Denied or ended by a word just before it, in the same clause.</summary>
    public static bool IsDeniedClosely(Reading reading, int at)
    {
        var tokens = reading.Tokens;
        for (var index = at - 1; index >= Math.Max(0, at - CloseReach); index--)
        {
            var word = tokens[index].Norm;
            if (word is "." or "?" or "!" or ";" or ":" or "but" or "then" || Subjects.Contains(word) && index < at - 1 || IsAffirmedAgain(reading, index))
                return false;
            var next = tokens[index + 1].Norm;
            if (word is "longer" && index > 0 && tokens[index - 1].Norm is "no" || Ending.Contains(word) && index >= at - EndingReach)
                return true;
            if (Closely.Contains(word) && !(word is "free" && next is not "of") && !(word is "no" && next is "," or "." or "doubt" or "change" or "longer") && !(word is "not" && next is "only" or "just" or "sure"))
                return true;
        }
        return false;
    }

    /// <summary>"Metformin was never started", "the cough is no longer there": denied by what follows.</summary>
    public static bool IsDeniedAfter(Reading reading, TextSpan span)
    {
        var tokens = reading.Tokens;
        for (var index = reading.TokenAt(span.End); index < tokens.Length && (Verbs.Contains(tokens[index].Norm) || tokens[index].Norm is "been" or "should" or "will" or "would" or "can" or "could"); index++)
            if (index + 1 < tokens.Length && tokens[index + 1].Norm is "not" or "never" || index + 2 < tokens.Length && tokens[index + 1].Norm is "no" && tokens[index + 2].Norm is "longer")
                return true;
        return false;
    }

    /// <summary>"Never smoked and does drink": what follows is affirmed whatever was denied before.</summary>
    public static bool IsAffirmedAgain(Reading reading, int index) =>
        index > 0 && reading.Tokens[index].Norm is "does" or "did" or "is" or "are" or "was" or "were" or "has" or "have" or "can" or "will" or "should" && reading.Tokens[index - 1].Norm is "and" or "but" or "," or ";"
        && !(index + 1 < reading.Tokens.Length && reading.Tokens[index + 1].Norm is "not" or "no" or "never");

    /// <summary>An affirming verb of its own stands between the word and whatever was denied before.</summary>
    public static bool IsAffirmedAgainBefore(Reading reading, int at)
    {
        for (var index = at - 1; index >= Math.Max(0, at - CloseReach); index--)
            if (IsAffirmedAgain(reading, index))
                return true;
        return false;
    }

    /// <summary>What is said at a place is denied there: by its stance, by a word near it, or by the answer to its question.</summary>
    public static bool IsDenied(SourceIndex sources, WordPlace place)
    {
        var reading = sources.Readings[place.Passage];
        var own = OwnStance(sources, place);
        if (own is Stance.Denied || IsDeniedClosely(reading, place.Token) || IsDeniedAfter(reading, reading.Tokens[place.Token].Span))
            return true;
        if (HasOwnClause(reading, place.Token))
            return false;
        var (first, last) = reading.SentenceAround(place.Token);
        for (var index = place.Token - 1; index >= Math.Max(first, place.Token - ListReach) && !Verbs.Contains(reading.Tokens[index].Norm) && !Subjects.Contains(reading.Tokens[index].Norm); index--)
            if (OfLists.Contains(reading.Tokens[index].Norm))
                return true;
        for (var index = place.Token + 1; index <= Math.Min(last, place.Token + AfterReach) && reading.Tokens[index].Kind is not TokenKind.Punctuation; index++)
            if (Afterwards.Contains(reading.Tokens[index].Norm))
                return true;
        return own is Stance.Asked && (sources.StanceOf(place.Passage, reading.Tokens[place.Token].Span) is Stance.Denied || IsAnswered(sources, place, NoWords));
    }

    /// <summary>The stance of the passage alone, whatever the next one answers. What was denied in the clause before is not denied here.</summary>
    public static Stance OwnStance(SourceIndex sources, WordPlace place) =>
        StanceIn(sources.Readings[place.Passage], place.Token, sources.Readings[place.Passage].Tokens[place.Token].Span, sources.Speaker(place.Passage) is SpeakerRole.Clinician, isWritten: false);

    /// <inheritdoc cref="OwnStance"/>
    public static Stance StanceIn(Reading reading, int at, TextSpan span, bool mayAsk, bool isWritten) =>
        StanceReader.Of(reading, span, mayAsk, isWritten) is var stance && stance is Stance.Denied && HasOwnClause(reading, at) ? Stance.Affirmed : stance;

    /// <summary>"Lachman is negative, and the knee is stable", "if she isn't better, please come": a clause of its own after what was denied.</summary>
    private static bool HasOwnClause(Reading reading, int at)
    {
        var tokens = reading.Tokens;
        for (var index = at; index > Math.Max(0, at - ClauseReach); index--)
        {
            // "No cough , strep is likely": "no" governs a noun, and what follows its verb is said of something else.
            if (index < at && index >= at - VerbReach && Verbs.Contains(tokens[index].Norm) && tokens[Math.Max(0, index - CloseReach)..index].Any(t => t.Norm is "no" or "without"))
                return true;
            if (index < at && (Closely.Contains(tokens[index].Norm) || Afterwards.Contains(tokens[index].Norm)))
                return false;
            if (tokens[index - 1].Norm is "," or "and" or ";" && (tokens[index].Norm is "please" or "then" or "so" || Openers.Contains(tokens[index].Norm) && tokens[index..at].Any(t => Verbs.Contains(t.Norm))))
                return true;
        }
        return false;
    }

    /// <summary>A question that takes for granted what it names: "how bad is the pain?", "in the hospital for your asthma".</summary>
    public static bool IsTakenForGranted(SourceIndex sources, WordPlace place)
    {
        var reading = sources.Readings[place.Passage];
        var (first, _) = reading.SentenceAround(place.Token);
        return place.Token > 0 && reading.Tokens[place.Token - 1].Norm is "your" || reading.Tokens[first..place.Token].Any(t => t.Norm is "how" or "where" or "when" or "which");
    }

    /// <summary>"I had one on Tuesday": an answer that says so in other words than yes.</summary>
    public static bool IsAnsweredWithHaving(SourceIndex sources, WordPlace place) =>
        place.Passage + 1 < sources.Readings.Length && sources.Speaker(place.Passage) != sources.Speaker(place.Passage + 1)
        && sources.Readings[place.Passage + 1].Tokens.Where(t => t.IsWord).Take(3).Select(t => t.Norm).ToArray() is [("i" or "he" or "she" or "it" or "they"), ("had" or "have" or "was" or "did" or "do" or "does" or "has"), not "not" and not "never" and not "no"];

    /// <summary>What is said at a place may have ended: "I ran out", "I stopped", "that's gone".</summary>
    public static bool IsOver(SourceIndex sources, WordPlace place)
    {
        var reading = sources.Readings[place.Passage];
        var tokens = reading.Tokens;
        for (var index = Math.Max(0, place.Token - EndReach); index < Math.Min(tokens.Length, place.Token + EndReach); index++)
        {
            var next = index + 1 < tokens.Length ? tokens[index + 1].Norm : "";
            var isEnd = Over.Contains(tokens[index].Norm) || tokens[index].Norm is "ran" && next is "out" || tokens[index].Norm is "used" && next is "to" || tokens[index].Norm is "before" && next is "that" || tokens[index].Norm is "longer" && index > 0 && tokens[index - 1].Norm is "no" || tokens[index].Norm is "supposed" && next is "to";
            // What ended earlier in the turn and in another sentence was something else.
            if (isEnd && (index > place.Token || reading.SentenceAround(index) == reading.SentenceAround(place.Token)))
                return true;
        }
        return sources.StanceOf(place.Passage, tokens[place.Token].Span) is not Stance.Affirmed && IsAnswered(sources, place, Over);
    }

    /// <summary>The sentence of a place tells of what was.</summary>
    public static bool IsToldOfThePast(SourceIndex sources, WordPlace place)
    {
        var reading = sources.Readings[place.Passage];
        var (first, last) = reading.SentenceAround(place.Token);
        return reading.Tokens[first..(last + 1)].Any(t => t.Norm is "was" or "were" or "had" or "used" or "took" or "before" or "ago" or "previously");
    }

    /// <summary>What is said at a place is said for a case that need not come, or as something that may be.</summary>
    public static bool IsConditional(SourceIndex sources, WordPlace place)
    {
        var reading = sources.Readings[place.Passage];
        var (first, _) = reading.SentenceAround(place.Token);
        for (var index = Math.Max(first, place.Token - ConditionReach); index < place.Token; index++)
            if (Conditions.Contains(reading.Tokens[index].Norm))
                return true;
        for (var index = Math.Max(first, place.Token - MayReach); index < place.Token; index++)
            if (Mays.Contains(reading.Tokens[index].Norm) || reading.Tokens[index].Norm is "can" && index + 1 < reading.Tokens.Length && reading.Tokens[index + 1].Norm is "cause" or "get" or "make")
                return true;
        return false;
    }

    /// <summary>A companion speaks of themself: "I'm allergic to penicillin" from a mother.</summary>
    public static bool IsOfTheCompanion(SourceIndex sources, WordPlace place)
    {
        if (sources.Speaker(place.Passage) is not SpeakerRole.Companion)
            return false;
        var tokens = sources.Readings[place.Passage].Tokens;
        for (var index = place.Token - 1; index >= Math.Max(0, place.Token - CloseReach); index--)
        {
            if (tokens[index].Norm is "." or "?" or "!" or "," or "but" or "she" or "he" or "her" or "him" or "they" or "the")
                return false;
            if (tokens[index].Norm is "i" or "me" or "my" or "myself")
                return tokens[index + 1].Norm is not ("gave" or "give" or "took" or "think" or "noticed" or "saw" or "daughter" or "son" or "child" or "kid" or "wife" or "husband" or "mother" or "father" or "mom" or "dad" or "baby");
        }
        return false;
    }

    public static bool SpeaksOfAnEnd(Reading claim) => claim.Tokens.Any(t => Over.Contains(t.Norm) || Ending.Contains(t.Norm)) || HasPair(claim, "no", "longer") || HasPair(claim, "ran", "out");

    public static bool SpeaksOfThePast(Reading claim) =>
        claim.Tokens.Any(t => Past.Contains(t.Norm) || t.Norm.Length > 4 && t.Norm.EndsWith("ed", StringComparison.Ordinal)) || HasPair(claim, "ran", "out") || HasPair(claim, "used", "to");

    public static bool IsHedged(Reading claim) => claim.Tokens.Any(t => Hedges.Contains(t.Norm));

    public static bool HasPair(Reading reading, string one, string other)
    {
        for (var index = 0; index + 1 < reading.Tokens.Length; index++)
            if (reading.Tokens[index].Norm == one && reading.Tokens[index + 1].Norm == other)
                return true;
        return false;
    }

    public static bool IsDenial(string word) => Denying.Contains(word);

    /// <summary>The next passage answers with one of these words, at its start or at that of a later sentence: "I had one on Saturday. Nothing else."</summary>
    private static bool IsAnswered(SourceIndex sources, WordPlace place, FrozenSet<string> with)
    {
        if (place.Passage + 1 >= sources.Readings.Length || sources.Speaker(place.Passage) == sources.Speaker(place.Passage + 1))
            return false;
        var tokens = sources.Readings[place.Passage + 1].Tokens;
        var (words, isFirst) = (0, true);
        for (var index = 0; index < tokens.Length; index++)
        {
            if (tokens[index].Norm is "." or "?" or "!" or ";")
                (words, isFirst) = (0, false);
            else if (tokens[index].IsWord && words++ < AnswerWords && with.Contains(tokens[index].Norm) && (isFirst || words == 1 && (index + 1 >= tokens.Length || tokens[index + 1].Norm is "else" or "other" or "others" or "of" or "like" or "that" or "." or ",")))
                return true;
        }
        return false;
    }

    /// <summary>Of whom a place speaks, where it is not the patient: "my mom had both knees replaced"; "her teacher told us" only passes on.</summary>
    public static bool IsOfSomebodyElse(SourceIndex sources, WordPlace place)
    {
        var reading = sources.Readings[place.Passage];
        return Kinship.Before(reading, reading.Tokens[place.Token].Span) is { } kin
            && !(reading.TokenAt(kin.Span.End) is var next && next < reading.Tokens.Length && reading.Tokens[next].Norm is "told" or "said" or "says" or "thinks" or "thought" or "noticed" or "saw" or "asked" or "gave" or "and" or "brought" or "drove" or "made");
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
