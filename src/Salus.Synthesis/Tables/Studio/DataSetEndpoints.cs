using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Gate;
using Salus.Synthesis.Tables.Releases;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Studio;

using Answer = Results<Ok<DataSetJob>, NotFound, ProblemHttpResult>;

/// <summary><c>/api/data-sets</c>: tables on their way to data sets, their reports, and what was released.</summary>
internal static class DataSetEndpoints
{
    private const int Listed = 100;

    /// <summary>A report is one file with a style sheet of its own; nothing else may be loaded by it, and no script runs.</summary>
    private const string ReportPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

    public static void Map(IEndpointRouteBuilder api)
    {
        var sets = api.MapGroup("/data-sets").WithTags("Data sets");
        sets.MapGet("", (DataSetJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => jobs.ListAsync(Listed, user.Person(), cancel)).Requires(Act.ReadData).WithSummary("Tables that were brought, newest first.");
        sets.MapPost("", AddAsync).Requires(Act.ProposeData).DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(DataSetsPage.LargestUpload), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = DataSetsPage.LargestUpload })
            .WithSummary("Bring a table as the form field 'file', a schema as 'schema': it is looked at, nothing is learned.").ProducesProblem(422);
        sets.MapGet("/{id:guid}", async Task<Results<Ok<DataSetJob>, NotFound>> (Guid id, DataSetJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => await jobs.FindAsync(id, user.Person(), cancel) is { } job ? TypedResults.Ok(job) : TypedResults.NotFound())
            .Requires(Act.ReadData).WithSummary("How far it is, and what came out.");
        sets.MapPost("/{id:guid}/start", StartAsync).Requires(Act.ProposeData).WithSummary("Learn the table, draw rows and judge them, in the background.").ProducesProblem(422);
        sets.MapPost("/{id:guid}/cancel", (Guid id, DataSetJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => OwnAsync(id, jobs, user, async job =>
        {
            await jobs.CancelAsync(id);
            return await jobs.EndAsync(id, cancel) ?? job;
        }, cancel)).Requires(Act.ProposeData).WithSummary("Stop it; it can be started again.").ProducesProblem(422);
        sets.MapPost("/{id:guid}/propose", (Guid id, DataSetJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => OwnAsync(id, jobs, user, job => jobs.ProposeAsync(job, user.Person(), cancel), cancel))
            .Requires(Act.ProposeData).WithSummary("Put the data set into the work list of data stewards.").ProducesProblem(422);
        sets.MapDelete("/{id:guid}", (Guid id, DataSetJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => OwnAsync(id, jobs, user, job =>
        {
            jobs.Drop(id);
            return Task.FromResult(job);
        }, cancel)).Requires(Act.ProposeData).WithSummary("Remove the table and all that came of it, unless it was proposed.").ProducesProblem(422);
        sets.MapGet("/{id:guid}/report.html", ReportAsync).Requires(Act.ReadData).WithSummary("What the gate found, as one HTML file.");
        sets.MapGet("/{id:guid}/report.json", async Task<Results<ContentHttpResult, NotFound>> (Guid id, DataSetJobs jobs, ClaimsPrincipal user, CancellationToken cancel) =>
            await jobs.FindAsync(id, user.Person(), cancel) is not null && jobs.ReportOf(id) is { } report ? TypedResults.Content(report.ToJson(), "application/json") : TypedResults.NotFound())
            .Requires(Act.ReadData).WithSummary("What the gate found, as JSON.");
        sets.MapGet("/released/{draft}/{part}", ReleasedAsync).Requires(Act.ReadData).WithSummary("A signed data set: 'data', 'card' (JSON), 'card.md' or 'report.html'.").ProducesProblem(422);
    }

    private static async Task<Results<Created<DataSetJob>, ProblemHttpResult>> AddAsync(HttpContext http, DataSetJobs jobs, ClaimsPrincipal user, CancellationToken cancel)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(cancel) : FormCollection.Empty;
        if (form.Files["file"] is not { Length: > 0 } file)
            return Refused("Send the table as the form field 'file'. It must not be empty.");
        try
        {
            await using var table = file.OpenReadStream();
            await using var schema = form.Files["schema"] is { Length: > 0 } described ? described.OpenReadStream() : null;
            var job = await jobs.AddAsync(table, Path.GetFileName(file.FileName), schema, new DataSetWish(), user.Person(), cancel);
            return TypedResults.Created($"/api/data-sets/{job.Id:D}", job);
        }
        catch (SynthesisException wrong)
        {
            return Refused(wrong.Message);
        }
    }

    private static Task<Answer> StartAsync(Guid id, DataSetWish wish, DataSetJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => OwnAsync(id, jobs, user, async job =>
    {
        await jobs.AgainAsync(job, wish with { Groups = wish.Groups.IsDefault ? [] : wish.Groups }, cancel);
        return await jobs.FindAsync(id, user.Person(), cancel) ?? job;
    }, cancel);

    private static async Task<Answer> OwnAsync(Guid id, DataSetJobs jobs, ClaimsPrincipal user, Func<DataSetJob, Task<DataSetJob>> act, CancellationToken cancel)
    {
        if (await jobs.FindAsync(id, user.Person(), cancel) is not { } job || job.By != user.Person().Id)
            return TypedResults.NotFound();
        try
        {
            return TypedResults.Ok(await act(job));
        }
        catch (Exception wrong) when (wrong is SynthesisException or ReviewRefusedException)
        {
            return Refused(wrong.Message);
        }
    }

    private static async Task ReportAsync(Guid id, HttpContext http, DataSetJobs jobs, CancellationToken cancel)
    {
        if (await jobs.FindAsync(id, http.User.Person(), cancel) is not { Result: { } set } || jobs.ReportOf(id) is not { } report)
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        else
            await ShowAsync(http, report, set, cancel);
    }

    private static async Task ReleasedAsync(DraftId draft, string part, HttpContext http, DataSetRelease release, DataSetStore store, CancellationToken cancel)
    {
        try
        {
            var by = http.User.Person();
            var (set, card, report) = await release.FindAsync(draft, by, cancel);
            switch (part)
            {
                case "data":
                    await release.NoteAsync(draft, set, by, cancel);
                    http.Response.ContentType = set.MediaType;
                    http.Response.ContentLength = set.Bytes;
                    http.Response.Headers.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(set.FileName)}";
                    await store.CopyAsync(set.Content, http.Response.Body, cancel);
                    break;
                case "card":
                    await http.Response.WriteAsJsonAsync(card, TrustJson.Indented, cancel);
                    break;
                case "card.md":
                    http.Response.ContentType = "text/markdown; charset=utf-8";
                    await http.Response.WriteAsync(card.ToMarkdown(), cancel);
                    break;
                case "report.html":
                    await ShowAsync(http, report, set, cancel);
                    break;
                default:
                    http.Response.StatusCode = StatusCodes.Status404NotFound;
                    break;
            }
        }
        catch (UnknownDraftException)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (SynthesisException wrong) when (!http.Response.HasStarted)
        {
            await Refused(wrong.Message).ExecuteAsync(http);
        }
    }

    private static async Task ShowAsync(HttpContext http, GateReport report, DataSet set, CancellationToken cancel)
    {
        using var page = new MemoryStream();
        ReportPage.Write(report, set.Sentences, page);
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = ReportPolicy;
        page.Position = 0;
        await page.CopyToAsync(http.Response.Body, cancel);
    }

    private static ProblemHttpResult Refused(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status422UnprocessableEntity, title: "This cannot be done with this table");
}
