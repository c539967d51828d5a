using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Writes the draft of a note from a visit: hears the turns as clauses, pairs questions with answers, proposes statements section by
/// section, chooses among them and writes them in the chosen style. No model, no network; equal visit, options and version give equal
/// statements. A statement that no turn supports is never written.
/// </summary>
public sealed class NoteWriter(TimeProvider clock)
{
    public const string Engine = "embedded-scribe";

    public const string EngineVersion = "1";

    /// <exception cref="ArgumentException">There is no such style.</exception>
    public Draft Write(Visit visit, ScribeOptions options)
    {
        var style = NoteStyle.Named(options.Style);
        var reading = VisitReading.Of(visit);
        Proposal[] proposals =
        [
            .. new HistoryComposer(reading).Compose(),
            .. new FindingComposer(reading).Compose(),
            .. new ExamComposer(reading).Compose(),
            .. new PlanComposer(reading).Compose(),
        ];
        var chosen = Selection.Choose(proposals);
        var finish = new Finish(reading);
        var statements = chosen.Select(p => ToStatement(p, style, finish, visit));
        var parameters = ImmutableSortedDictionary<string, string>.Empty.Add("style", style.Name);
        var origin = new Provenance(Engine, EngineVersion, clock.GetUtcNow(), [.. visit.ToSources().Select(s => s.Reference)], parameters);
        var subject = visit.Patient?.Id is { } id && !string.IsNullOrWhiteSpace(id) ? new PatientId(id) : (PatientId?)null;
        return new Draft(DraftId.New(clock), 1, ScribeCapability.CapabilityName, subject, [.. statements], [], origin)
        {
            Outline = [.. style.Sections.Where(s => chosen.Exists(p => style.SectionOf(p.Section) == s.Key))],
        };
    }

    private static Statement ToStatement(Proposal proposal, NoteStyle style, Finish finish, Visit visit) =>
        new(style.SectionOf(proposal.Section), style.Write(finish.Sentence(proposal), proposal.Label), [.. proposal.Facts, .. proposal.From.SelectMany(c => c.Places).Distinct().Select(place => Quote(visit, place))])
        {
            Group = proposal.Group is null ? null : finish.Title(proposal.Group),
        };

    private static Quote Quote(Visit visit, (int Turn, int Start, int End) place) =>
        new("transcript", place.Turn, place.Start, place.End - place.Start, visit.Transcript.Turns[place.Turn].Text[place.Start..place.End]);
}
