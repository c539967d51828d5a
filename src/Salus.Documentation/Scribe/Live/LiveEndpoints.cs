using System.Collections.Immutable;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A visit to document while it goes on.</summary>
/// <param name="Patient">A FHIR R4 Patient; optional. What is not given is not in the note.</param>
public sealed record NewLiveVisit(string? Style = null, string? Length = null, string? EncounterId = null, JsonElement? Patient = null);

/// <param name="Turns">Heard so far.</param>
public sealed record OpenLiveVisit(Guid Id, DateTimeOffset StartedAt, DateTimeOffset LastHeardAt, string EncounterId, int Turns);

/// <param name="Speaker"><c>doctor</c>, <c>patient</c>, <c>companion</c>; empty or another name is worked out from the words.</param>
public sealed record SpokenTurn(string Text, string? Speaker = null);

/// <summary>Turns for a live visit: either a list, or lines as <c>salus scribe --follow</c> reads them.</summary>
/// <param name="After">How many turns the sender knows of, so that sending again after a broken connection adds nothing twice.</param>
public sealed record SpokenTurns(ImmutableArray<SpokenTurn>? Turns = null, string? Lines = null, int? After = null);

/// <summary>How many turns the visit has now.</summary>
public sealed record HeardTurns(int Turns);

/// <summary><c>/api/scribe/live</c>: start, speak, follow, finish. Everybody sees their own visits only.</summary>
internal static class LiveEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var live = api.MapGroup("/scribe/live").Requires(Act.CreateDraft).WithTags("Scribe").ProducesProblem(404).ProducesProblem(422);
        live.MapPost("", StartAsync).WithSummary("Start a live visit: its note grows turn by turn.");
        live.MapGet("", ListAsync).WithSummary("Your live visits that go on.");
        live.MapPost("/{id:guid}/turns", HearAsync).WithSummary("Add what was said. Sending the same turns again with the same 'after' adds nothing twice.").ProducesProblem(409).ProducesProblem(410).ProducesProblem(413);
        live.MapGet("/{id:guid}/events", FollowAsync).WithSummary("Follow the note as server-sent events; 'Last-Event-ID' resumes without loss.").ProducesProblem(429);
        live.MapPost("/{id:guid}/finish", FinishAsync).WithSummary("End the visit: its draft is checked and waits in the work list.").ProducesProblem(410);
        live.MapDelete("/{id:guid}", DiscardAsync).WithSummary("End the visit without a draft; what was said is gone.");
    }

    private static async Task<Results<Created<OpenLiveVisit>, ProblemHttpResult>> StartAsync(NewLiveVisit visit, LiveVisits visits, ClaimsPrincipal user, CancellationToken cancel) => await AnswerAsync<Created<OpenLiveVisit>>(async () =>
    {
        var style = visit.Style ?? ScribeOptions.DefaultStyle;
        if (NoteStyle.Embedded.All(s => s.Name != style))
            throw new LiveVisitException(422, "There is no such style", $"Choose one of: {string.Join(", ", NoteStyle.Embedded.Select(s => s.Name))}.");
        if (NoteLengths.TryName(visit.Length ?? NoteLength.Standard.Name()) is not { } length)
            throw new LiveVisitException(422, "There is no such length", $"Choose one of: {NoteLengths.Known}.");
        var (id, at) = visits.Next();
        var header = new LiveHeader(id, user.Person(), at, style, length.Name(), visit.EncounterId is { Length: > 0 and <= 200 } name ? name : "live visit") { Patient = visit.Patient is { ValueKind: JsonValueKind.Object } json ? json.GetRawText() : null };
        _ = header.ToVisit();
        var started = await visits.StartAsync(header, cancel);
        return TypedResults.Created($"/api/scribe/live/{id:D}", ToOpen(started));
    });

    private static async Task<Ok<OpenLiveVisit[]>> ListAsync(LiveVisits visits, ClaimsPrincipal user, CancellationToken cancel) =>
        TypedResults.Ok((await visits.ListAsync(user.Person(), cancel)).Select(ToOpen).ToArray());

    private static async Task<Results<Ok<HeardTurns>, ProblemHttpResult>> HearAsync(Guid id, SpokenTurns said, LiveVisits visits, ClaimsPrincipal user, CancellationToken cancel) => await AnswerAsync<Ok<HeardTurns>>(async () =>
    {
        var visit = await visits.FindAsync(id, user.Person(), cancel);
        return TypedResults.Ok(new HeardTurns(await visits.HearAsync(visit, Turns(said), said.After, cancel)));
    });

    private static async Task<Results<ServerSentEventsResult<string>, ProblemHttpResult>> FollowAsync(Guid id, int? after, HttpContext http, LiveVisits visits, IHostApplicationLifetime life, TimeProvider clock, CancellationToken cancel) => await AnswerAsync<ServerSentEventsResult<string>>(async () =>
    {
        var visit = await visits.FindAsync(id, http.User.Person(), cancel);
        var last = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 and < 10 } known && int.TryParse(known, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : after ?? 0;
        if (!visit.Events.TryWatch(visits.Limits.Streams))
            throw new LiveVisitException(429, "Too many pages follow this visit", "Close one of them.");
        http.Response.OnCompleted(() =>
        {
            visit.Events.Unwatch();
            return Task.CompletedTask;
        });
        await visits.AuditAsync(visit.Header, "follow-live-visit", null, cancel);
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(EventsAsync(visit, Math.Clamp(last, 0, visit.Count), visits.Limits.Stream, clock, life.ApplicationStopping, cancel));
    });

    /// <summary>Every event has the number of its turn as its id. A stream that has lasted its time ends; the browser asks again with the last id.</summary>
    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(LiveVisit visit, int after, TimeSpan most, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var timed = new CancellationTokenSource(most, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping, timed.Token);
        // Tells proxies and the page that the stream is open, and how soon to ask again after a break.
        yield return new SseItem<string>("", "open") { ReconnectionInterval = TimeSpan.FromSeconds(1) };
        var events = visit.Events.FollowAsync(after, any.Token).GetAsyncEnumerator(CancellationToken.None);
        await using (events)
        {
            while (await MovesAsync(events, any.Token))
                yield return events.Current.Json.Length == 0 ? new SseItem<string>("", "open") : new SseItem<string>(events.Current.Json, "turn") { EventId = events.Current.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        }
        if (visit.End is { } end)
            yield return new SseItem<string>(JsonSerializer.Serialize(end, TrustJson.Canonical), "end");
    }

    private static async Task<bool> MovesAsync(IAsyncEnumerator<(int Number, string Json)> events, CancellationToken any)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException) when (any.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<Results<Ok<LiveEnd>, ProblemHttpResult>> FinishAsync(Guid id, LiveVisits visits, ClaimsPrincipal user, CancellationToken cancel) => await AnswerAsync<Ok<LiveEnd>>(async () =>
    {
        var visit = await visits.FindAsync(id, user.Person(), cancel);
        await visits.FinishAsync(visit, cancel);
        return TypedResults.Ok(visit.End!);
    });

    private static async Task<Results<NoContent, ProblemHttpResult>> DiscardAsync(Guid id, LiveVisits visits, ClaimsPrincipal user, CancellationToken cancel) => await AnswerAsync<NoContent>(async () =>
    {
        await visits.DiscardAsync(await visits.FindAsync(id, user.Person(), cancel), cancel);
        return TypedResults.NoContent();
    });

    /// <summary>Turns as a program or form sends them.</summary>
    internal static IReadOnlyList<Turn> Turns(SpokenTurns said)
    {
        var reader = new TurnLine();
        if (said.Lines is not null)
            return [.. said.Lines.Split('\n').Select((line, i) => reader.Read(line, "turns", i + 1)).OfType<Turn>()];
        return [.. (said.Turns ?? []).Select(t => reader.Say(t.Speaker ?? "", t.Text.ReplaceLineEndings(" ").Trim()))];
    }

    private static async Task<Results<T, ProblemHttpResult>> AnswerAsync<T>(Func<Task<T>> act) where T : IResult
    {
        try
        {
            return await act();
        }
        catch (LiveVisitException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: refused.Status, title: refused.Title);
        }
        catch (TranscriptException unreadable)
        {
            return TypedResults.Problem(unreadable.Message, statusCode: StatusCodes.Status422UnprocessableEntity, title: "The conversation could not be read");
        }
    }

    private static OpenLiveVisit ToOpen(LiveVisit visit) => new(visit.Id, visit.Header.StartedAt, visit.LastHeardAt, visit.Header.EncounterId, visit.Count);
}
