using System.ComponentModel;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.VisitSummaries;

/// <summary>Visit summaries for assistants: the same as the page and the command.</summary>
internal static class VisitSummaryTool
{
    public static AssistantTool Tool { get; } = new("draft_visit_summary", "Draft a visit summary for the patient", "Draft the summary of a visit in plain words for the patient, from a signed visit note or a pasted one. The draft is checked and waits for a person to review and sign it.", Act.CreateDraft,
        session => (CancellationToken cancel, [Description("Id of the patient: the newest visit note signed here is told.")] string? patient = null, [Description("Id of the draft of another signed note of this patient.")] string? note = null, [Description("The words of a note, where none is signed here.")] string? text = null) =>
            SummaryEndpoint.SubmitAsync(new NewVisitSummary(text, patient, note), session.Get<SummaryWriter>(), session.Get<ChartReader>(), session.Get<Record>(), session.Get<TrustOptions>(), session.Get<Review>(), session.User(), cancel)) { MakesDraft = true };
}
