using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Salus.Design.Components;

namespace Salus.Design.Pages;

/// <summary>
/// What the forms of the review page post to. Each is one act of <see cref="Review"/> and leads back to the page;
/// a refused one is answered by the page itself, with the reason and whatever the reviewer had written.
/// </summary>
public static class ReviewEndpoints
{
    // As the buttons of the page name them.
    private static readonly FrozenDictionary<string, DecisionKind> kinds = new Dictionary<string, DecisionKind>(StringComparer.Ordinal)
    {
        ["accept"] = DecisionKind.Accept,
        ["reject"] = DecisionKind.Reject,
        ["overrule"] = DecisionKind.Overrule,
        ["undo"] = DecisionKind.Undo,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static void MapReviewForms(this IEndpointRouteBuilder routes)
    {
        var draft = routes.MapGroup("/drafts/{id:guid}").ExcludeFromDescription();

        draft.MapPost("/decide", async Task<IResult> (Guid id, [FromForm] int revision, [FromForm] int? at, [FromForm] string kind, [FromForm] string target, [FromForm] string? reason, Review review, HttpContext http) =>
            kinds.TryGetValue(kind, out var decision)
                ? await ActAsync(id, at, kind, reason, () => review.DecideAsync(new DraftId(id), revision, decision, target, reason, http.User.Person(), http.RequestAborted))
                : Results.BadRequest())
            .Requires(Act.EditDraft);

        draft.MapPost("/edit", (Guid id, [FromForm] int revision, [FromForm] int statement, [FromForm] string text, Review review, HttpContext http) =>
            ActAsync(id, statement, "edit", text, () => review.EditAsync(new DraftId(id), revision, statement, text, http.User.Person(), http.RequestAborted)))
            .Requires(Act.EditDraft);

        draft.MapPost("/add", (Guid id, [FromForm] int revision, [FromForm] string section, [FromForm] string? group, [FromForm] string text, Review review, HttpContext http) =>
            ActAsync(id, null, "add", text, () => review.AddAsync(new DraftId(id), revision, section, string.IsNullOrWhiteSpace(group) ? null : group.Trim(), text, http.User.Person(), http.RequestAborted)))
            .Requires(Act.EditDraft);

        draft.MapPost("/send-back", (Guid id, [FromForm] int revision, [FromForm] string reason, Review review, HttpContext http) =>
            ActAsync(id, null, "send-back", reason, () => review.SendBackAsync(new DraftId(id), revision, reason, http.User.Person(), http.RequestAborted)))
            .Requires(Act.EditDraft);

        draft.MapPost("/sign", async Task<IResult> (Guid id, [FromForm] int revision, [FromForm] int? decisions, [FromForm] string password, Review review, HttpContext http) =>
        {
            try
            {
                await review.SignAsync(new DraftId(id), revision, decisions, http.User.Person(), password, http.RequestAborted);
                return Results.LocalRedirect($"/drafts/{id}/signed?did=sign");
            }
            catch (SignatureRefusedException refused)
            {
                return Answer(id, new ReviewProblem(refused.Reasons, Signing: true), StatusCodes.Status422UnprocessableEntity);
            }
            catch (StaleRevisionException stale)
            {
                return Answer(id, new ReviewProblem([Stale(stale)]), StatusCodes.Status409Conflict);
            }
            catch (AlreadySignedException)
            {
                return Results.LocalRedirect($"/drafts/{id}/signed");
            }
        }).Requires(Act.SignDraft);
    }

    private static async Task<IResult> ActAsync(Guid id, int? at, string did, string? written, Func<Task> act)
    {
        try
        {
            await act();
            var place = at is { } statement ? string.Create(CultureInfo.InvariantCulture, $"&at={statement}#{ReviewDesk.StatementId(statement)}") : "";
            return Results.LocalRedirect($"/drafts/{id}?did={did}{place}");
        }
        catch (StaleRevisionException stale)
        {
            return Answer(id, new ReviewProblem([Stale(stale)], Unsaved(written)), StatusCodes.Status409Conflict);
        }
        catch (ReviewRefusedException refused)
        {
            return Answer(id, new ReviewProblem([refused.Message], Unsaved(written)), StatusCodes.Status422UnprocessableEntity);
        }
        catch (AlreadySignedException)
        {
            return Results.LocalRedirect($"/drafts/{id}/signed");
        }
    }

    private static RazorComponentResult<ReviewAnswer> Answer(Guid id, ReviewProblem problem, int status) =>
        new(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ReviewAnswer.Id)] = id, [nameof(ReviewAnswer.Problem)] = problem }) { StatusCode = status };

    private static string Stale(StaleRevisionException stale) =>
        string.Create(CultureInfo.InvariantCulture, $"Somebody changed this draft while you were looking at it. Nothing was overwritten: below is revision {stale.Current}, the current one. Look at it, then repeat your change.");

    private static string? Unsaved(string? written) => string.IsNullOrWhiteSpace(written) ? null : written;
}
