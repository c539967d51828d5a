using System.Collections.Immutable;

namespace Salus.Design.Patients;

/// <summary>What happened to a patient, over years.</summary>
/// <param name="From">First day shown.</param>
/// <param name="Until">Last day shown.</param>
/// <param name="Periods">Links that zoom: all, ten years, one year, earlier, later.</param>
public sealed record TimelineView(DateOnly From, DateOnly Until, ImmutableArray<TimelineLane> Lanes, ImmutableArray<PeriodLink> Periods)
{
    /// <summary>Address of the same page showing another period; a bundle leads there. Null leaves bundles without a link.</summary>
    public Func<DateOnly, DateOnly, string>? Zoom { get; init; }
}

/// <param name="Key">Class of the style sheet: <c>encounters</c>, <c>problems</c>, <c>medications</c>, <c>procedures</c>, <c>results</c>, <c>immunisations</c>, <c>documents</c>.</param>
/// <param name="Items">In any order; those outside the period are left out.</param>
public sealed record TimelineLane(string Key, string Title, ImmutableArray<TimelineItem> Items);

/// <summary>Something with a day, or with a first and perhaps a last one.</summary>
/// <param name="Until">Last day; null for a single day, <see cref="DateOnly.MaxValue"/> for what still goes on.</param>
/// <param name="Href">Where more is said about it.</param>
public sealed record TimelineItem(DateOnly At, DateOnly? Until, string Title, string? Detail, string Href, SourceView? Source = null)
{
    public bool Lasts => Until is { } until && until > At;

    public bool Ongoing => Until == DateOnly.MaxValue;
}

/// <param name="Current">What is shown now.</param>
public sealed record PeriodLink(string Title, string Href, bool Current = false);
