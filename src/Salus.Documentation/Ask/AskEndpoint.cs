using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>A question.</summary>
/// <param name="Patient">Id of a patient: the answer comes from this chart alone. Null asks the site's corpora.</param>
public sealed record AskedQuestion(string Question, string? Patient = null);

/// <summary><c>POST /api/ask</c>: the same as the page and the command.</summary>
internal static class AskEndpoint
{
    /// <summary>So many of the newest notes signed here are searched with the chart.</summary>
    public const int SignedTexts = 20;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/ask", AskAsync).Requires(Act.ReadChart).WithTags("Ask").WithSummary("Answer a question from the site's corpora or a patient's chart, every sentence with its source, or say that no source answers it.").ProducesProblem(422);

    private static async Task<Results<Ok<Answer>, NotFound, ProblemHttpResult>> AskAsync(AskedQuestion asked, ModelAnswerWriter writer, ChartReader charts, ClaimsPrincipal user, CancellationToken cancel)
    {
        try
        {
            if (asked.Patient is null)
                return TypedResults.Ok(await writer.FromCorporaAsync(asked.Question, cancel));
            return await charts.OpenAsync(asked.Patient, SignedTexts, user, cancel) is { } chart ? TypedResults.Ok(await writer.FromChartAsync(asked.Question, chart, cancel)) : TypedResults.NotFound();
        }
        catch (AskCallException wrong)
        {
            return TypedResults.Problem(wrong.Message, statusCode: StatusCodes.Status422UnprocessableEntity, title: "The question cannot be asked so");
        }
    }
}
