using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Salus.Governance.Deidentification.Releases.Studio;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

using Answer = Results<Ok<ReleaseJob>, NotFound, ProblemHttpResult>;

/// <summary><c>/api/releases</c>: files on their way to releases, their reports and statements, and what was released. Documents of the sample are for people on the page alone.</summary>
public static class ReleaseEndpoints
{
    private const int Listed = 100;

    /// <summary>A statement is one file with a style sheet of its own; nothing else may be loaded by it, and no script runs.</summary>
    private const string StatementPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

    public static void Map(IEndpointRouteBuilder api)
    {
        var releases = api.MapGroup("/releases").WithTags("Releases");
        releases.MapGet("", (ReleaseJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => jobs.ListAsync(Listed, user.Person(), cancel)).Requires(Act.ReadData).WithSummary("Files that were brought, newest first.");
        releases.MapPost("", AddAsync).Requires(Act.ProposeData).DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(ReleaseJobs.LargestUpload), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = ReleaseJobs.LargestUpload })
            .WithSummary("Bring files as the form fields 'files' with a 'title', and 'policy', 'policy-file', 'key', 'samples', 'least', 'seed' and 'leave-out' as wanted: they are de-identified in the background.").ProducesProblem(422);
        releases.MapGet("/{id:guid}", async Task<Results<Ok<ReleaseJob>, NotFound>> (Guid id, ReleaseJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => await jobs.FindAsync(id, user.Person(), cancel) is { } job ? TypedResults.Ok(job) : TypedResults.NotFound())
            .Requires(Act.ReadData).WithSummary("How far it is.");
        releases.MapPost("/{id:guid}/again", (Guid id, ReleaseJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => OwnAsync(id, jobs, user, async job =>
        {
            await jobs.AgainAsync(job, cancel);
            return await jobs.FindAsync(id, user.Person(), cancel) ?? job;
        }, cancel)).Requires(Act.ProposeData).WithSummary("Make it again: what reviewers missed is searched for.").ProducesProblem(422);
        releases.MapPost("/{id:guid}/cancel", (Guid id, ReleaseJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => OwnAsync(id, jobs, user, async job =>
        {
            await jobs.CancelAsync(id);
            return await jobs.EndAsync(id, cancel) ?? job;
        }, cancel)).Requires(Act.ProposeData).WithSummary("Stop it; nothing of it is left, and it can be made again.").ProducesProblem(422);
        releases.MapPost("/{id:guid}/propose", (Guid id, ReleaseJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => OwnAsync(id, jobs, user, job => jobs.ProposeAsync(job, user.Person(), cancel), cancel))
            .Requires(Act.ProposeData).WithSummary("Put the release into the work list of data stewards.").ProducesProblem(422);
        releases.MapDelete("/{id:guid}", (Guid id, ReleaseJobs jobs, ClaimsPrincipal user, CancellationToken cancel) => OwnAsync(id, jobs, user, job =>
        {
            jobs.Remove(job);
            return Task.FromResult(job);
        }, cancel)).Requires(Act.ProposeData).WithSummary("Remove the files, and all that came of them unless it was proposed.").ProducesProblem(422);
        releases.MapGet("/{id:guid}/report.json", async Task<Results<ContentHttpResult, NotFound>> (Guid id, ReleaseJobs jobs, ReleaseStudio studio, ClaimsPrincipal user, CancellationToken cancel) =>
            await FindAsync(id, jobs, studio, user, cancel) is { Report: { } report } ? TypedResults.Content(report.ToJson(), "application/json") : TypedResults.NotFound())
            .Requires(Act.ReadData).WithSummary("What was done and found, in counts, as JSON.");
        releases.MapGet("/{id:guid}/statement.html", StatementAsync).Requires(Act.ReadData).WithSummary("The statement as it stands before the signature, as one HTML file.");
        releases.MapGet("/released/{draft}/{part}", ReleasedAsync).Requires(Act.ReadData).WithSummary("A signed release: 'data' (ZIP), 'statement.html', 'statement.md', 'statement.json' or 'report.json'.").ProducesProblem(422);
    }

    private static async Task<Results<Created<ReleaseJob>, ProblemHttpResult>> AddAsync(HttpContext http, ReleaseJobs jobs, ClaimsPrincipal user, CancellationToken cancel)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(cancel) : FormCollection.Empty;
        try
        {
            var job = await ReleaseForm.AddAsync(form, jobs, user.Person(), cancel);
            return TypedResults.Created($"/api/releases/{job.Id:D}", job);
        }
        catch (DeidentificationException wrong)
        {
            return Refused(wrong.Message);
        }
    }

    private static async Task<Answer> OwnAsync(Guid id, ReleaseJobs jobs, ClaimsPrincipal user, Func<ReleaseJob, Task<ReleaseJob>> act, CancellationToken cancel)
    {
        if (await jobs.FindAsync(id, user.Person(), cancel) is not { } job || job.By != user.Person().Id)
            return TypedResults.NotFound();
        try
        {
            return TypedResults.Ok(await act(job));
        }
        catch (Exception wrong) when (wrong is DeidentificationException or ReviewRefusedException)
        {
            return Refused(wrong.Message);
        }
    }

    /// <summary>A finished work, unless it came of files that this person may not see.</summary>
    private static async Task<ReleaseWork?> FindAsync(Guid id, ReleaseJobs jobs, ReleaseStudio studio, ClaimsPrincipal user, CancellationToken cancel) =>
        jobs.Has(id) && await jobs.FindAsync(id, user.Person(), cancel) is null ? null : studio.Find(id, user.Person());

    private static async Task StatementAsync(Guid id, HttpContext http, ReleaseJobs jobs, ReleaseStudio studio, CancellationToken cancel)
    {
        if (await FindAsync(id, jobs, studio, http.User, cancel) is { Report: { } report } work)
            await ShowAsync(http, StatementPage.Of(report, SampleFigures.Of(report, work.Review), signature: null), cancel);
        else
            http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static async Task ReleasedAsync(DraftId draft, string part, HttpContext http, Release release, CancellationToken cancel)
    {
        try
        {
            var by = http.User.Person();
            var signed = await release.FindAsync(draft, by, cancel);
            switch (part)
            {
                case "data":
                    http.Response.ContentType = "application/zip";
                    http.Response.ContentLength = signed.Report.Bytes;
                    http.Response.Headers.ContentDisposition = $"attachment; filename=\"{ReleaseReport.ArchiveName}\"";
                    await release.CopyAsync(draft, signed, http.Response.Body, by, cancel);
                    break;
                case Release.StatementHtml:
                    await ShowAsync(http, StatementPage.Of(signed.Report, signed.Figures, signed.Signature), cancel);
                    break;
                case Release.StatementText:
                    http.Response.ContentType = "text/markdown; charset=utf-8";
                    await http.Response.WriteAsync(signed.Statement.ToMarkdown(signed.Report, signed.Signature), cancel);
                    break;
                case Release.StatementJson:
                    http.Response.ContentType = "application/json";
                    await http.Response.WriteAsync(signed.Statement.ToJson(), cancel);
                    break;
                case Release.ReportJson:
                    http.Response.ContentType = "application/json";
                    await http.Response.WriteAsync(signed.Report.ToJson(), cancel);
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
        catch (DeidentificationException wrong) when (!http.Response.HasStarted)
        {
            await Refused(wrong.Message).ExecuteAsync(http);
        }
    }

    private static async Task ShowAsync(HttpContext http, string page, CancellationToken cancel)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = StatementPolicy;
        await http.Response.WriteAsync(page, cancel);
    }

    private static ProblemHttpResult Refused(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status422UnprocessableEntity, title: "This cannot be done with these files");
}
