using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Salus.Language.Findings;

/// <summary>What the words around a finding say about it.</summary>
/// <param name="Cues">The token ranges that decided, in order of their place.</param>
internal sealed record Assertion(Polarity Polarity, TimeFrame Frame, Experiencer Experiencer, ImmutableArray<(int First, int End)> Cues);

/// <summary>
/// Decides polarity, time and experiencer from the cues in the sentence: a cue rules over the words after or before it
/// until a terminator, a new clause with its own subject, or its reach.
/// </summary>
internal static class Assertions
{
    private static readonly FrozenSet<string> Subjects = Set("i he she we they you it there");

    /// <summary>A subject after one of these does not begin a new clause.</summary>
    private static readonly FrozenSet<string> Subordinators = Set(
        "that if when whenever how what where as than since while which who whom do does did have has had am are is was were can could would will should may might like feel think");

    /// <summary>Where the reach of a plain "not" ends: what follows belongs to how or why, not to what is denied.</summary>
    private static readonly FrozenSet<string> Adjuncts = Set("with from when while after before during through due despite for given in");

    private static readonly FrozenSet<string> AdjunctLicences = Set("problem problems trouble issue issues difficulty positive significant concerning remarkable notable suspicious symptoms evidence sign signs history");

    public static Assertion Assess(SentenceReading sentence, int first, int end, SpeakerRole role)
    {
        var used = new List<AssertionCue>();
        var polarity = Polarity.Affirmed;
        var frame = TimeFrame.Current;
        AssertionCue? negation = null, doubt = null, condition = null;
        var experiencer = Experiencers.Of(sentence, first, end, role, out var personCue);
        foreach (var cue in sentence.Cues)
        {
            if (cue.First < end && cue.End > first)
                continue;
            if (cue.Rule.Category is AssertionCategory.Pseudo or AssertionCategory.Terminator || !Rules(sentence, cue, first, end))
                continue;
            switch (cue.Rule.Category)
            {
                case AssertionCategory.Negated:
                    negation = Nearer(negation, cue, first, end);
                    break;
                case AssertionCategory.Possible:
                    doubt = Nearer(doubt, cue, first, end);
                    break;
                case AssertionCategory.Conditional:
                    condition = Nearer(condition, cue, first, end);
                    break;
                case AssertionCategory.Past when frame != TimeFrame.Resolved:
                    frame = TimeFrame.Past;
                    used.Add(cue);
                    break;
                case AssertionCategory.Resolved:
                    frame = TimeFrame.Resolved;
                    used.Add(cue);
                    break;
                case AssertionCategory.Future when frame == TimeFrame.Current:
                    frame = TimeFrame.Future;
                    used.Add(cue);
                    break;
                case AssertionCategory.Family:
                    experiencer = new Experiencer(ExperiencerKind.Family, experiencer.Who);
                    used.Add(cue);
                    break;
                default:
                    break;
            }
        }

        if (negation is null && IsRefusedAfter(sentence, end, out var refusal))
            negation = refusal;

        // "tested for measles , which was negative": the result outweighs the reason for the test.
        if (condition is not null && !(negation is { } result && result.First >= end && Distance(result, first, end) <= 2))
            polarity = Polarity.Conditional;
        else if (negation is { } no && (doubt is not { } maybe || Distance(no, first, end) <= Distance(maybe, first, end)))
            polarity = Polarity.Negated;
        else if (doubt is not null)
            polarity = Polarity.Possible;
        if (polarity switch { Polarity.Conditional => condition, Polarity.Negated => negation, Polarity.Possible => doubt, _ => null } is { } decided)
            used.Add(decided);
        var ranges = used.Select(cue => (cue.First, cue.End));
        if (personCue is { } person)
            ranges = ranges.Append(person);
        return new Assertion(polarity, frame, experiencer, [.. ranges.Distinct().Order()]);
    }

    /// <summary>"diarrhea no": the whole answer to a list, or a list in shorthand.</summary>
    private static bool IsRefusedAfter(SentenceReading sentence, int end, out AssertionCue refusal)
    {
        var turn = sentence.Turn;
        var at = turn.Word(end) is "," or ":" or "-" ? end + 1 : end;
        refusal = new AssertionCue(new AssertionRule(AssertionCategory.Negated, ScopeDirection.Backward, 0), at, at + 1);
        return at < sentence.End && turn.Word(at) == "no" && (at + 1 == sentence.End || turn.Word(at + 1) is "." or "," or ";") && (end == at || turn.Word(end) != "," || at + 1 >= sentence.End - 1);
    }

