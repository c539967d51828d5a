using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>Writes the draft of a note from a visit. No model, no network; equal visit, style and version give equal statements.</summary>
public sealed class NoteWriter(TimeProvider clock)
{
    public Draft Write(Visit visit)
    {
        var reading = VisitReading.Of(visit);
        Proposal[] proposals =
        [
            .. new HistoryComposer(reading).Compose(),
            .. new SymptomReviewer(reading).Compose(),
            .. new ExamComposer(reading).Compose(),
            .. new PlanComposer(reading).Compose(),
        ];
        var chosen = Selection.Choose(proposals);
        var finish = new Finish(reading);
        var statements = chosen.Select(p => new Statement(p.Section, finish.Sentence(p), [.. p.Facts, .. p.From.SelectMany(c => c.Places).Select(place => Quote(visit, place))]) { Group = p.Group is null ? null : finish.Title(p.Group) }).ToImmutableArray();
        var sources = visit.ToSources();
        var origin = new Provenance("embedded-scribe", "0.1.0", clock.GetUtcNow(), [.. sources.Select(s => s.Reference)], ImmutableSortedDictionary<string, string>.Empty);
        return new Draft(DraftId.New(clock), 1, "scribe", null, statements, [], origin) { Outline = Outline };
    }

    private static readonly ImmutableArray<DraftSection> Outline =
    [
        new("cc", "CHIEF COMPLAINT", SectionLayout.Paragraph), new("hpi", "HISTORY OF PRESENT ILLNESS", SectionLayout.Paragraph), new("psh", "SURGICAL HISTORY", SectionLayout.List), new("fh", "FAMILY HISTORY", SectionLayout.List), new("sh", "SOCIAL HISTORY", SectionLayout.List), new("allergies", "ALLERGIES", SectionLayout.List),
        new("ros", "REVIEW OF SYSTEMS", SectionLayout.List), new("vitals", "VITALS", SectionLayout.List), new("exam", "PHYSICAL EXAM", SectionLayout.List), new("results", "RESULTS", SectionLayout.List),
        new("assessment-plan", "ASSESSMENT AND PLAN", SectionLayout.List), new("followup", "INSTRUCTIONS", SectionLayout.Paragraph),
    ];

    private static Quote Quote(Visit visit, (int Turn, int Start, int End) place) =>
        new("transcript", place.Turn, place.Start, place.End - place.Start, visit.Transcript.Turns[place.Turn].Text[place.Start..place.End]);
}
