using System.Collections.Immutable;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Language.Findings;

/// <summary>Who says an utterance. <see cref="Note"/> is written text without a speaker.</summary>
public enum SpeakerRole
{
    Clinician,
    Patient,

    /// <summary>Somebody with the patient.</summary>
    Companion,
    Unknown,
    Note,
}

/// <summary>One turn of a conversation or one paragraph of a note, verbatim.</summary>
public sealed record Utterance(SpeakerRole Role, string Text);

/// <summary>Whether the finding is there.</summary>
public enum Polarity
{
    Affirmed,
    Negated,

    /// <summary>Hedged: "might be", "rule out", "I'm not sure".</summary>
    Possible,

    /// <summary>Named only as a condition, warning, wish or example: "call me if you get a fever".</summary>
    Conditional,
}

/// <summary>When, relative to the visit.</summary>
public enum TimeFrame
{
    Current,

    /// <summary>In the history; whether it still holds is not said.</summary>
    Past,

    /// <summary>Was there and is gone.</summary>
    Resolved,

    /// <summary>Planned or to come.</summary>
    Future,
}

/// <summary>The time of a finding as far as it was said.</summary>
/// <param name="Onset">Since or at when, in the speaker's words in written form: <c>since Labor Day</c>, <c>3 months ago</c>, <c>2019</c>.</param>
/// <param name="Duration">How long: <c>5 weeks</c>.</param>
public sealed record FindingTime(TimeFrame Frame, string? Onset = null, string? Duration = null)
{
    public static FindingTime Current { get; } = new(TimeFrame.Current);
}

/// <summary>Whose finding it is.</summary>
public enum ExperiencerKind
{
    Patient,
    Family,
    Other,
}

/// <param name="Who">The relative or other person as said: <c>mother</c>; null for the patient.</param>
public sealed record Experiencer(ExperiencerKind Kind, string? Who = null)
{
    public static Experiencer Patient { get; } = new(ExperiencerKind.Patient);
}

public enum Side
{
    NotSaid,
    Left,
    Right,
    Both,
}

/// <summary>A stretch of the verbatim text of one utterance.</summary>
/// <param name="Utterance">Zero-based.</param>
public readonly record struct EvidenceSpan(int Utterance, TextSpan Span)
{
    public int Start => Span.Start;

    public int Length => Span.Length;
}

/// <summary>One clinical statement taken from a conversation or note: what, whether, when, whose, where and how much.</summary>
/// <param name="Severity">The grade as said, in written form: <c>mild</c>, <c>3/6</c>, <c>2+</c>, <c>8/10</c>.</param>
/// <param name="Site">Where in the body, when it is said and is not part of the concept.</param>
/// <param name="Speaker">Who said it; for a question and its answer, who answered.</param>
/// <param name="Evidence">Never empty. The concept's own words come first, then the words that decide polarity, time, side and value. Offsets count UTF-16 code units of the verbatim text.</param>
public sealed record ClinicalFinding(
    Concept Concept,
    Polarity Polarity,
    FindingTime Time,
    Experiencer Experiencer,
    Side Side,
    string? Severity,
    Measure? Measure,
    Concept? Site,
    SpeakerRole Speaker,
    ImmutableArray<EvidenceSpan> Evidence)
{
    /// <summary>The result of a test in words, where there is no number: <c>normal</c>, <c>elevated</c>.</summary>
    public string? Result { get; init; }

    /// <summary>Where the concept itself is named.</summary>
    public EvidenceSpan Named => Evidence[0];
}
