using System.ComponentModel;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Surveys;

/// <summary>Questionnaires for assistants: the same as the page and the API.</summary>
internal static class SurveyTool
{
    public static AssistantTool Tool { get; } = new("draft_survey", "Draft a questionnaire", "Draft a questionnaire for a goal, in a sentence. The draft is checked for leading and double questions and waits for a person to review and sign it.", Act.CreateDraft,
        session => ([Description("What the survey is to find out.")] string goal, CancellationToken cancel, [Description("Minutes it may take to answer, 1 to 60.")] double minutes = SurveyWriter.DefaultMinutes) => DraftAsync(session, goal, minutes, cancel)) { MakesDraft = true };

    private static async Task<DraftedQuestionnaire> DraftAsync(AssistantSession session, string goal, double minutes, CancellationToken cancel)
    {
        var written = await session.Get<ModelSurveyWriter>().WriteAsync(goal, minutes, cancel);
        var reviewed = await session.Get<Review>().SubmitAsync(written.Draft, written.Sources, session.Person, cancel);
        var form = SurveyForm.Of(reviewed.Draft, reviewed.Kept);
        return new DraftedQuestionnaire(reviewed.Draft.Id, reviewed.Draft.Revision, form.Questions.Count(), form.Minutes, form.Grade, reviewed.OpenBlocking.Length, written.FellBack);
    }
}
