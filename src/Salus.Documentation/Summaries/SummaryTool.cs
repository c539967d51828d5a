using System.ComponentModel;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Summaries;

/// <summary>Summaries for assistants: the same as the page and the command.</summary>
internal static class SummaryTool
{
    public static AssistantTool Tool { get; } = new("draft_summary", "Draft a summary of a chart", "Draft a summary of a patient's chart: overview, pre-operative, handover or hospital-course. The draft is checked and waits for a person to review and sign it; gives its id and how many findings block signing.", Act.CreateDraft,
        session => ([Description("Id of the patient.")] string patient, CancellationToken cancel, [Description("overview, pre-operative, handover or hospital-course.")] string kind = "overview", [Description("A visit or a ward round in plain text, when there is one.")] string? text = null) => DraftAsync(session, new NewSummary(patient, kind, Text: text), cancel)) { MakesDraft = true };

    private static async Task<DraftedSummary> DraftAsync(AssistantSession session, NewSummary asked, CancellationToken cancel)
    {
        var chart = await session.Get<ChartReader>().OpenAsync(asked.Patient, SummaryEndpoint.SignedTexts, session.User(), cancel)
            ?? throw new AssistantCallException($"There is no patient '{asked.Patient}' in the record, or none that this person may see.");
        return await SummaryEndpoint.SubmitAsync(asked, chart, session.Get<SummaryWriter>(), session.Get<Review>(), session.Person, session.Get<TimeProvider>(), cancel);
    }
}
