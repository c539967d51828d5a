using System.Collections.Immutable;
using System.Reflection;
using Salus.Language.Vocabularies;
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

    /// <summary>Version and commit of the program, so that a draft tells which code wrote it.</summary>
    private static readonly string Program = Short(typeof(NoteWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);

    /// <summary>Twelve digits of a commit tell it from all others.</summary>
    private static string Short(string version) => version.IndexOf('+', StringComparison.Ordinal) is > 0 and var commit && version.Length > commit + 13 ? version[..(commit + 13)] : version;

    /// <exception cref="ArgumentException">There is no such style.</exception>
    public Draft Write(Visit visit, ScribeOptions options) => Write(visit, Propose(visit, options.Vocabulary, options.Learned), options);

    /// <summary>Everything the note could say, before style and length; with a learned file, also in the site's own phrases.</summary>
    internal static WrittenVisit Propose(Visit visit, Vocabulary vocabulary, LearnedScribe? learned = null)
    {
        var written = Propose(VisitReading.Of(visit, vocabulary));
        return learned is null ? written : Understood(LearnedEngine.Of(learned).Extend(written));
    }

    internal static WrittenVisit Propose(VisitReading reading)
    {
        ImmutableArray<Proposal> understood =
        [
            .. new HistoryComposer(reading).Compose(),
            .. new FindingComposer(reading).Compose(),
            .. new ExamComposer(reading).Compose(),
            .. new PlanComposer(reading).Compose(),
        ];
        return Understood(new(reading, new SpokenCorrections(reading).Apply([.. understood, .. new SaidComposer(reading).Compose(understood)])));
    }

    /// <summary>Without what rests on words in another language, or on words to a machine.</summary>
    private static WrittenVisit Understood(WrittenVisit written) =>
        written.Reading is { IsForeignAsAWhole: false, Foreign.Count: 0, ToMachines.Count: 0 } ? written : written with { Proposals = [.. written.Proposals.Where(p => !p.From.Any(written.Reading.IsUnused))] };

    internal Draft Write(Visit visit, WrittenVisit written, ScribeOptions options)
    {
        var style = StyleOf(options);
        var selection = new Selection(written, options.Learned);
        var chosen = selection.Choose(options.Length);
        var finish = new Finish(written.Reading);
        var parameters = ImmutableSortedDictionary<string, string>.Empty.Add("style", style.Name).Add("length", options.Length.Name()).Add("program", Program);
        if (visit is { Encounter: null, At: null } && visit.EncounterId.Length > 0)
            parameters = parameters.Add(KeptVisit.Name, visit.EncounterId);
        if (options.Learned is not null)
            parameters = parameters.Add("learned", options.Learned.Digest.ToString());
        foreach (var terminology in options.Vocabulary.Terminologies)
            parameters = parameters.SetItem($"vocabulary {terminology.Info.Name}", terminology.Info.SourceDigest);
        var origin = new Provenance(Engine, EngineVersion, clock.GetUtcNow(), [.. visit.ToSources().Select(s => s.Reference)], parameters);
        var subject = visit.Patient?.Id is { } id && !string.IsNullOrWhiteSpace(id) ? new PatientId(id) : (PatientId?)null;
        ImmutableArray<Statement> statements = [.. new StyleWriter(style, written.Reading, finish).Write(chosen).Select(s => ToStatement(s, visit))];
        return new Draft(DraftId.New(clock), 1, ScribeCapability.CapabilityName, subject, statements, [], origin)
        {
            Outline = [.. style.Sections.Where(s => statements.Any(t => t.Section == s.Key))],
            Omitted = [.. ForeignSpeech.NotUnderstood(written.Reading), .. Omissions.Of(written, chosen, options.Length is NoteLength.Full ? chosen : selection.Choose(NoteLength.Full), finish).Select(o => new Omission(o.Text, o.Reason, [.. Quotes(visit, o.From)]))],
        };
    }

    /// <exception cref="ArgumentException">There is no such style.</exception>
    internal static NoteStyle StyleOf(ScribeOptions options) =>
        NoteStyle.Named(options.Style) is var style && options.Learned is not null && style.Name == ScribeOptions.DefaultStyle ? style.With(options.Learned) : style;

    internal static Statement ToStatement(StyledSentence styled, Visit visit) =>
        new(styled.Section, styled.Text, [.. styled.From.SelectMany(p => p.Facts.Concat(Quotes(visit, p.From))).Distinct()]) { Group = styled.Group };

    internal static IEnumerable<Evidence> Quotes(Visit visit, ImmutableArray<Clause> from) =>
        from.SelectMany(c => c.Places).Distinct().Select(place => new Quote("transcript", place.Turn, place.Start, place.End - place.Start, visit.Transcript.Turns[place.Turn].Text[place.Start..place.End]));
}

/// <summary>A visit as heard and everything a note of it could say.</summary>
internal sealed record WrittenVisit(VisitReading Reading, ImmutableArray<Proposal> Proposals);
