using Salus.Language.Vocabularies;

namespace Salus.Language.Findings;

/// <summary>Finds the side that belongs to a finding and tells "right knee" from "right now" and "left work".</summary>
internal static class Sides
{
    private const int Before = 6;
    private const int After = 9;

    /// <summary>The side named inside, before or after the tokens, the nearest first, without leaving the clause.</summary>
    public static Side Of(SentenceReading sentence, int first, int end, out (int First, int End) cue)
    {
        for (var i = first; i < end; i++)
        {
            if (At(sentence, i) is not Side.NotSaid and var inside)
            {
                cue = (i, i + 1);
                return inside;
            }
        }

        for (var i = end; i < Math.Min(sentence.End, end + After) && !IsBarrier(sentence, i, end); i++)
        {
            if (At(sentence, i) is not Side.NotSaid and var after)
            {
                cue = (i, i + 1);
                return after;
            }
        }

        for (var i = first - 1; i >= Math.Max(sentence.First, first - Before) && !IsBarrier(sentence, i, end) && sentence.Turn.Word(i) is not ("," or "and"); i--)
        {
            if (At(sentence, i) is not Side.NotSaid and var before)
            {
                cue = (i, i + 1);
                return before;
            }
        }

        cue = default;
        return Side.NotSaid;
    }

    /// <summary>The side that the token names; <see cref="Side.NotSaid"/> when it names none or means something else.</summary>
    public static Side At(SentenceReading sentence, int i)
    {
        var turn = sentence.Turn;
        var word = turn.Word(i);
        if (word is "bilateral" or "bilaterally")
            return Side.Both;
        if (word == "both")
            return turn.Word(i + 1) is "sides" or "side" or "of" || IsBody(sentence, i + 1) || IsBody(sentence, i + 2) ? Side.Both : Side.NotSaid;
        if (word is not ("left" or "right"))
            return Side.NotSaid;
        var side = word == "left" ? Side.Left : Side.Right;
        var next = turn.Word(i + 1) == "-" ? turn.Word(i + 2) : turn.Word(i + 1);
        if (word == "right" && next is "now" or "there" or "here" or "after" or "before" or "away" or "behind" or "at" or "around" or "through" or "in" or "on" or "over" or "under")
            return Side.NotSaid;
        if (next is "side" or "sided" or "one" or "lower" or "upper" or "more" or "greater" or "medial" or "lateral" or "anterior" or "posterior" or "inner" or "outer" or "middle" or "ring" or "index" or "great" or "big" or "distal" or "proximal")
            return side;
        if (IsBody(sentence, i + 1) || IsBody(sentence, i + 2))
            return side;
        var before = turn.Word(i - 1);
        var beforeThat = turn.Word(i - 2);
        return before is "the" or "my" or "your" or "his" or "her" && (beforeThat is "on" or "in" or "to" or "of" or "over" or "was" or "is" or "at" or "mean" or "than" or "," or "just" or "actually" or "no") || (before is "," or "actually" or "mean" or "sorry" && next is "" or "." or ",") ? side : Side.NotSaid;
    }

    private static bool IsBody(SentenceReading sentence, int i)
    {
        foreach (var mention in sentence.Mentions)
        {
            if (mention.First == i && mention.Concept.Kind is ConceptKind.Anatomy or ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam or ConceptKind.Procedure)
                return true;
        }

        return false;
    }

    /// <summary>Another finding or a new clause begins.</summary>
    private static bool IsBarrier(SentenceReading sentence, int i, int end)
    {
        var turn = sentence.Turn;
        if (turn.Word(i) is ";" or "but" or "." or "?" or "however" or "although")
            return true;
        if (turn.Word(i) is "," && i >= end && turn.Word(i + 1) is not ("on" or "in" or "the" or "mostly" or "mainly" or "especially"))
            return true;
        foreach (var mention in sentence.Mentions)
        {
            if (mention.First == i && i != end - 1 && mention.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam or ConceptKind.Test)
                return true;
        }

        return false;
    }
}
