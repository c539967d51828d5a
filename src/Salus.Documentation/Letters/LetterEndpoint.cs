using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Salus.Trust;

namespace Salus.Documentation.Letters;

/// <summary>A letter to draft.</summary>
/// <param name="Kind">One of <see cref="LetterKinds.Known"/>.</param>
/// <param name="At">The day on the letter; null for now.</param>
/// <param name="Reason">Why it is written, in the words of the person who asks.</param>
/// <param name="Text">A visit's transcript or a document; null for the chart alone.</param>
/// <param name="Denial">What an insurer wrote; needed for an appeal.</param>
/// <param name="NameDiagnosis">A note to an employer or a school may name diagnoses.</param>
/// <param name="Encounter">Which stay a discharge letter is about; null for the newest.</param>
public sealed record NewLetter(string Patient, string Kind, string? To = null, string? From = null, string? Reason = null, DateTimeOffset? At = null, string? Text = null, string? Denial = null, bool NameDiagnosis = false, string? Encounter = null);

/// <summary>The draft that waits in the work list.</summary>
public sealed record DraftedLetter(DraftId Id, int Revision, int Statements, int LeftOut, int Blocking, int Warnings)
{
    /// <summary>Why the embedded engine wrote it although the site chose a model; absent when that is not so.</summary>
    public string? FellBack { get; init; }
}

/// <summary><c>POST /api/letters</c>: drafts a letter, checks it and puts it into the work list.</summary>
internal static class LetterEndpoint
{
    /// <summary>So many of the newest notes signed here are read with the chart.</summary>
    public const int SignedTexts = 5;

    private const long LargestUpload = 4 << 20;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/letters", DraftAsync).Requires(Act.CreateDraft).WithMetadata(new RequestSizeLimitAttribute(LargestUpload)).WithTags("Letters")
            .WithSummary("Draft a letter about a patient: it is checked and waits in the work list.").ProducesProblem(422);

    private static async Task<Results<Created<DraftedLetter>, NotFound, ProblemHttpResult>> DraftAsync(NewLetter asked, LetterComposer writer, ChartReader charts, Review review, ClaimsPrincipal user, TimeProvider clock, CancellationToken cancel)
    {
        if (LetterKinds.TryName(asked.Kind) is null)
            return Refused("There is no such kind of letter", $"Choose one of: {LetterKinds.Known}.");
        if (await charts.OpenAsync(asked.Patient, SignedTexts, user, cancel) is not { } chart)
            return TypedResults.NotFound();
        try
        {
            var drafted = await SubmitAsync(asked, chart, writer, review, user.Person(), clock, cancel);
            return TypedResults.Created($"/api/drafts/{drafted.Id}", drafted);
        }
        catch (LetterCallException wrong)
        {
            return Refused("The letter cannot be written so", wrong.Message);
        }
    }

    /// <exception cref="LetterCallException">There is no such kind, or the request cannot be met.</exception>
    internal static async Task<DraftedLetter> SubmitAsync(NewLetter asked, Chart chart, LetterComposer writer, Review review, Person by, TimeProvider clock, CancellationToken cancel)
    {
        var kind = LetterKinds.TryName(asked.Kind) ?? throw new LetterCallException($"There is no letter of the kind '{asked.Kind}'. Choose one of: {LetterKinds.Known}.");
        var written = await writer.WriteAsync(new LetterRequest(kind, chart, asked.At ?? clock.GetUtcNow()) { To = asked.To, From = asked.From, Reason = asked.Reason, Text = asked.Text, Denial = asked.Denial, NameDiagnosis = asked.NameDiagnosis, Encounter = asked.Encounter }, cancel);
        var reviewed = await review.SubmitAsync(written.Draft, written.Sources, by, cancel);
        return new DraftedLetter(reviewed.Draft.Id, reviewed.Draft.Revision, reviewed.Draft.Statements.Length, reviewed.Draft.Omitted.Length, reviewed.OpenBlocking.Length, reviewed.Findings.Count(f => f.Severity is Severity.Warning)) { FellBack = written.FellBack };
    }

    private static ProblemHttpResult Refused(string title, string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status422UnprocessableEntity, title: title);
}
