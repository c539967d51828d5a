using System.ComponentModel;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Letters;

/// <summary>Letters for assistants: the same as the page and the command.</summary>
internal static class LetterTool
{
    public static AssistantTool Tool { get; } = new("draft_letter", "Draft a letter", "Draft a letter about a patient: referral, discharge, discharge-instructions, appeal, work-note or school-note. The draft is checked and waits for a person to review and sign it; gives its id and how many findings block signing.", Act.CreateDraft,
        session => ([Description("Id of the patient.")] string patient, [Description("referral, discharge, discharge-instructions, appeal, work-note or school-note.")] string kind, CancellationToken cancel, [Description("Name and address of the reader.")] string? to = null, [Description("Why it is written and what is asked; quoted as it stands.")] string? reason = null, [Description("A visit in plain text, when there is one.")] string? text = null, [Description("For an appeal: what the insurer wrote.")] string? denial = null) =>
            DraftAsync(session, new NewLetter(patient, kind, to, Reason: reason, Text: text, Denial: denial), cancel)) { MakesDraft = true };

    private static async Task<DraftedLetter> DraftAsync(AssistantSession session, NewLetter asked, CancellationToken cancel)
    {
        var chart = await session.Get<ChartReader>().OpenAsync(asked.Patient, LetterEndpoint.SignedTexts, session.User(), cancel)
            ?? throw new AssistantCallException($"There is no patient '{asked.Patient}' in the record, or none that this person may see.");
        return await LetterEndpoint.SubmitAsync(asked, chart, session.Get<LetterComposer>(), session.Get<Review>(), session.Person, session.Get<TimeProvider>(), cancel);
    }
}
