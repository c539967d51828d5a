using System.Globalization;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Design.Terminal;

/// <summary>A draft as a document to be read: its words without numbers and evidence, then what was left out and what the checks found.</summary>
public static class ReadingPrinter
{
    private const int MostOmitted = 8;

    /// <param name="fellBack">Why the site's model did not write it; null when it did, or none was chosen.</param>
    /// <param name="reviewed">Null while it is not in the work list.</param>
    public static async Task PrintAsync(CommandContext context, string title, Draft draft, string? fellBack, ReviewedDraft? reviewed)
    {
        await context.Out.WriteLineAsync($"{title} – draft, not signed\n");
        await context.Out.WriteLineAsync(DraftText.Plain(draft, draft.Statements).TrimEnd());
        if (draft.Omitted.Length > 0)
        {
            await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"\nLeft out: {draft.Omitted.Length}{(draft.Omitted.Length > MostOmitted ? " (--json lists each with the reason)" : "")}"));
            foreach (var omission in draft.Omitted.Length > MostOmitted ? [] : draft.Omitted)
                await context.Out.WriteLineAsync($"  {omission.Text}: {omission.Reason}");
        }
        if (fellBack is not null)
            context.Terminal.WriteLine(fellBack);
        if (reviewed is null)
            return;
        await context.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"\nIn the work list as {reviewed.Draft.Id}: {reviewed.OpenBlocking.Length} blocking, {reviewed.Findings.Count(f => f.Severity is Severity.Warning)} to look at."));
        foreach (var finding in reviewed.Findings.Where(f => f.Severity is not Severity.Note))
            await context.Out.WriteLineAsync($"  {finding.Severity.ToString().ToLowerInvariant()}: {(finding.Statement is { } at ? $"“{reviewed.Draft.Statements[at].Text}” – " : "")}{finding.Message}");
    }
}