    /// <summary>The cue's scope holds the finding.</summary>
    private static bool Rules(SentenceReading sentence, AssertionCue cue, int first, int end)
    {
        var forward = cue.Rule.Direction is ScopeDirection.Forward or ScopeDirection.Both && cue.End <= first;
        var backward = cue.Rule.Direction is ScopeDirection.Backward or ScopeDirection.Both && cue.First >= end;
        if (!forward && !backward)
            return false;
        var (from, to) = forward ? (cue.End, first) : (end, cue.First);
        if (IsInterjection(sentence, cue, first))
            return false;
        var words = 0;
        for (var i = from; i < to; i++)
        {
            if (Ends(sentence, cue, i, from))
                return false;
            words += sentence.Turn.Tokens[i].IsWord ? 1 : 0;
        }

        // A list counts as one thing: "no fever, chills or night sweats" reaches as far as the list goes.
        return words <= cue.Rule.Reach || (forward && IsList(sentence, from, to, cue.Rule.Reach));
    }

    private static bool Ends(SentenceReading sentence, AssertionCue cue, int i, int from)
    {
        var turn = sentence.Turn;
        var word = turn.Word(i);
        if (word is ";" or "?" or "!" or "\u2022")
            return true;
        if ((sentence.TerminatesAt(i) && !(cue.Rule is { Category: AssertionCategory.Resolved, Direction: ScopeDirection.Backward } && Subjects.Contains(turn.Word(cue.First)))) || (word == ":" && i > from && IsHeading(turn, i - 1)) || (word == "patient" && turn.Follows(i - 2, ",", "the")))
            return true;
        var before = i > sentence.First ? turn.Word(i - 1) : "";
        if (Subjects.Contains(word) && i > from && !Subordinators.Contains(before))
        {
            var conditional = cue.Rule.Category == AssertionCategory.Conditional && (before is "or" or "and") && word is not ("i" or "we");
            if (!conditional)
                return true;
        }

        if (cue.Rule.Category == AssertionCategory.Past && word is "denies" or "denied" or "no")
            return true;
        return IsPlainNot(turn, cue) && Adjuncts.Contains(word) && !AdjunctLicences.Contains(before);
    }

    /// <summary>A word in capitals before a colon opens another part of a note.</summary>
    private static bool IsHeading(Reading turn, int i) =>
        turn.Tokens[i] is { IsWord: true, Span.Length: > 2 } token && !token.Span.In(turn.Text).Any(char.IsLower);

    private static bool IsPlainNot(Reading turn, AssertionCue cue) => cue.End == cue.First + 1 && turn.Word(cue.First) is "not" or "cannot";

    /// <summary>"No , i have a headache": the "no" answers somebody and denies nothing after it.</summary>
    private static bool IsInterjection(SentenceReading sentence, AssertionCue cue, int first)
    {
        var turn = sentence.Turn;
        if (cue.Rule.Category != AssertionCategory.Negated || cue.End != cue.First + 1 || turn.Word(cue.First) != "no" || turn.Word(cue.End) is not ("," or "."))
            return false;
        return cue.First == sentence.First && first > cue.End + 1 && !IsList(sentence, cue.End, first, reach: 1);
    }

    /// <summary>Nothing but list marks, joining words, other mentions and at most <paramref name="reach"/> words of their own.</summary>
    private static bool IsList(SentenceReading sentence, int from, int to, int reach)
    {
        var words = 0;
        for (var i = from; i < to; i++)
        {
            var inside = false;
            foreach (var mention in sentence.Mentions)
                inside |= i >= mention.First && i < mention.End;
            if (!inside && sentence.Turn.Tokens[i].IsWord && sentence.Turn.Word(i) is not ("and" or "or" or "any" or "no" or "a" or "an" or "the" or "of" or "nor"))
                words++;
        }

        return words <= reach;
    }

    private static AssertionCue Nearer(AssertionCue? known, AssertionCue cue, int first, int end) =>
        known is { } other && Distance(other, first, end) <= Distance(cue, first, end) ? other : cue;

    private static int Distance(AssertionCue cue, int first, int end) => cue.End <= first ? first - cue.End : cue.First - end;

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
