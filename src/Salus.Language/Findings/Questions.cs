using System.Collections.Frozen;

namespace Salus.Language.Findings;

/// <summary>What a sentence asks.</summary>
internal enum QuestionKind
{
    /// <summary>No question.</summary>
    None,

    /// <summary>Yes or no: "do you have", "any", "how about".</summary>
    Polar,

    /// <summary>Put as a statement for confirmation: "so no fever ?", "you have a cough , right ?".</summary>
    Confirmation,

    /// <summary>How, when, where, why: what it names is taken for granted.</summary>
    Open,

    /// <summary>"anything like that ?", "any of those ?": asks again for what was asked before.</summary>
    Again,

    /// <summary>"okay ?", "does that sound good ?": asks for nothing clinical.</summary>
    Phatic,
}

/// <summary>Tells questions from statements, with and without a question mark.</summary>
internal static class Questions
{
    private const int LongestConfirmation = 30;

    private static readonly FrozenSet<string> Auxiliaries = Set("do does did have has had are is was were can could would will am");

    private static readonly FrozenSet<string> Persons = Set("you your he she it they there the that this anyone anybody any we i his her");

    private static readonly FrozenSet<string> Lead = Set("okay ok so and now alright all right well um great good perfect but then also yeah yes mm-hmm gotcha sure , . - or what sorry let us see just because i mean got it understand excellent awesome wonderful");

    private static readonly FrozenSet<string> Open = Set("how when where what which who why whose");

    public static QuestionKind KindOf(SentenceReading sentence) => KindOf(sentence, out _);

    /// <param name="from">The token where the question begins; what stands before it is stated.</param>
    public static QuestionKind KindOf(SentenceReading sentence, out int from)
    {
        var turn = sentence.Turn;
        from = sentence.First;
        if (turn.Role == SpeakerRole.Note)
            return QuestionKind.None;
        var start = sentence.First;
        while (start < sentence.End && Lead.Contains(turn.Word(start)) && !IsOpenWord(sentence, start))
            start++;
        var marked = sentence.IsMarkedQuestion;
        var words = sentence.End - start - (marked ? 1 : 0);
        if (words <= 0)
            return marked ? QuestionKind.Phatic : QuestionKind.None;
        if (IsAgain(turn, start, words))
            return QuestionKind.Again;
        if (turn.Follows(start, "how", "about") || turn.Follows(start, "what", "about"))
            return QuestionKind.Polar;
        if (marked && EndsInOkay(sentence))
            return QuestionKind.None;
        if (IsOpenWord(sentence, start) && !(turn.Word(start) is "when" or "what" or "where" && !Auxiliaries.Contains(turn.Word(start + 1)) && InnerStart(sentence, start + 1) >= 0))
            return marked || turn.Role == SpeakerRole.Clinician && Auxiliaries.Contains(turn.Word(start + 1)) ? QuestionKind.Open : QuestionKind.None;
        if (turn.Word(start) == "any" || (Auxiliaries.Contains(turn.Word(start)) && IsPerson(turn, start + 1)))
            return QuestionKind.Polar;
        if (!marked && turn.Role == SpeakerRole.Clinician && words is > 2 and <= 20 && turn.Word(sentence.End - 1) is "right" or "correct" && !sentence.Mentions.IsEmpty)
            return QuestionKind.Confirmation;
        if (!marked)
        {
            if (InvertedTail(sentence, start) is not (>= 0 and var tail))
                return QuestionKind.None;
            from = tail;
            return QuestionKind.Polar;
        }

        if (InnerStart(sentence, start) is >= 0 and var inner)
        {
            from = inner;
            return QuestionKind.Polar;
        }

        return sentence.Mentions.IsEmpty ? QuestionKind.Phatic : words > LongestConfirmation ? QuestionKind.None : QuestionKind.Confirmation;
    }

    /// <summary>A statement that only looks for a nod: "… so that is your heart failure , okay ?".</summary>
    private static bool EndsInOkay(SentenceReading sentence) =>
        sentence.Turn.Word(sentence.End - 2) is "okay" or "ok" or "alright" || sentence.Turn.Follows(sentence.End - 3, "all", "right");

