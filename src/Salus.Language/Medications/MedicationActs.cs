using System.Collections.Frozen;
using Salus.Language.Findings;

namespace Salus.Language.Medications;

/// <summary>What is done with a drug, from the nearest words before it in its clause.</summary>
internal static class MedicationActs
{
    private const int Reach = 14;

    private static readonly FrozenDictionary<string, MedicationAct> Cues = Build(
        (MedicationAct.Start, "start taking|begin taking|start using|start|starting|started on|start you on|starting you on|begin|beginning|prescribe|prescribing|put you on|putting you on|give you|giving you|gave you|add|adding|initiate|try you on|try some|switch to|switch you to|switching you to|change you to|order|send in|call in|write you for|write you a prescription for|recommend"),
        (MedicationAct.Continue, "continue taking|continue to take|continue with|continue|continuing|continued on|keep taking|keep you on|keeping you on|keep on|stay on|staying on|maintain|remain on|stick with|keep using"),
        (MedicationAct.Increase, "increase|increasing|go up on|going up on|raise|double|bump up|up titrate|uptitrate|increased"),
        (MedicationAct.Decrease, "decrease|decreasing|reduce|reducing|lower|lowering|cut back on|cut down on|taper|tapering|go down on|wean|decreased"),
        (MedicationAct.Stop, "stop taking|stopped taking|quit taking|stop using|stop|stopping|stopped|discontinue|discontinuing|discontinued|come off|came off|get off|take you off|taking you off|took me off|quit|hold|holding"),
        (MedicationAct.Refill, "refill|refills|refill of|refill on|renew|reorder|refilling"),
        (MedicationAct.Takes, "take|takes|taking|started taking|had put you on|have put you on|have you on|had you on|got you on|started you on|placed you on|have him on|have her on|on|am on|is on|use|uses|using|been on|been taking|been using|currently on|prescribed"),
        (MedicationAct.Took, "took|had some|used to take|used to be on|was on|were on|was taking|had been on|tried|have tried|given|gave me|was given|was put on"),
        (MedicationAct.Allergic, "allergic to|allergy to|allergies to|allergic reaction to|reaction to|reacted to|intolerant to|intolerance to"));

    private static readonly FrozenSet<string> Breaks = new[] { "but", ";", "then", "because", "instead", "?" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The act and where it is said; <see cref="MedicationAct.Mention"/> where nothing is.</summary>
    public static MedicationAct Of(SentenceReading sentence, int first, int end, out (int First, int End) cue)
    {
        var turn = sentence.Turn;
        cue = default;
        if (turn.Word(end) is "allergy" or "allergies")
        {
            cue = (end, end + 1);
            return MedicationAct.Allergic;
        }

        for (var i = first - 1; i >= Math.Max(sentence.First, first - Reach) && !Breaks.Contains(turn.Word(i)) && !(turn.Word(i) is "i" or "we" && turn.Word(i - 1) == ","); i--)
        {
            var (act, length) = At(turn, i, first);
            if (length == 0)
                continue;
            var start = i;
            // A longer phrase may begin earlier: "am on", "used to take".
            for (var back = 1; back <= 3 && i - back >= sentence.First; back++)
            {
                var (longer, longerLength) = At(turn, i - back, first);
                if (longerLength > back)
                    (act, length, start) = (longer, longerLength, i - back);
            }

            if (turn.Word(start) == "on" && length == 1 && !IsTakingOn(turn, start))
                continue;
            cue = (start, start + length);
            if (act == MedicationAct.Takes && turn.Role == SpeakerRole.Clinician && IsInstruction(turn, sentence.First, start))
                act = MedicationAct.Start;
            return Denied(turn, sentence.First, start, act);
        }

        return MedicationAct.Mention;
    }

    /// <summary>A clinician's "take …", "you can take …", "I want you to take …".</summary>
    private static bool IsInstruction(Reading turn, int first, int cue) =>
        turn.Word(cue) is "take" or "use" && (cue == first || turn.Word(cue - 1) is "to" or "can" or "could" or "should" or "please" or "just" or "," or "and" or "then" or "also" or "will");

    private static (MedicationAct Act, int Length) At(Reading turn, int i, int limit)
    {
        var phrase = "";
        var (act, length) = (MedicationAct.Mention, 0);
        for (var j = i; j < Math.Min(limit, i + 5); j++)
        {
            phrase = j == i ? turn.Word(j) : phrase + " " + turn.Word(j);
            if (Cues.TryGetValue(phrase, out var known))
                (act, length) = (known, j - i + 1);
        }

        return (act, length);
    }

    private static bool IsTakingOn(Reading turn, int on) => (turn.Word(on - 1) == "," && turn.Word(on - 2) is "am" or "is") || turn.Word(on - 1) is "am" or "is" or "are" or "been" or "'s" or "still" or "currently" or "me" or "him" or "her" or "also" or "you" or "patient" or "not" or "she" or "he" or "back" or "already";

    private static MedicationAct Denied(Reading turn, int first, int cue, MedicationAct act)
    {
        for (var i = cue - 1; i >= Math.Max(first, cue - 4); i--)
        {
            if (turn.Word(i) is "not" or "never" or "no" or "without" or "denies")
                return act switch { MedicationAct.Takes or MedicationAct.Took => MedicationAct.DoesNotTake, MedicationAct.Stop => MedicationAct.Continue, _ => MedicationAct.Mention };
            if (turn.Word(i) is "," or "and" or "but")
                break;
        }

        return act;
    }

    private static FrozenDictionary<string, MedicationAct> Build(params (MedicationAct Act, string Phrases)[] acts) =>
        acts.SelectMany(entry => entry.Phrases.Split('|').Select(phrase => KeyValuePair.Create(phrase, entry.Act))).ToFrozenDictionary(StringComparer.Ordinal);
}
