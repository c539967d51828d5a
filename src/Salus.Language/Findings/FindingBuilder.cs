using System.Collections.Immutable;
using Salus.Language.Vocabularies;

namespace Salus.Language.Findings;

/// <summary>Puts a finding together from a mention, its assertion and the words around it.</summary>
internal static class FindingBuilder
{
    /// <summary>Null for a test or manoeuvre that is only named: without a result it says nothing.</summary>
    public static ClinicalFinding? Build(SentenceReading sentence, PlacedMention mention, Assertion assertion, SpeakerRole speaker)
    {
        var turn = sentence.Turn;
        var evidence = ImmutableArray.CreateBuilder<EvidenceSpan>();
        var ranges = new List<(int First, int End)>(assertion.Cues);
        var kind = mention.Concept.Kind;
        if (assertion.Frame == TimeFrame.Future && kind is not (ConceptKind.Test or ConceptKind.Procedure))
            assertion = assertion with { Frame = TimeFrame.Current };
        var measure = kind is ConceptKind.Test or ConceptKind.Exam ? Results.MeasureOf(sentence, mention, out var measureCue) is { } value ? Cite(value, measureCue, ranges) : null : null;
        var result = kind == ConceptKind.Test && Results.QualityOf(sentence, mention, out var resultCue) is { } quality ? Cite(quality, resultCue, ranges) : null;
        if (kind == ConceptKind.Test && measure is null && result is null && assertion.Frame == TimeFrame.Current)
            return null;
        if (result?.EndsWith("negative", StringComparison.Ordinal) == true && assertion.Polarity == Polarity.Negated)
            assertion = assertion with { Polarity = Polarity.Affirmed };
        if (IsSignWithoutOutcome(sentence, mention, assertion))
            return null;
        var site = Sites.Of(sentence, mention) is { } place ? Cite(place.Concept, (place.First, place.End), ranges) : null;
        var side = Sides.Of(sentence, mention.First, mention.End, out var sideCue) is not Side.NotSaid and var found ? Cite(found, sideCue, ranges) : Side.NotSaid;
        var severity = kind is ConceptKind.Test or ConceptKind.Procedure ? null : Severities.Of(sentence, mention.First, mention.End, out var severityCue) is { } grade ? Cite(grade, severityCue, ranges) : null;
        var time = TimeOf(sentence, mention, assertion.Frame, ranges);
        evidence.Add(turn.Evidence(mention.First, mention.End));
        foreach (var (first, end) in ranges.Where(range => range.First < mention.First || range.End > mention.End).Distinct())
        {
            if (!ranges.Exists(other => other != (first, end) && other.First <= first && other.End >= end))
                evidence.Add(turn.Evidence(first, end));
        }

        return new ClinicalFinding(mention.Concept, assertion.Polarity, time, assertion.Experiencer, side, severity, measure, site, speaker, evidence.DrainToImmutable()) { Result = result };
    }

    /// <summary>"straight leg raise" names the manoeuvre; only "positive" (or "negative") makes a sign of it.</summary>
    private static bool IsSignWithoutOutcome(SentenceReading sentence, PlacedMention mention, Assertion assertion)
    {
        if (mention.Concept.Kind != ConceptKind.Exam || assertion.Polarity == Polarity.Negated || !mention.Concept.Name.StartsWith("positive ", StringComparison.Ordinal))
            return false;
        for (var i = Math.Max(sentence.First, mention.First - 6); i < Math.Min(sentence.End, mention.End + 6); i++)
        {
            if (sentence.Turn.Word(i) == "positive")
                return false;
        }

        return true;
    }

    /// <summary>The finding with the time that the sentence names; null where it names none.</summary>
    public static ClinicalFinding? WithTime(ClinicalFinding finding, SentenceReading sentence)
    {
        var (onset, duration) = Times.In(sentence);
        if (onset is null && duration is null)
            return null;
        var evidence = finding.Evidence;
        foreach (var phrase in (ReadOnlySpan<Times.Phrase?>)[onset, duration])
        {
            if (phrase is { } said)
                evidence = evidence.Add(sentence.Turn.Evidence(said.First, said.End));
        }

        return finding with { Time = finding.Time with { Onset = onset?.Onset ?? finding.Time.Onset, Duration = duration?.Duration ?? finding.Time.Duration }, Evidence = evidence };
    }

    /// <summary>"seven out of ten" on its own grades the pain talked about last.</summary>
    public static void AddScore(SentenceReading sentence, List<ClinicalFinding> findings)
    {
        if (Severities.Score(sentence, out var cue) is not { } score)
            return;
        var index = findings.FindLastIndex(finding => finding is { Polarity: Polarity.Affirmed, Severity: null, Concept.Kind: ConceptKind.Finding or ConceptKind.Disorder });
        if (index >= 0)
            findings[index] = findings[index] with { Severity = score, Evidence = findings[index].Evidence.Add(sentence.Turn.Evidence(cue.First, cue.End)) };
    }

    private static FindingTime TimeOf(SentenceReading sentence, PlacedMention mention, TimeFrame frame, List<(int First, int End)> ranges)
    {
        var (onset, duration) = Times.Of(sentence, mention.First, mention.End);
        if (onset is null && duration is null)
            return frame == TimeFrame.Current ? FindingTime.Current : new FindingTime(frame);
        if (onset is { } point)
        {
            ranges.Add((point.First, point.End));
            if (frame == TimeFrame.Current && Times.IsPastEvent(sentence, point, mention.First))
                frame = TimeFrame.Past;
        }

        if (duration is { } length)
            ranges.Add((length.First, length.End));
        return new FindingTime(frame, onset?.Onset, duration?.Duration);
    }

    private static T Cite<T>(T value, (int First, int End) cue, List<(int First, int End)> ranges)
    {
        ranges.Add(cue);
        return value;
    }
}
