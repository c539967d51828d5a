using System.ComponentModel;
using Salus.Design;
using Salus.Trust;

namespace Salus.Documentation.Messages;

/// <summary>Replies for assistants: the same as the page and the command.</summary>
internal static class MessageTool
{
    public static AssistantTool Tool { get; } = new("draft_reply", "Draft the reply to a message", "Draft the reply to a message of a patient in the inbox, or the escalation card where it has a red flag. The draft is checked and waits for a person to review and sign it.", Act.CreateDraft,
        session => ([Description("Id of the message, a Communication in the record.")] string message, CancellationToken cancel, [Description("Reading grade not to be passed, 1 to 18; else the site's.")] double? grade = null) => DraftAsync(session, message, grade, cancel)) { MakesDraft = true };

    private static async Task<DraftedReply> DraftAsync(AssistantSession session, string id, double? grade, CancellationToken cancel)
    {
        if (grade is < 1 or > 18)
            throw new AssistantCallException("A reading grade is a number from 1 to 18.");
        var inbox = session.Get<Inbox>();
        if (await inbox.OpenAsync(id, session.Person, cancel) is not { } open || !MessageEndpoints.IsOpen(open.Message.Subject, session.User()))
            throw new AssistantCallException($"There is no message '{id}' in the record, or none that this person may see.");
        var (reviewed, fellBack) = await inbox.DraftAsync(open.Message, open.Chart, new ReplyOptions(grade), session.Person, cancel);
        return new DraftedReply(reviewed.Draft.Id, reviewed.Draft.Revision, open.Triaged.IsRedFlag, reviewed.OpenBlocking.Length, fellBack);
    }
}
