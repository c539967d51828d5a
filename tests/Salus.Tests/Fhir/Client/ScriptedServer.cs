using System.Net;
using System.Text;

namespace Salus.Tests.Fhir.Client;

/// <summary>A server that answers as the test says, and remembers what it was asked.</summary>
internal sealed class ScriptedServer(Func<HttpRequestMessage, int, HttpResponseMessage> answer) : HttpMessageHandler
{
    public List<(HttpMethod Method, Uri Address, string? Token, string? Body)> Asked { get; } = [];

    public List<HttpRequestMessage> Requests { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Add((request.Method, request.RequestUri!, request.Headers.Authorization?.Parameter, request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken)));
        Requests.Add(request);
        var given = answer(request, Asked.Count);
        given.RequestMessage = request;
        return given;
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/fhir+json") };

    public static HttpResponseMessage Outcome(HttpStatusCode status, string code, string text = "") =>
        Json($$"""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"{{code}}","diagnostics":"{{text}}"}]}""", status);
}

/// <summary>Time that passes as soon as somebody waits for it, and how long that was.</summary>
internal sealed class ImpatientClock : TimeProvider
{
    private DateTimeOffset now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public List<TimeSpan> Waited { get; } = [];

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero && dueTime != Timeout.InfiniteTimeSpan)
        {
            Waited.Add(dueTime);
            now += dueTime;
        }
        return base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
