using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary><c>POST /api/scribe/visits</c>: drafts a note, checks it and puts it into the work list.</summary>
internal static class VisitEndpoint
{
    private const long LargestUpload = 20 << 20;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/scribe/visits", DraftAsync).Requires(Act.CreateDraft).WithMetadata(new RequestSizeLimitAttribute(LargestUpload)).WithTags("Scribe")
            .WithSummary("Draft a note from a conversation: it is checked and waits in the work list.").ProducesProblem(422);

    private static async Task<Results<Created<DraftedVisit>, ProblemHttpResult>> DraftAsync(NewVisit visit, VisitDrafting drafting, ClaimsPrincipal user, CancellationToken cancel)
    {
        try
        {
            var drafted = await drafting.DraftAsync(visit, user.Person(), cancel);
            return TypedResults.Created($"/api/drafts/{drafted.Id}", drafted);
        }
        catch (UnknownChoiceException unknown)
        {
            return Refused(unknown.Title, unknown.Message);
        }
        catch (TranscriptException unreadable)
        {
            return Refused("The conversation could not be read", unreadable.Message);
        }
    }

    private static ProblemHttpResult Refused(string title, string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status422UnprocessableEntity, title: title);
}
