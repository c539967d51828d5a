using System.Collections.Concurrent;
using System.Collections.Immutable;
using Salus.Language.Models;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Writes the draft of a note with the site's language model, from the turns of the conversation; see <see cref="ModelWriter"/> for what
/// it may and may not. Without a model, and when it fails, the embedded engine writes.
/// </summary>
/// <param name="notes">The site's signed notes as examples of style; null shows none.</param>
public sealed class ModelNoteWriter(NoteWriter embedded, ChatModels models, TimeProvider clock, StyleNotes? notes = null)
{
    private const string Newest = "note-2";

    private static readonly ConcurrentDictionary<string, PromptFile> prompts = new(StringComparer.Ordinal);

    private readonly ModelWriter writer = new(models, clock);

    /// <summary>The draft by the model that the site chose for notes; by the embedded engine where it chose none.</summary>
    /// <param name="listener">Hears the model's words while they come; null asks for all of them at once.</param>
    /// <param name="by">Who drafts: of the site's signed notes, only those this person may read are shown to a model as examples of style.</param>
    public async Task<Written> WriteAsync(Visit visit, ScribeOptions options, CancellationToken cancel, Listener? listener = null, Person? by = null)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ArgumentNullException.ThrowIfNull(options);
        var ours = embedded.Write(visit, options);
        return await writer.WriteAsync(ours, visit.ToSources(), TaskOf(visit, options, Newest) with { Examples = await ExamplesAsync(ours, visit, by, cancel) }, cancel, listener);
    }

    /// <summary>None for an endpoint outside of the house, whatever the site allows.</summary>
    private async Task<ImmutableArray<StyleExample>> ExamplesAsync(Draft ours, Visit visit, Person? by, CancellationToken cancel)
    {
        try
        {
            return notes is not null && models.For(ours.Capability) is { Endpoint.Place: ModelPlace.Inside } ? await notes.ForAsync(ours, visit.Patient?.Name, models.Settings.StyleExamples, by, cancel) : [];
        }
        catch (Exception e) when (e is ModelException or ModelSettingsException)
        {
            return [];
        }
    }

    /// <summary>Older prompts stay, so that what they wrote can be written once more.</summary>
    /// <exception cref="NotRewritableException">There is no such prompt any more.</exception>
    private static PromptFile Prompt(string version) => ScribeData.Names("prompts.").Contains($"prompts.{version}.txt", StringComparer.Ordinal)
        ? prompts.GetOrAdd(version, v => PromptFile.Whole(v, ScribeData.Text($"prompts.{v}.txt")))
        : throw new NotRewritableException($"There is no prompt '{version}' any more.");

    /// <summary>The same, checked and put into the work list under a given id.</summary>
    public async Task<WrittenNote> SubmitAsync(DraftId id, Visit visit, ScribeOptions options, Review review, Person by, Listener? listener, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(review);
        var note = await WriteAsync(visit, options, cancel, listener, by);
        await review.SubmitAsync(note.Draft with { Id = id }, note.Sources, by, cancel);
        return new WrittenNote(id, note.FellBack);
    }

    /// <summary>The name of the model that the site chose for notes; null where the embedded engine writes.</summary>
    public string? Chosen
    {
        get
        {
            try
            {
                return models.For(ScribeCapability.CapabilityName)?.Name;
            }
            catch (Exception e) when (e is ModelException or ModelSettingsException)
            {
                return null;
            }
        }
    }

    /// <summary>A draft that a model wrote, once more; see <see cref="ModelWriter.AgainAsync"/>.</summary>
    internal Task<Rewriting> AgainAsync(Draft first, Sources kept, Visit visit, ScribeOptions options, bool askAgain, CancellationToken cancel) =>
        writer.AgainAsync(first, kept, embedded.Write(visit, options), TaskOf(visit, options, first.Origin.Parameters.GetValueOrDefault("prompt", Newest).Split(' ')[0]) with { Examples = StyleNotes.In(kept) }, askAgain, cancel);

    private static WritingTask TaskOf(Visit visit, ScribeOptions options, string prompt) => new(Prompt(prompt), NoteWriter.StyleOf(options).Sections, [.. visit.Transcript.Turns.Select(ToMaterial)])
    {
        Cites = "turns",
        InSources = true,
        Known = visit.Patient is { } patient ? new PersonSentences(patient.Name, patient.Gender, patient.AgeYears, patient.NameEvidence?.Path, patient.AgeEvidence?.Path).Known("patient", patient.Resource) : [],
        Identifiers = [.. new[] { visit.Patient?.Name, visit.Patient?.Id, visit.EncounterId }.OfType<string>()],
        Vocabulary = options.Vocabulary,
    };

    private static Material ToMaterial(Turn turn, int number) => new(MaterialKind.Turn, StatementCheck.ToPassage(turn), [new Quote("transcript", number, 0, turn.Text.Length, turn.Text)])
    {
        About = turn.Speaker switch { Speaker.Doctor => "clinician", Speaker.Patient => "patient", Speaker.Companion => "companion", _ => "unknown" },
    };
}
