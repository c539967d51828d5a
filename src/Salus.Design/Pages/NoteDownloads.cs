using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Salus.Design.Documents;

namespace Salus.Design.Pages;

/// <summary>The signed note as a file: text, Markdown, PDF, FHIR document.</summary>
public static class NoteDownloads
{
    public static void MapNoteDownloads(this IEndpointRouteBuilder routes)
    {
        var draft = routes.MapGroup("/drafts/{id:guid}").ExcludeFromDescription();
        Map("note.txt", "text/plain; charset=utf-8", (read, _) => Utf8(DraftText.Plain(read.Draft, read.Reviewed.Kept)));
        Map("note.md", "text/markdown; charset=utf-8", (read, _) => Utf8(DraftText.Markdown(read.Draft, read.Reviewed.Kept)));
        Map("note.fhir.json", "application/fhir+json; charset=utf-8", (read, _) => Utf8(read.Note.Bundle));
        Map("note.pdf", "application/pdf", (read, clock) => NotePdf.Write(
            read.Draft, read.Reviewed.Kept, read.Note.Signature, read.Patient.Length > 0 ? read.Patient : "Name not given",
            string.Create(CultureInfo.InvariantCulture, $"Salus {read.Note.Id} · revision {read.Note.Revision} · ledger entry {read.Note.LedgerIndex}"), clock.LocalTimeZone));

        void Map(string name, string type, Func<Signed, TimeProvider, byte[]> write) =>
            draft.MapGet("/" + name, async Task<IResult> (Guid id, Review review, Record record, TimeProvider clock, HttpContext http) =>
            {
                var (by, cancel) = (http.User.Person(), http.RequestAborted);
                if (await record.FindAsync(new DraftId(id), by, cancel) is not { } note)
                    return Results.NotFound();
                var reviewed = await review.OpenAsync(new DraftId(id), note.Revision, by, cancel);
                var item = await review.FindAsync(new DraftId(id), by, cancel);
                try
                {
                    return Results.File(write(new Signed(note, reviewed, item.PatientName), clock), type, $"{id}-{name}");
                }
                catch (UnprintableTextException unprintable)
                {
                    return Results.Text(unprintable.Message, "text/plain; charset=utf-8", statusCode: StatusCodes.Status422UnprocessableEntity);
                }
            }).Requires(Act.ReadSigned);
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private sealed record Signed(SignedNote Note, ReviewedDraft Reviewed, string Patient)
    {
        public Draft Draft => Reviewed.Draft;
    }
}
