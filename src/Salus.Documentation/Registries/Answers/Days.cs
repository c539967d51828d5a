using Salus.Fhir.Resources;

namespace Salus.Documentation.Registries;

/// <summary>The days a date may mean: one for a full date, many for a year alone. Also the instants, where times of day decide.</summary>
internal readonly record struct Days(DateOnly First, DateOnly Last, DateTimeOffset Start, DateTimeOffset End)
{
    public static Days Of(FhirDate date) => new(date.Day, DateOnly.FromDateTime(date.End.AddTicks(-1).DateTime), date.Start, date.End);

    public static Days Of(DateOnly day) => new(day, day, new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero), new DateTimeOffset(day, TimeOnly.MaxValue, TimeSpan.Zero));

    /// <summary>Neither can be said to come before the other.</summary>
    public bool MayCoincide(Days other) => Start < other.End && other.Start < End;
}

/// <summary>A window with its event known: inside for certain, outside for certain, or not to be told.</summary>
internal sealed record OpenWindow(TimeWindow Rule, Days Event)
{
    /// <summary>Null when it cannot be told, because a date is a year or month alone.</summary>
    public bool? Holds(Days at)
    {
        if (at.First >= Rule.From.After(Event.Last) && at.Last <= Rule.To.After(Event.First))
            return true;
        return at.Last < Rule.From.After(Event.First) || at.First > Rule.To.After(Event.Last) ? false : null;
    }

    /// <summary>For messages.</summary>
    public (DateOnly From, DateOnly To) Bounds => (Rule.From.After(Event.First), Rule.To.After(Event.Last));

    public int DaysFrom(Days at) => Math.Abs(at.First.DayNumber - Event.First.DayNumber);
}
