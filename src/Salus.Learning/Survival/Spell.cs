using System.Globalization;

namespace Salus.Learning.Survival;

/// <summary>How long somebody was watched, and how it ended: at risk after <paramref name="Start"/>, up to and including <paramref name="Stop"/>.</summary>
/// <remarks>Several spells of one person, one after the other, carry covariates that change with time.</remarks>
/// <param name="Start">Any unit of time; 0 for those watched from the beginning.</param>
/// <param name="Event">Whether the event came at <paramref name="Stop"/>; else nothing is known beyond it.</param>
public readonly record struct Spell(double Start, double Stop, bool Event)
{
    /// <exception cref="ArgumentException">A spell that does not end after it starts, or no spell.</exception>
    internal static void Check(IReadOnlyList<Spell> spells)
    {
        ArgumentNullException.ThrowIfNull(spells);
        if (spells.Count == 0)
            throw new ArgumentException("There are no spells.", nameof(spells));
        for (var i = 0; i < spells.Count; i++)
            if (!(spells[i].Stop > spells[i].Start) || !double.IsFinite(spells[i].Start) || !double.IsFinite(spells[i].Stop))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Spell {i} runs from {spells[i].Start} to {spells[i].Stop}: it must end after it starts."), nameof(spells));
    }
}
