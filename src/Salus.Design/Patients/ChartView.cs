using System.Collections.Immutable;

namespace Salus.Design.Patients;

/// <summary>A patient's chart, ready to be shown.</summary>
/// <param name="Id">Of the Patient resource in the record: part of every address.</param>
public sealed record ChartView(string Id, PatientView Patient)
{
    public AllergyKnowledge AllergyKnowledge { get; init; }

    public ImmutableArray<AllergyView> Allergies { get; init; } = [];

    /// <summary>Who said that there are no allergies.</summary>
    public SourceView? NoAllergiesBy { get; init; }

    public ImmutableArray<ProblemView> Problems { get; init; } = [];

    public ImmutableArray<MedicationView> Medications { get; init; } = [];

    /// <summary>Pressure, pulse, weight and the like; most measured first.</summary>
    public ImmutableArray<TrendView> Vitals { get; init; } = [];

    /// <summary>Results by panel, the panel with the newest result first.</summary>
    public ImmutableArray<ResultPanel> Panels { get; init; } = [];

    public ImmutableArray<ItemView> Encounters { get; init; } = [];

    public ImmutableArray<ItemView> Procedures { get; init; } = [];

    public ImmutableArray<ItemView> Immunisations { get; init; } = [];

    /// <summary>Imported ones and signed notes.</summary>
    public ImmutableArray<ItemView> Documents { get; init; } = [];

    /// <summary>Records that may be about the same person, undecided.</summary>
    public int LookAlikes { get; init; }

    public int Results => Panels.Sum(p => p.Results.Length);
}

/// <summary>Results that belong together, as their reports put them.</summary>
public sealed record ResultPanel(string Title, ImmutableArray<ResultView> Results);

/// <summary>One kind of result over time: numbers as a trend, or words.</summary>
/// <param name="Trend">Null for results in words.</param>
/// <param name="Words">Newest first; empty for numbers.</param>
public sealed record ResultView(string Name, DateTimeOffset Latest, TrendView? Trend, ImmutableArray<WordResult> Words)
{
    /// <summary>How the newest value lies against its range.</summary>
    public RangeFlag Flag => Trend is null ? (Words.IsEmpty ? RangeFlag.None : Words[0].Flag) : Trend.Series.Select(s => s.Points[^1].Flag).Max();
}

/// <summary>A result in words: <c>positive</c>, <c>former smoker</c>.</summary>
public sealed record WordResult(DateTimeOffset At, string Text, RangeFlag Flag, SourceView Source);

/// <summary>An encounter, procedure, immunisation or document in a list.</summary>
/// <param name="At">First day, for order and timeline; null when not said.</param>
/// <param name="Href">Where it is read, when that is not its source.</param>
public sealed record ItemView(string Title, string Detail, string When, DateOnly? At, SourceView Source)
{
    public string? Href { get; init; }

    /// <summary>Last day, for what lasts.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Class of a badge and its words, for example <c>good</c>, <c>signed here</c>.</summary>
    public (string Kind, string Text)? Badge { get; init; }
}
