using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>Puts the speakers of growing turns right, like <see cref="SpeakerRepair"/> does for finished ones.</summary>
internal sealed class SpeakerWatch
{
    private readonly List<int> weights = [];
    private readonly Dictionary<Speaker, int> sums = [];
    private ImmutableArray<Turn> heard = [];
    private ImmutableArray<Turn> repaired = [];
    private bool swapped;

    /// <returns>True when this turn shows that the speakers of the whole visit are swapped, or are not after all.</returns>
    public bool Hear(Turn turn)
    {
        var weight = SpeakerRepair.DoctorLike(turn.Text);
        weights.Add(weight);
        heard = heard.Add(turn);
        sums[turn.Speaker] = sums.GetValueOrDefault(turn.Speaker) + weight;
        var before = swapped;
        swapped = SpeakerRepair.AreSwapped(sums.GetValueOrDefault(Speaker.Doctor), sums.GetValueOrDefault(Speaker.Patient));
        if (swapped == before)
        {
            repaired = repaired.Add(SpeakerRepair.Repair(turn, weight, swapped));
            return false;
        }
        repaired = [.. heard.Select((t, i) => SpeakerRepair.Repair(t, weights[i], swapped))];
        return repaired.Length > 1;
    }

    /// <summary>The first turns, put right by what is known now.</summary>
    public ImmutableArray<Turn> Repaired(int turns) => turns == repaired.Length ? repaired : repaired[..turns];
}
