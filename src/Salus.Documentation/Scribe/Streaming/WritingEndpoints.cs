using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A draft that is being written; its id is the draft's.</summary>
/// <param name="Model">What writes it; null for the embedded engine.</param>
/// <param name="Events">Where its words come.</param>
public sealed record BegunWriting(Guid Id, string? Model, string Events);

/// <summary><c>/api/scribe/writings</c>: a note whose words can be followed while a model writes them. Everybody sees their own only.</summary>
internal static class WritingEndpoints
{
    private const long LargestUpload = 20 << 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        var writings = api.MapGroup("/scribe/writings").Requires(Act.CreateDraft).WithTags("Scribe").ProducesProblem(404);
        writings.MapPost("", BeginAsync).WithMetadata(new RequestSizeLimitAttribute(LargestUpload)).WithSummary("Draft a note from a conversation and follow its words: the draft waits in the work list when it is done.").ProducesProblem(422).ProducesProblem(429).ProducesProblem(503);
        writings.MapGet("/{id:guid}/events", FollowAsync).WithSummary("The words as server-sent events while the model writes; 'Last-Event-ID' resumes without loss. Nothing of it counts before the draft is there.").ProducesProblem(429);
        writings.MapDelete("/{id:guid}", EndAsync).WithSummary("Stop the model: the embedded engine writes the draft, or with 'discard' there is none.");
    }

    private static async Task<Results<Accepted<BegunWriting>, ProblemHttpResult>> BeginAsync(NewVisit visit, NoteWritings writings, ModelNoteWriter writer, Vocabulary vocabulary, Review review, ClaimsPrincipal user, TimeProvider clock, CancellationToken cancel)
    {
        try
        {
            var (heard, options) = VisitDrafting.Read(visit, vocabulary, clock);
            var (id, by, model) = (DraftId.New(clock), user.Person(), writer.Chosen);
            await writings.BeginAsync(id.Value, by, heard, model ?? NoteWriter.Engine, NoteWriter.StyleOf(options).Sections, "/", (listener, stop) => writer.SubmitAsync(id, heard, options, review, by, listener, stop), cancel);
            return TypedResults.Accepted($"/api/drafts/{id}", new BegunWriting(id.Value, model, $"/api/scribe/writings/{id}/events"));
        }
        catch (UnknownChoiceException unknown)
        {
            return Refused(422, unknown.Title, unknown.Message);
        }
        catch (TranscriptException unreadable)
        {
            return Refused(422, "The conversation could not be read", unreadable.Message);
        }
        catch (WritingException full)
        {
            return Refused(full.Status, full.Title, full.Message);
        }
    }

    private static Results<ServerSentEventsResult<string>, ProblemHttpResult> FollowAsync(Guid id, int? after, HttpContext http, NoteWritings writings, IHostApplicationLifetime life, TimeProvider clock, CancellationToken cancel)
    {
        try
        {
            var writing = writings.Find(id, http.User.Person());
            var last = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 and < 10 } known && int.TryParse(known, CultureInfo.InvariantCulture, out var number) ? number : after ?? 0;
            if (!writing.Events.TryWatch(writings.Limits.Streams))
                return Refused(429, "Too many pages follow this draft", "Close one of them.");
            http.Response.OnCompleted(() =>
            {
                writing.Events.Unwatch();
                return Task.CompletedTask;
            });
            http.Response.Headers["X-Accel-Buffering"] = "no";
            return TypedResults.ServerSentEvents(EventsAsync(writing, Math.Max(0, last), writings.Limits.Stream, clock, life.ApplicationStopping, cancel));
        }
        catch (WritingException unknown)
        {
            return Refused(unknown.Status, unknown.Title, unknown.Message);
        }
    }

    /// <summary>Every event has its number as its id. A stream that has lasted its time ends; the browser asks again with the last id.</summary>
    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(NoteWriting writing, int after, TimeSpan most, TimeProvider clock, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var timed = new CancellationTokenSource(most, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping, timed.Token);
        yield return new SseItem<string>("", "open") { ReconnectionInterval = TimeSpan.FromSeconds(1) };
        await using var events = writing.Events.FollowAsync(after, any.Token).GetAsyncEnumerator(CancellationToken.None);
        while (await MovesAsync(events, any.Token))
            yield return events.Current.Json.Length == 0 ? new SseItem<string>("", "open") : new SseItem<string>(events.Current.Json, "words") { EventId = events.Current.Number.ToString(CultureInfo.InvariantCulture) };
        if (writing.End is { } end)
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

    private static async Task<Results<Ok<WritingEnd>, ProblemHttpResult>> EndAsync(Guid id, bool? discard, NoteWritings writings, ClaimsPrincipal user, CancellationToken cancel)
    {
        try
        {
            return TypedResults.Ok(await writings.EndEarlyAsync(writings.Find(id, user.Person()), discard is true, cancel));
        }
        catch (WritingException unknown)
        {
            return Refused(unknown.Status, unknown.Title, unknown.Message);
        }
    }

    private static ProblemHttpResult Refused(int status, string title, string detail) => TypedResults.Problem(detail, statusCode: status, title: title);
}
