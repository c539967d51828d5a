using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Surveys;

/// <param name="Goal">What the survey is to find out, in a sentence.</param>
/// <param name="Minutes">How long it may take to answer; null for 5.</param>
public sealed record NewSurvey(string Goal, double? Minutes = null);

/// <param name="Answers">Objects with <c>answer</c> and, where there are groups, <c>group</c>.</param>
/// <param name="K">Groups with fewer answers are not shown; null for 5.</param>
public sealed record NewThemes(IReadOnlyList<ThemeAnswer> Answers, int? K = null, ulong Seed = 0);

public sealed record ThemeAnswer(string Answer, string? Group = null);

/// <summary>The draft that waits in the work list.</summary>
public sealed record DraftedQuestionnaire(DraftId Id, int Revision, int Questions, double Minutes, double ReadingGrade, int Blocking, string? FellBack);

public sealed record DraftedThemeSummary(DraftId Id, int Revision, int Blocking, ThemeSummary Summary);

/// <summary><c>/api/surveys</c>: a questionnaire from a goal, themes of free answers, and a questionnaire as FHIR.</summary>
internal static class SurveyEndpoint
{
    public const long LargestUpload = 20 << 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        var surveys = api.MapGroup("/surveys").WithTags("Surveys");
        surveys.MapPost("/questionnaires", DraftAsync).Requires(Act.CreateDraft).WithSummary("Draft a questionnaire for a goal: it is checked and waits in the work list.").ProducesProblem(422);
        surveys.MapPost("/themes", ThemesAsync).Requires(Act.CreateDraft).WithMetadata(new RequestSizeLimitAttribute(LargestUpload)).WithSummary("Summarise free answers by theme: identifiers concealed, groups under k not shown.").ProducesProblem(422);
        surveys.MapGet("/questionnaires/{id}", FormAsync).Requires(Act.ReadDraft).WithSummary("A questionnaire as FHIR R4; its status is draft until somebody signs it.").ProducesProblem(422);
    }

    /// <summary>The questionnaire of a draft as FHIR; null when the draft is no questionnaire.</summary>
    public static string? Questionnaire(ReviewedDraft reviewed, bool isSigned) =>
        reviewed.Draft.Capability is SurveysCapability.CapabilityName && reviewed.Draft.Origin.Parameters.GetValueOrDefault(SurveyWriter.KindParameter) is SurveyWriter.Kind
            ? SurveyForm.Of(reviewed.Draft, reviewed.Kept).ToQuestionnaire(reviewed.Draft.Id, isSigned).ToJson(indented: true)
            : null;

    private static async Task<Results<Created<DraftedQuestionnaire>, ProblemHttpResult>> DraftAsync(NewSurvey survey, ModelSurveyWriter writer, Review review, ClaimsPrincipal user, CancellationToken cancel)
    {
        try
        {
            var written = await writer.WriteAsync(survey.Goal, survey.Minutes ?? SurveyWriter.DefaultMinutes, cancel);
            var reviewed = await review.SubmitAsync(written.Draft, written.Sources, user.Person(), cancel);
            var form = SurveyForm.Of(reviewed.Draft, reviewed.Kept);
            return TypedResults.Created($"/api/drafts/{reviewed.Draft.Id}", new DraftedQuestionnaire(reviewed.Draft.Id, reviewed.Draft.Revision, form.Questions.Count(), form.Minutes, form.Grade, reviewed.OpenBlocking.Length, written.FellBack));
        }
        catch (SurveyCallException wrong)
        {
            return Refused(wrong);
        }
    }

    private static async Task<Results<Created<DraftedThemeSummary>, ProblemHttpResult>> ThemesAsync(NewThemes themes, ThemeWriter writer, Vocabulary vocabulary, Review review, ClaimsPrincipal user, CancellationToken cancel)
    {
        try
        {
            var lines = string.Join('\n', (themes.Answers ?? []).Select(a => JsonSerializer.Serialize(new { answer = a.Answer, group = a.Group }, TrustJson.Canonical)));
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(lines));
            var answers = await FreeAnswers.ReadAsync(stream, "answers.jsonl", "answer", themes.Answers?.Any(a => a.Group is not null) is true ? "group" : null, vocabulary, cancel);
            var written = writer.Write(answers, themes.K ?? ThemeWriter.DefaultK, themes.Seed);
            var reviewed = await review.SubmitAsync(written.Draft, written.Sources, user.Person(), cancel);
            return TypedResults.Created($"/api/drafts/{reviewed.Draft.Id}", new DraftedThemeSummary(reviewed.Draft.Id, reviewed.Draft.Revision, reviewed.OpenBlocking.Length, written.Summary));
        }
        catch (SurveyCallException wrong)
        {
            return Refused(wrong);
        }
    }

    private static async Task<Results<ContentHttpResult, NotFound, ProblemHttpResult>> FormAsync(DraftId id, Review review, ClaimsPrincipal user, CancellationToken cancel)
    {
        try
        {
            var item = await review.FindAsync(id, user.Person(), cancel);
            var reviewed = await review.OpenAsync(id, null, user.Person(), cancel);
            return Questionnaire(reviewed, item.State is DraftState.Signed) is { } json
                ? TypedResults.Content(json, "application/fhir+json")
                : TypedResults.Problem("It is a draft of another kind.", statusCode: StatusCodes.Status422UnprocessableEntity, title: "This draft is no questionnaire");
        }
        catch (UnknownDraftException)
        {
            return TypedResults.NotFound();
        }
    }

    private static ProblemHttpResult Refused(SurveyCallException wrong) => TypedResults.Problem(wrong.Message, statusCode: StatusCodes.Status422UnprocessableEntity, title: "This cannot be drafted so");
}
