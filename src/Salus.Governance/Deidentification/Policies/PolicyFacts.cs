using System.Collections.Immutable;

namespace Salus.Governance.Deidentification;

/// <summary>How much of a date is written after it was treated with <see cref="Treatment.Shift"/>.</summary>
public enum DateWriting
{
    /// <summary>As precise as it was. Rests on an expert's determination (45 CFR 164.514(b)(1)), for Safe Harbor allows years only.</summary>
    Full,

    /// <summary>The true year alone: the letter of 45 CFR 164.514(b)(2)(i)(C). Intervals are lost.</summary>
    Year,
}

/// <summary>How dates move.</summary>
public sealed record DateFacts
{
    /// <summary>A person's dates move back by 1 to this many days; 7 to 3650.</summary>
    public int Days { get; init; } = 365;

    /// <summary>Dates move by whole weeks: a Monday stays a Monday.</summary>
    public bool KeepWeekday { get; init; }

    public DateWriting Write { get; init; } = DateWriting.Full;

    /// <summary>How 3/4/2024 is read: the day first (most of the world) or the month first (United States).</summary>
    public bool DayFirst { get; init; }
}

/// <summary>How ages are written when they are made coarser.</summary>
public sealed record AgeFacts
{
    /// <summary>Ages above it are put together: 45 CFR 164.514(b)(2)(i)(C) says 89.</summary>
    public int Top { get; init; } = 89;

    /// <summary>Years in a band; 1 writes ages up to <see cref="Top"/> as they are.</summary>
    public int Band { get; init; } = 1;
}

/// <summary>How postal codes are made coarser.</summary>
public sealed record PostalCodeFacts
{
    /// <summary>
    /// The first three digits of ZIP codes that hold 20,000 people or fewer together, which are written 000. Restated from the guidance of the Office for
    /// Civil Rights on de-identification (26 November 2012; census of 2000), which names these seventeen and asks for newer data of the census where there
    /// is some: a policy may give its own.
    /// </summary>
    public static ImmutableSortedSet<string> Census2000 { get; } = ImmutableSortedSet.Create(StringComparer.Ordinal,
        "036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831", "878", "879", "884", "890", "893");

    /// <summary>Digits that stay: 0 to 5. Safe Harbor allows 3.</summary>
    public int Digits { get; init; } = 3;

    public ImmutableSortedSet<string> Small { get; init; } = Census2000;
}
