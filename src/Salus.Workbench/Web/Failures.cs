using Microsoft.AspNetCore.Mvc;
using Salus.Workbench.Fhir;

namespace Salus.Workbench.Web;

/// <summary>
/// The one place where failures become answers: ProblemDetails for programs, a page for people, both with a reference that the log has too.
/// The log gets the kind of exception and where it happened, not its message: messages quote data.
/// </summary>
internal sealed partial class Failures(RequestDelegate next, ILogger<Failures> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
#pragma warning disable CA1031 // the last stop before the connection
        catch (Exception e) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            var problem = Problem.From(e);
            var fhir = FhirRoutes.Covers(context.Request) ? Outcomes.From(e) : null;
            if (fhir is null && problem is null or { Status: >= 500 })
                Failed(log, e.GetType().FullName!, context.TraceIdentifier, e.StackTrace);
            var kept = context.Response.Headers.ETag;
            context.Response.Clear();
            if (fhir is not null)
            {
                context.Response.Headers.ETag = kept;
                await Outcomes.WriteAsync(context, fhir);
                return;
            }
            await AnswerAsync(context, problem ?? Problem.Unforeseen);
            return;
        }
        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null or "" })
            await AnswerAsync(context, Problem.Of(context.Response.StatusCode));
    }

    public static async Task AnswerAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        if (FhirRoutes.Covers(context.Request))
        {
            await Outcomes.WriteAsync(context, Outcomes.From(problem));
            return;
        }
        if (WantsPage(context.Request))
        {
            // The page that failed has used up the renderer of this request's scope, and may have set the header that every page adds.
            context.Response.Headers.Remove("blazor-enhanced-nav");
            await using var scope = context.RequestServices.CreateAsyncScope();
            context.RequestServices = scope.ServiceProvider;
            await Page.Show<Pages.FailurePage>(new { Problem = problem, Reference = context.TraceIdentifier }, problem.Status).ExecuteAsync(context);
            return;
        }
        var details = new ProblemDetails { Status = problem.Status, Title = problem.Title, Detail = problem.Detail };
        foreach (var (name, value) in problem.Facts)
            details.Extensions[name] = value;
        details.Extensions["reference"] = context.TraceIdentifier;
        await TypedResults.Problem(details).ExecuteAsync(context);
    }

    public static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && !FhirRoutes.Covers(request)
        && request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    [LoggerMessage(Level = LogLevel.Error, Message = "{Exception} ({Reference})\n{Where}")]
    private static partial void Failed(ILogger log, string exception, string reference, string? where);
}