    /// <summary>"was the pain worse", "is your asthma under control": the question is about something else than whether it is there.</summary>
    public static bool TakesForGranted(SentenceReading sentence, PlacedMention mention)
    {
        var turn = sentence.Turn;
        var determiner = mention.First - 1;
        while (determiner >= sentence.First && determiner > mention.First - 3 && !IsDefinite(turn.Word(determiner)))
            determiner--;
        if (IsExcluded(sentence, mention.First))
            return true;
        if (determiner < sentence.First || !IsDefinite(turn.Word(determiner)))
            return false;
        for (var i = determiner + 1; i < mention.First; i++)
        {
            if (turn.Word(i) is "of" or "in" or "for" or "with" or "to" or "any" or ",")
                return false;
        }

        var before = turn.Word(determiner - 1);
        return before is not ("have" or "had" or "has" or "get" or "got" or "getting" or "having" or "about" or "feel" or "feeling" or "experience" or "experiencing");
    }

    /// <summary>Goes on with a list begun before, or begins one: "any nausea ?", "or vomiting ?", "how about a cough ?".</summary>
    public static bool IsElliptic(SentenceReading sentence)
    {
        var turn = sentence.Turn;
        var start = sentence.First;
        while (start < sentence.End && Lead.Contains(turn.Word(start)))
            start++;
        return !Auxiliaries.Contains(turn.Word(start));
    }

    /// <summary>"apart from the inhaler , do you take …": not asked, but set aside.</summary>
    public static bool IsExcluded(SentenceReading sentence, int first)
    {
        for (var i = Math.Max(sentence.First, first - 4); i < first; i++)
        {
            if (sentence.Turn.Follows(i, "apart", "from") || sentence.Turn.Follows(i, "other", "than") || sentence.Turn.Follows(i, "aside", "from") || sentence.Turn.Word(i) is "besides" or "except")
                return true;
        }

        return false;
    }

    /// <summary>Asks what makes something better or worse.</summary>
    public static bool Compares(SentenceReading sentence) =>
        sentence.IndexOf(sentence.First, "worse") >= 0 || sentence.IndexOf(sentence.First, "better") >= 0 || sentence.IndexOf(sentence.First, "worsen") >= 0 || sentence.IndexOf(sentence.First, "help") >= 0;

    private static bool IsDefinite(string word) => word is "the" or "your" or "this" or "that" or "these" or "those" or "his" or "her";

    private static bool IsOpenWord(SentenceReading sentence, int i) => Open.Contains(sentence.Turn.Word(i)) && !(sentence.Turn.Word(i) == "what" && sentence.Turn.Word(i + 1) == ",");

    private static bool IsPerson(Reading turn, int i) => Persons.Contains(turn.Word(i)) || (turn.Word(i) == "not" && Persons.Contains(turn.Word(i + 1)));

    private static bool IsAgain(Reading turn, int start, int words) =>
        words <= 5 && (turn.Follows(start, "anything", "like", "that") || turn.Follows(start, "any", "of", "that") || turn.Follows(start, "any", "of", "those") || turn.Follows(start, "any", "of", "these") || turn.Follows(start, "nothing", "like", "that"));

    /// <summary>Where a question begins after an opening: "and when you walk , do you have pain ?", "… , but how about a cough ?"; -1 where none does.</summary>
    private static int InnerStart(SentenceReading sentence, int start)
    {
        var turn = sentence.Turn;
        for (var i = start; i + 1 < sentence.End; i++)
        {
            if (IsAbout(turn, i) || (turn.Word(i) == "any" && (i == start || turn.Word(i - 1) is "," or "or")))
                return i;
            if (Auxiliaries.Contains(turn.Word(i)) && turn.Word(i + 1) is "you" or "there" or "they" or "your" or "it" or "he" or "she" && !IsTag(sentence, i) && (i == start || turn.Word(i - 1) is "," or "and" or "or" or "-" || !IsSubjectBefore(turn, i)))
                return i;
        }

        return -1;
    }

    private static bool IsAbout(Reading turn, int i) => turn.Word(i) is "how" or "what" && turn.Word(i + 1) == "about";

    private static bool IsSubjectBefore(Reading turn, int i) => Persons.Contains(turn.Word(i - 1));

    /// <summary>"… , do you ?", "… , have n't you ?": the last words of the sentence.</summary>
    private static bool IsTag(SentenceReading sentence, int i) => sentence.End - i <= 4;

    /// <summary>A clinician's "… do you have any …" at the end of a turn without marks.</summary>
    private static int InvertedTail(SentenceReading sentence, int start)
    {
        if (sentence.Turn.Role != SpeakerRole.Clinician)
            return -1;
        for (var i = sentence.End - 2; i > start && i > sentence.End - 14; i--)
        {
            if (sentence.Turn.Word(i) is "do" or "have" or "are" or "did" && sentence.Turn.Word(i + 1) == "you" && sentence.Turn.Word(i - 1) is "," or "and" or "so" or "okay" or "or")
                return i;
        }

        return -1;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
