using System.Collections.Frozen;

namespace Salus.Language.Findings;

/// <summary>How an answer begins.</summary>
internal enum AnswerKind
{
    /// <summary>Neither yes nor no: a statement of its own.</summary>
    Statement,
    Yes,
    No,
    Unsure,

    /// <summary>"no , other than my knee": no, with what it names excepted.</summary>
    NoExcept,

    /// <summary>"just the cough": only what it names; the rest stays open.</summary>
    Only,

    /// <summary>"no more than usual": there, but not more than ever.</summary>
    AsUsual,

    /// <summary>"it went away": was there.</summary>
    Gone,
}

/// <param name="End">The token after the deciding words, which start at <paramref name="First"/>.</param>
internal readonly record struct Answer(AnswerKind Kind, int First, int End);

/// <summary>Reads the beginning of an answer to a yes-or-no question.</summary>
internal static class Answers
{
    private static readonly (string[] Words, AnswerKind Kind)[] Openings =
    [
        .. Phrases(AnswerKind.AsUsual, "no more than usual", "not more than usual", "no more than normal", "nothing more than usual", "just the usual", "same as usual", "same as always", "nothing out of the ordinary", "nothing unusual", "nothing new"),
        .. Phrases(AnswerKind.No, "not really", "not at all", "not that i know", "not that i can", "not that i have", "not that i am", "not as far as", "not to my knowledge", "not recently", "not lately", "not now", "not anymore", "not any more", "not so far", "not particularly", "not currently", "not since", "not too much", "not much", "not often",
            "i do not think so", "do not think so", "i do not believe so", "i do not think i", "i do not have", "i do not", "i have not", "i am not", "i did not", "i was not", "it does not", "it has not", "it is not", "it did not", "they do not", "they are not", "there is not", "there is no", "there are no", "we have not", "we do not", "he has not", "she has not", "he does not", "she does not", "he is not", "she is not",
            "none", "never", "nothing", "nope", "no", "nah", "negative", "uh - uh", "nuh - uh", "mm - mm", "neither", "i deny", "i would say no", "thankfully no", "luckily no", "fortunately no", "thank god no", "all negative", "i have never", "i never", "absolutely not", "definitely not", "certainly not", "of course not", "far from it", "not"),
        .. Phrases(AnswerKind.Unsure, "i do not know", "do not know", "i am not sure", "not sure", "not certain", "not that sure", "maybe", "possibly", "perhaps", "hard to say", "hard to tell", "i guess", "i suppose", "it might", "might be", "could be", "i think so", "i believe so", "i can not tell", "i do not remember", "i do not recall", "i can not remember", "i wonder", "i would guess", "who knows", "unsure"),
        .. Phrases(AnswerKind.Yes, "yes", "yeah", "yep", "yup", "yea", "ya", "uh - huh", "mm - hmm", "mhm", "mmhmm", "mm hmm", "mm", "um - hmm", "correct", "that is correct", "that 's correct", "that is right", "that 's right", "that 's it", "that is it", "that 's true", "that is true", "exactly", "absolutely", "definitely", "certainly", "indeed", "sure", "i do", "i have", "i am", "i did", "i was", "it does", "it has", "it is", "it did", "they do", "they are", "there is", "there are", "there was", "of course", "all the time",
            "a little", "a bit", "a little bit", "a lot", "a few", "a couple", "sometimes", "occasionally", "some", "slight", "slightly", "mild", "mildly", "every once in a while", "once in a while", "every now and then", "now and then", "from time to time", "at times", "off and on", "on and off", "kind of", "sort of", "quite", "pretty", "usually", "mostly", "often", "frequently", "constantly", "always", "just when", "only when", "just if", "only if", "just a little", "just a bit", "just sometimes", "just at night", "only at night", "only sometimes", "mainly when", "especially when", "especially at", "when i", "whenever i", "if i", "very much", "very", "right", "oh yes", "oh yeah", "you bet", "that too", "both", "probably", "pretty much", "unfortunately", "i get", "i feel", "i had", "i noticed", "i have noticed", "at night", "in the morning", "in the mornings", "lots", "plenty", "tons"),
        .. Phrases(AnswerKind.NoExcept, "nothing other than", "nothing except", "nothing but", "nothing besides", "other than", "except for", "except", "apart from", "aside from", "besides", "outside of"),
        .. Phrases(AnswerKind.Only, "just", "only", "mainly", "mostly"),
        .. Phrases(AnswerKind.Gone, "it went away", "they went away", "it has gone away", "it is gone", "it stopped", "it has stopped", "it resolved", "that went away", "that is gone", "i used to", "used to", "in the past", "i did but", "that has gone"),
    ];

