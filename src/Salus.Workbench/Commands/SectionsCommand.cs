using System.CommandLine;
using Salus.Design.Terminal;
using Salus.Documentation.Scribe;

namespace Salus.Workbench.Commands;

/// <summary><c>salus sections</c>: to which section of a note stretches of conversation belong.</summary>
internal static class SectionsCommand
{
    public static Command Create(Shell shell)
    {
        var batch = new Option<FileInfo?>("--batch") { Description = "CSV with one stretch of conversation per row: ID,dialogue.", HelpName = "file" };
        var learned = new Option<FileInfo?>("--learned") { Description = "File from 'salus learn sections'. Default: cue words only.", HelpName = "file" };
        var (output, json) = (SharedOptions.Out("headers and summaries, one JSON object per line"), SharedOptions.Json());
        var command = new Command("sections", "Name the section of a note that each stretch of conversation belongs to, and summarise it. Exit code 1 when a row could not be read.\n\nExample: salus sections --batch rows.csv --learned sections.json --out sections.jsonl") { batch, learned, output, json };
        command.SetAction(async (call, cancel) =>
        {
            var rows = call.GetValue(batch) ?? throw new CallException("Say which stretches: --batch FILE.");
            var router = call.GetValue(learned) is { } file ? SectionRouter.With(LearnedSections.Read(file)) : SectionRouter.Default;
            return await BatchLines.WriteAsync(shell.Context, call.GetValue(output), call.GetValue(json), SectionBatch.RunAsync(rows, router, cancel), l => l.Error, "stretches");
        });
        return command;
    }
}
