using System.CommandLine;
using Salus.Design.Terminal;
using Salus.Documentation.Scribe;

namespace Salus.Workbench.Commands;

/// <summary><c>salus assert</c>: whether sentences affirm what they name, of whom and when.</summary>
internal static class AssertCommand
{
    public static Command Create(Shell shell)
    {
        var batch = new Option<FileInfo?>("--batch") { Description = "CSV with one sentence per row: id,concept,sentence.", HelpName = "file" };
        var (output, json) = (SharedOptions.Out("the assertions, one JSON object per line"), SharedOptions.Json());
        var command = new Command("assert", "Say of each sentence whether it affirms the concept it names, hedges it, places it in the past, or tells it of somebody else. Exit code 1 when a row could not be read.\n\nExample: salus assert --batch rows.csv --out assertions.jsonl") { batch, output, json };
        command.SetAction(async (call, cancel) => await BatchLines.WriteAsync(shell.Context, call.GetValue(output), call.GetValue(json), AssertionBatch.RunAsync(call.GetValue(batch) ?? throw new CallException("Say which sentences: --batch FILE."), cancel), l => l.Error, "sentences"));
        return command;
    }
}
