using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Salus.Trust;

namespace Salus.Documentation.VisitSummaries;

/// <summary>What to tell: a note signed here, or a text.</summary>
/// <param name="Patient">Id in the record; with it and no text, the newest signed note, or <paramref name="Note"/>.</param>
public sealed record NewVisitSummary(string? Text = null, string? Patient = null, string? Note = null, bool Embedded = false);

public sealed record DraftedSummary(DraftId Id, int Revision, int Statements, int LeftOut, double Grade, int Blocking, string? FellBack);

/// <summary><c>POST /api/visit-summaries</c>: the same as the page and the command.</summary>
internal static class SummaryEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/visit-summaries", DraftAsync).Requires(Act.CreateDraft).WithTags("Visit summaries").WithSummary("Draft the summary of a visit for the patient, in plain words.").ProducesProblem(422);

    private static async Task<Results<Created<DraftedSummary>, ProblemHttpResult>> DraftAsync(NewVisitSummary wished, SummaryWriter writer, ChartReader charts, Record record, TrustOptions site, Review review, ClaimsPrincipal user, CancellationToken cancel)
    {
        try
        {
            var drafted = await SubmitAsync(wished, writer, charts, record, site, review, user, cancel);
            return TypedResults.Created($"/api/drafts/{drafted.Id}", drafted);
        }
        catch (Exception wrong) when (wrong is SummaryCallException or SummaryRulesException)
        {
            return TypedResults.Problem(wrong.Message, statusCode: StatusCodes.Status422UnprocessableEntity, title: "There is nothing to tell");
        }
    }

    /// <summary>Writes the draft and puts it on the work list: what the page, the API and assistants do.</summary>
    /// <exception cref="SummaryCallException">There is nothing to tell.</exception>
    /// <exception cref="SummaryRulesException">The site's rules cannot be used.</exception>
    public static async Task<DraftedSummary> SubmitAsync(NewVisitSummary wished, SummaryWriter writer, ChartReader charts, Record record, TrustOptions site, Review review, ClaimsPrincipal user, CancellationToken cancel)
    {
        var source = await SourceAsync(wished, charts, record, user, cancel);
        var written = await writer.WriteAsync(source, SummaryRules.Of(site), wished.Embedded, cancel);
        var reviewed = await review.SubmitAsync(written.Draft, written.Sources, user.Person(), cancel);
        return new DraftedSummary(reviewed.Draft.Id, reviewed.Draft.Revision, reviewed.Draft.Statements.Length, reviewed.Draft.Omitted.Length, SummaryWriter.GradeOf(reviewed.Draft.Statements), reviewed.OpenBlocking.Length, written.FellBack);
    }

    /// <exception cref="SummaryCallException">Neither a usable text nor a signed note that this person may see.</exception>
    private static async Task<SummarySource> SourceAsync(NewVisitSummary wished, ChartReader charts, Record record, ClaimsPrincipal user, CancellationToken cancel)
    {
        var chart = await charts.OpenAsync(wished.Patient, signedTexts: 0, user, cancel);
        if (chart is null && !string.IsNullOrWhiteSpace(wished.Patient))
            throw new SummaryCallException("There is no such patient, or none that is open to you.");
        if (!string.IsNullOrWhiteSpace(wished.Text))
            return wished.Text.Length <= SummarySource.LongestText ? SummarySource.Of(wished.Text, "Note", chart?.Patient) : throw new SummaryCallException($"The note has {wished.Text.Length} characters; at most {SummarySource.LongestText} are read.");
        if (chart is null)
            throw new SummaryCallException("Paste a note, or name a patient of the record.");
        return await SignedVisit.FindAsync(chart, record, wished.Note, user.Person(), cancel) is { } signed ? SummarySource.Of(signed, chart.Patient) : throw new SummaryCallException("No such visit note about this patient was signed here.");
    }
}
