using System.Diagnostics;
using Microsoft.AspNetCore.Routing;

namespace Salus.Workbench.Web;

/// <summary>Logs hold ids and counts, never text: the framework's own request lines would carry paths and search words.</summary>
internal static class WebLogging
{
    public static void Add(ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        });
    }
}

/// <summary>One line per request: the route's pattern, never the path or query, because those may name a patient.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = Telemetry.Requests.StartActivity("request", ActivityKind.Server);
        try
        {
            await next(context);
        }
        finally
        {
            var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
            span?.SetTag("http.request.method", context.Request.Method).SetTag("http.route", pattern).SetTag("http.response.status_code", context.Response.StatusCode);
            if (span is not null)
                span.DisplayName = $"{context.Request.Method} {pattern}";
            if (pattern is not "/health")
                Answered(log, context.Request.Method, pattern, context.Response.StatusCode, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds, context.TraceIdentifier);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Route} {Status} in {Milliseconds} ms ({Reference})")]
    private static partial void Answered(ILogger log, string method, string route, int status, long milliseconds, string reference);
}
