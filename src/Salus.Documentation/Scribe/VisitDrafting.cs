using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Salus.Design;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A conversation to draft a note from.</summary>
/// <param name="Transcript">In any format that <see cref="TranscriptReader"/> knows, as one string.</param>
/// <param name="FileName">Its ending is a hint to the format; optional.</param>
/// <param name="Patient">A FHIR R4 Patient; optional. What is not given is not in the note.</param>
/// <param name="At">When the visit was; null for now.</param>
/// <param name="Style">Name of a style; null for the US visit note.</param>
/// <param name="Length"><c>brief</c>, <c>standard</c> or <c>full</c>; null for standard.</param>
public sealed record NewVisit(string Transcript, string? FileName = null, string? Style = null, string? EncounterId = null, JsonElement? Patient = null, DateTimeOffset? At = null, string? Length = null);

/// <summary>The draft that waits in the work list.</summary>
/// <param name="SpeakersGuessed">Who spoke was worked out from what was said.</param>
public sealed record DraftedVisit(DraftId Id, int Revision, int Statements, int Blocking, int Warnings, bool SpeakersGuessed)
{
    /// <summary>Why the embedded engine wrote it although the site chose a model; absent when that is not so.</summary>
    public string? FellBack { get; init; }
}

/// <summary>From a conversation that somebody hands in to a checked draft in the work list: what the API and assistants do.</summary>
public sealed class VisitDrafting(ModelNoteWriter writer, Vocabulary vocabulary, Review review, TimeProvider clock)
{
    /// <summary>The same for assistants.</summary>
    public static AssistantTool Tool { get; } = new("draft_note", "Draft a visit note", "Draft a clinical note from the conversation of a visit. The draft is checked and waits for a person to review and sign it; gives its id and how many findings block signing.", Act.CreateDraft,
        session => ([Description("The conversation, one turn per line with its speaker: [doctor] …")] string transcript, CancellationToken cancel, [Description("Style of the note; see the site's styles.")] string? style = null, [Description("brief, standard or full.")] string? length = null, [Description("A FHIR R4 Patient, when known.")] JsonElement? patient = null) =>
            session.Get<VisitDrafting>().DraftAsync(new NewVisit(transcript, Style: style, Length: length, Patient: patient), session.Person, cancel)) { MakesDraft = true };

    /// <exception cref="UnknownChoiceException">There is no such style or length.</exception>
    /// <exception cref="TranscriptException">The conversation or the patient cannot be read.</exception>
    public async Task<DraftedVisit> DraftAsync(NewVisit visit, Person by, CancellationToken cancel)
    {
        var (heard, options) = Read(visit, vocabulary, clock);
        var note = await writer.WriteAsync(heard, options, cancel, by: by);
        var reviewed = await review.SubmitAsync(note.Draft, note.Sources, by, cancel);
        return new DraftedVisit(reviewed.Draft.Id, reviewed.Draft.Revision, reviewed.Draft.Statements.Length,
            reviewed.OpenBlocking.Length, reviewed.Findings.Count(f => f.Severity is Severity.Warning), heard.Transcript.Turns.Any(t => t.Guessed)) { FellBack = note.FellBack };
    }

    /// <summary>The visit and what was chosen for its note.</summary>
    /// <exception cref="UnknownChoiceException">There is no such style or length.</exception>
    /// <exception cref="TranscriptException">The conversation or the patient cannot be read.</exception>
    internal static (Visit Visit, ScribeOptions Options) Read(NewVisit visit, Vocabulary vocabulary, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(visit);
        if (NoteStyle.Embedded.FirstOrDefault(s => s.Name == (visit.Style ?? ScribeOptions.DefaultStyle)) is not { } style)
            throw new UnknownChoiceException("There is no such style", $"Choose one of: {string.Join(", ", NoteStyle.Embedded.Select(s => s.Name))}.");
        if (NoteLengths.TryName(visit.Length ?? NoteLength.Standard.Name()) is not { } length)
            throw new UnknownChoiceException("There is no such length", $"Choose one of: {NoteLengths.Known}.");
        var at = visit.At ?? clock.GetUtcNow();
        var file = new TranscriptFile(string.IsNullOrWhiteSpace(visit.FileName) ? "transcript" : Path.GetFileName(visit.FileName), [.. Encoding.UTF8.GetBytes(visit.Transcript ?? "")]);
        var patient = visit.Patient is { ValueKind: JsonValueKind.Object } json ? VisitPatient.FromFhir(Encoding.UTF8.GetBytes(json.GetRawText()), "patient", at) : null;
        var heard = new Visit(string.IsNullOrWhiteSpace(visit.EncounterId) ? Path.GetFileNameWithoutExtension(file.Name) : visit.EncounterId, TranscriptReader.Read(file), patient, at);
        return (heard, new ScribeOptions(style.Name) { Length = length, Vocabulary = vocabulary });
    }
}

/// <summary>Something was chosen that there is not; the message names what there is.</summary>
public sealed class UnknownChoiceException(string title, string detail) : Exception(detail)
{
    public string Title { get; } = title;
}
