using System.Collections.Frozen;

namespace Salus.Language.Findings;

/// <summary>
/// Finds where a new sentence begins in speech that a recogniser printed without marks:
/// at an opening word ("okay", "alright"), at an inverted question ("do you have"), and at a subject that nothing leads into.
/// </summary>
internal static class Clauses
{
    private static readonly FrozenSet<string> Openings = Set("okay ok alright");

    private static readonly FrozenSet<string> Inverting = Set("do did does have has are is were was can could");

    private static readonly FrozenSet<string> Askees = Set("you there it they he she");

    private static readonly FrozenSet<string> Subjects = Set("i you he she we they it there");

    private static readonly FrozenSet<string> Finite = Set("are is was were have has had do does did can could will would should may might must need am 's");

    private static readonly FrozenSet<string> Be = Set("is are was were looks look sounds sound has have");

    /// <summary>Words that lead into what follows, so no sentence begins after them.</summary>
    private static readonly FrozenSet<string> Leads = Set(
        "and or but so because if when whenever while where how what why who which that than as like since until before after though although unless whether then well also just i you he she we they it there "
        + "do did does have has had am are is was were can could would will should may might must been be not the a an my your his her our their this these those some any no every each "
        + "of in on at to for with from about by over under into out up around through during between near told tell tells said say says think thinks thought know knew see sees saw hope guess sure glad sorry mean feel feels felt let make made want wants thing things way time one yeah yes okay alright uh um all ever even still already never always really right now");

    /// <summary>True where a sentence begins at token <paramref name="i"/> of a run without marks.</summary>
    public static bool BeginsAt(Reading turn, int first, int i)
    {
        if (i <= first)
            return false;
        var (before, word, next) = (turn.Word(i - 1), turn.Word(i), turn.Word(i + 1));
        if (Openings.Contains(word))
            return !Openings.Contains(before) && before is not ("is" or "are" or "be" or "'s" or "feel" or "an" or "the" or "do" or "doing" or "it" or "looks");
        if (before is "and" or "but" or "so" && i - 1 > first)
            return false;
        if (word is "and" or "but" or "so")
            return BeginsAfterJoin(turn, i);
        if (word is "how" or "what" && next is "about" or "is" or "are" or "has" or "have" or "long" or "often" && before is not ("know" or "see" or "about" or "tell" or "of" or "that" or "sure" or "me"))
            return true;
        if (Inverting.Contains(word) && Askees.Contains(next))
            return !Leads.Contains(before) || before is "okay" or "alright" or "now" or "right" or "yeah" or "all" or "well" && !Openings.Contains(before);
        if (word == "any" && next.Length > 2)
            return Openings.Contains(before) || before is "right" or "yeah" or "great" or "good" or "then" || turn.Word(first) == "any";
        if (word == "no" && turn.Word(i + 1) is not ("one" or "longer" or "more"))
            return false;
        if (word == "your")
            return !Leads.Contains(before) && (Be.Contains(turn.Word(i + 2)) || Be.Contains(turn.Word(i + 3)));

        // "you" and "it" are objects as often as subjects: "put you on", "stop it".
        return Subjects.Contains(word) && !Leads.Contains(before) && (word is not ("you" or "it") ? next.Length > 0 : Finite.Contains(next));
    }

    /// <summary>"and i …", "so do you …": the joining word opens the new sentence.</summary>
    private static bool BeginsAfterJoin(Reading turn, int i)
    {
        var (next, afterNext) = (turn.Word(i + 1), turn.Word(i + 2));
        if (turn.Word(i) == "so" && turn.Word(i - 1) is "or" or "not" or "do" or "think" or "just" or "feel" or "is" or "am" or "are" or "ever")
            return false;
        return Subjects.Contains(next) || (Inverting.Contains(next) && Askees.Contains(afterNext)) || next is "let" or "then" or "any" || (next is "how" or "what" && afterNext is "about" or "is" or "are")
            || (next is "your" or "the" or "for" && turn.Word(i) == "so") || (next == "your" && (Be.Contains(turn.Word(i + 3)) || Be.Contains(turn.Word(i + 4))));
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