    private static readonly FrozenSet<string> FirstWords = Openings.Select(opening => opening.Words[0]).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Skipped = ["um", "uh", ",", "well", "oh", "okay", "so", ".", "hmm", "ah", "you", "honestly", "actually", "thankfully", "luckily", "fortunately", "ummm", "gosh", "and", "ooh", "-", "like", "but", "yourself", "let", "me", "think", "see", "doctor", "now", "god", "thank", "really", "sorry"];

    /// <summary>Reads the answer at the start of the sentence, or after opening words.</summary>
    public static Answer Read(SentenceReading sentence)
    {
        var turn = sentence.Turn;
        var i = sentence.First;
        while (i < sentence.End && i < sentence.First + 6 && !Opens(turn, i) && Skipped.Contains(turn.Word(i)))
            i++;
        var (kind, length) = Longest(turn, i, sentence.End);
        if (length == 0)
            return new Answer(AnswerKind.Statement, sentence.First, sentence.First);
        if (kind == AnswerKind.No && Excepts(sentence, i + length))
            kind = AnswerKind.NoExcept;
        else if (kind == AnswerKind.NoExcept && turn.Word(i) != "nothing")
            return EndsWithNo(sentence) ? new Answer(AnswerKind.NoExcept, i, sentence.End) : new Answer(AnswerKind.Statement, sentence.First, sentence.First);
        else if (turn.Word(i) == "right" && length == 1 && turn.Word(i + 1) is not ("," or "." or "" or "right" or "?" or "yeah"))
            return new Answer(AnswerKind.Statement, sentence.First, sentence.First);
        else if (kind == AnswerKind.No && turn.Word(i) == "no" && length == 1 && IsCounterAssertion(turn, i + 1))
            kind = AnswerKind.Statement;
        else if (kind == AnswerKind.Yes && turn.Word(i) is "yes" or "yeah" or "oh" && TurnsToNo(turn, i + length, out var no))
            return new Answer(AnswerKind.No, i, no);
        return new Answer(kind, i, i + length);
    }

    private static bool Opens(Reading turn, int i) => FirstWords.Contains(turn.Word(i)) && Longest(turn, i, i + 6).Length > 0;

    private static (AnswerKind Kind, int Length) Longest(Reading turn, int start, int end)
    {
        var (kind, length) = (AnswerKind.Statement, 0);
        if (!FirstWords.Contains(turn.Word(start)))
            return (kind, length);
        foreach (var opening in Openings)
        {
            if (opening.Words.Length > length && start + opening.Words.Length <= end && turn.Follows(start, opening.Words))
                (kind, length) = (opening.Kind, opening.Words.Length);
        }

        return (kind, length);
    }

    /// <summary>"no , just my knee", "no , other than the cough", "not really , only a headache".</summary>
    private static bool Excepts(SentenceReading sentence, int from)
    {
        var turn = sentence.Turn;
        while (turn.Word(from) is "," or "no" or "nothing" or "not" or "really" or "." or "like" or "that" or "else" && from < sentence.End)
            from++;
        return turn.Word(from) is "just" or "only" or "except" or "besides" or "mainly" or "mostly" || turn.Follows(from, "other", "than") || turn.Follows(from, "apart", "from") || turn.Follows(from, "aside", "from");
    }

    private static bool EndsWithNo(SentenceReading sentence)
    {
        for (var i = sentence.End - 1; i > sentence.First && i > sentence.End - 5; i--)
        {
            if (sentence.Turn.Word(i) is "no" or "nothing" or "none" or "nope")
                return true;
        }

        return false;
    }

    /// <summary>"no , i do", "no it has been bad": contradicts a negative question.</summary>
    private static bool IsCounterAssertion(Reading turn, int next)
    {
        var i = turn.Word(next) == "," ? next + 1 : next;
        return turn.Follows(i, "i", "do", ",") || turn.Follows(i, "i", "do", ".") || turn.Follows(i, "i", "have", "been");
    }

    /// <summary>"yeah , no", "yeah , i do n't": the second word counts.</summary>
    private static bool TurnsToNo(Reading turn, int next, out int end)
    {
        var i = turn.Word(next) == "," ? next + 1 : next;
        end = i;
        if (turn.Word(i) is "no" or "nope" && turn.Word(i + 1) is "," or "." or "" or "i" or "not")
            end = i + 1;
        else if (turn.Follows(i, "not", "really") || turn.Follows(i, "not", "at", "all"))
            end = i + 2;
        else if (turn.Word(i) == "i" && turn.Word(i + 1) is "have" or "do" && turn.Word(i + 2) == "not")
            end = i + 3;
        return end > i;
    }

    private static IEnumerable<(string[] Words, AnswerKind Kind)> Phrases(AnswerKind kind, params string[] phrases) =>
        phrases.Select(phrase => (phrase.Split(' '), kind));
}
