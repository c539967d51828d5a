using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Salus.Trust;

namespace Salus.Documentation.Summaries;

/// <summary>A summary to draft.</summary>
/// <param name="Kind">One of <see cref="SummaryKinds.Known"/>.</param>
/// <param name="At">The day it is for; null for now.</param>
/// <param name="Text">A visit's transcript or a document; null for the chart alone.</param>
/// <param name="Encounter">Which stay a hospital course is about; null for the newest.</param>
public sealed record NewSummary(string Patient, string Kind, DateTimeOffset? At = null, string? Text = null, string? Encounter = null);

/// <summary>The draft that waits in the work list.</summary>
public sealed record DraftedSummary(DraftId Id, int Revision, int Statements, int LeftOut, int Blocking, int Warnings)
{
    /// <summary>Why the embedded engine wrote it although the site chose a model; absent when that is not so.</summary>
    public string? FellBack { get; init; }
}

/// <summary><c>POST /api/summaries</c>: drafts a summary, checks it and puts it into the work list.</summary>
internal static class SummaryEndpoint
{
    /// <summary>So many of the newest notes signed here are read with the chart.</summary>
    public const int SignedTexts = 5;

    private const long LargestUpload = 4 << 20;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/summaries", DraftAsync).Requires(Act.CreateDraft).WithMetadata(new RequestSizeLimitAttribute(LargestUpload)).WithTags("Summaries")
            .WithSummary("Draft a summary of a patient's chart: it is checked and waits in the work list.").ProducesProblem(422);

    private static async Task<Results<Created<DraftedSummary>, NotFound, ProblemHttpResult>> DraftAsync(NewSummary asked, SummaryWriter writer, ChartReader charts, Review review, ClaimsPrincipal user, TimeProvider clock, CancellationToken cancel)
    {
        if (SummaryKinds.TryName(asked.Kind) is null)
            return Refused("There is no such kind of summary", $"Choose one of: {SummaryKinds.Known}.");
        if (await charts.OpenAsync(asked.Patient, SignedTexts, user, cancel) is not { } chart)
            return TypedResults.NotFound();
        try
        {
            var drafted = await SubmitAsync(asked, chart, writer, review, user.Person(), clock, cancel);
            return TypedResults.Created($"/api/drafts/{drafted.Id}", drafted);
        }
        catch (SummaryCallException wrong)
        {
            return Refused("The summary cannot be written so", wrong.Message);
        }
    }

    /// <exception cref="SummaryCallException">There is no such kind, or the request cannot be met.</exception>
    internal static async Task<DraftedSummary> SubmitAsync(NewSummary asked, Chart chart, SummaryWriter writer, Review review, Person by, TimeProvider clock, CancellationToken cancel)
    {
        var kind = SummaryKinds.TryName(asked.Kind) ?? throw new SummaryCallException($"There is no summary of the kind '{asked.Kind}'. Choose one of: {SummaryKinds.Known}.");
        var written = await writer.WriteAsync(new SummaryRequest(kind, chart, asked.At ?? clock.GetUtcNow()) { Text = asked.Text, Encounter = asked.Encounter }, cancel);
        var reviewed = await review.SubmitAsync(written.Draft, written.Sources, by, cancel);
        return new DraftedSummary(reviewed.Draft.Id, reviewed.Draft.Revision, reviewed.Draft.Statements.Length, reviewed.Draft.Omitted.Length, reviewed.OpenBlocking.Length, reviewed.Findings.Count(f => f.Severity is Severity.Warning)) { FellBack = written.FellBack };
    }

    private static ProblemHttpResult Refused(string title, string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status422UnprocessableEntity, title: title);
}
