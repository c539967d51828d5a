using System.Collections.Immutable;
using Salus.Language.Models;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Writes the draft of a note with the site's language model, from the turns of the conversation; see <see cref="ModelWriter"/> for what
/// it may and may not. Without a model, and when it fails, the embedded engine writes.
/// </summary>
public sealed class ModelNoteWriter(NoteWriter embedded, ChatModels models, TimeProvider clock)
{
    private static readonly Lazy<PromptFile> Prompt = new(() => PromptFile.Whole("note-1", ScribeData.Text("prompts.note-1.txt")));

    private readonly ModelWriter writer = new(models, clock);

    /// <summary>The draft by the model that the site chose for notes; by the embedded engine where it chose none.</summary>
    /// <param name="listener">Hears the model's words while they come; null asks for all of them at once.</param>
    public Task<Written> WriteAsync(Visit visit, ScribeOptions options, CancellationToken cancel, Listener? listener = null)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ArgumentNullException.ThrowIfNull(options);
        return writer.WriteAsync(embedded.Write(visit, options), visit.ToSources(), TaskOf(visit, options), cancel, listener);
    }

    /// <summary>The same, checked and put into the work list under a given id.</summary>
    public async Task<WrittenNote> SubmitAsync(DraftId id, Visit visit, ScribeOptions options, Review review, Person by, Listener? listener, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(review);
        var note = await WriteAsync(visit, options, cancel, listener);
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
        writer.AgainAsync(first, kept, embedded.Write(visit, options), TaskOf(visit, options), askAgain, cancel);

    private static WritingTask TaskOf(Visit visit, ScribeOptions options) => new(Prompt.Value, NoteWriter.StyleOf(options).Sections, [.. visit.Transcript.Turns.Select(ToMaterial)])
    {
        Cites = "turns",
        Known = visit.Patient is { } patient ? new PersonSentences(patient.Name, patient.Gender, patient.AgeYears, patient.NameEvidence?.Path, patient.AgeEvidence?.Path).Known("patient", patient.Resource) : [],
        Identifiers = [.. new[] { visit.Patient?.Name, visit.Patient?.Id, visit.EncounterId }.OfType<string>()],
        Vocabulary = options.Vocabulary,
    };

    private static Material ToMaterial(Turn turn, int number) => new(MaterialKind.Turn, StatementCheck.ToPassage(turn), [new Quote("transcript", number, 0, turn.Text.Length, turn.Text)])
    {
        About = turn.Speaker switch { Speaker.Doctor => "clinician", Speaker.Patient => "patient", Speaker.Companion => "companion", _ => "unknown" },
    };
}
