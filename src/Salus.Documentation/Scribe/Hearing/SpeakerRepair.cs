using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Puts right labels that contradict what is said: a recogniser may swap the two speakers for a whole visit or for one long turn.
/// Only the role is changed, and the change is marked; words, order and places stay.
/// </summary>
public static class SpeakerRepair
{
    /// <summary>So many doctor's phrases are needed before a label is doubted.</summary>
    private const int Enough = 5;

    public static ImmutableArray<Turn> Repair(ImmutableArray<Turn> turns)
    {
        var weights = turns.Select(turn => DoctorLike(turn.Text)).ToArray();
        var byDoctor = Sum(turns, weights, Speaker.Doctor);
        var byPatient = Sum(turns, weights, Speaker.Patient);
        var swapped = AreSwapped(byDoctor, byPatient);
        return [.. turns.Select((turn, i) => Repair(turn, weights[i], swapped))];
    }

    /// <param name="byDoctor">Doctor's phrases in the turns labelled as the doctor's.</param>
    internal static bool AreSwapped(int byDoctor, int byPatient) => byPatient >= Enough && byPatient > 2 * byDoctor;

    /// <param name="weight">Doctor's phrases in the turn.</param>
    internal static Turn Repair(Turn turn, int weight, bool swapped) => turn.Speaker switch
    {
        Speaker.Doctor when swapped && weight < Enough => turn with { Speaker = Speaker.Patient, Guessed = true },
        Speaker.Patient when swapped || weight >= Enough => turn with { Speaker = Speaker.Doctor, Guessed = true },
        _ => turn,
    };

    private static int Sum(ImmutableArray<Turn> turns, int[] weights, Speaker speaker) =>
        turns.Select((turn, i) => turn.Speaker == speaker ? weights[i] : 0).Sum();

    /// <summary>Phrases of examination and plan spoken to "you"; a patient telling what was found says "my".</summary>
    internal static int DoctorLike(string text)
    {
        var c = Cues.Embedded.In(text);
        var doctor = c["exam-opens"] + c["plan-opens"] + c["exam"];
        if (doctor == 0)
            return 0;
        var (you, own) = (0, 0);
        foreach (var word in text.Split([' ', '\n', ',', '.'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word is "your" or "you" or "you're" or "Your" or "You")
                you++;
            else if (word is "my" or "i've" or "My" or "I've" or "me")
                own++;
        }
        return you > own ? doctor : 0;
    }
}
