using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Salus.Documentation.Scribe;
using Salus.Trust;

namespace Salus.Workbench.Commands;

/// <summary><c>salus check</c>: any text against a conversation, whoever or whatever wrote it.</summary>
internal static class CheckCommand
{
    public static Command Create(Shell shell)
    {
        var text = new Argument<FileInfo?>("text") { Description = "Text file whose claims to check. Leave it out with --batch.", Arity = ArgumentArity.ZeroOrOne };
        var source = new Option<FileInfo?>("--against") { Description = "Transcript of the visit, in any format 'salus scribe' reads.", HelpName = "file" };
        var batch = new Option<FileInfo?>("--batch") { Description = "CSV with one statement per row: id,dialogue,statement[,gender,age,name].", HelpName = "file" };
        var (output, json) = (SharedOptions.Out("the verdicts, one JSON object per line"), SharedOptions.Json());
        var command = new Command("check", "Check statements against the conversation they are about: drugs, doses, numbers, sides, polarity, whose, when, and whether anybody said it. Exit code 1 when a row could not be read.\n\nExample: salus check note.txt --against visit.txt\n\nExample: salus check --batch rows.csv --out verdicts.jsonl") { text, source, batch, output, json };
        command.SetAction(async (call, cancel) => (call.GetValue(text), call.GetValue(batch)) switch
        {
            ({ } note, null) => await OneAsync(shell, note, call.GetValue(source) ?? throw new CallException("Say which conversation the text is about: --against FILE."), call.GetValue(output), call.GetValue(json), cancel),
            (null, { } rows) => await BatchLines.WriteAsync(shell, call.GetValue(output), call.GetValue(json), StatementBatch.RunAsync(rows, cancel), v => v.Error, "statements"),
            _ => throw new CallException("Give a text with --against FILE, or a batch with --batch FILE; one of the two."),
        });
        return command;
    }

    private static async Task<int> OneAsync(Shell shell, FileInfo note, FileInfo source, FileInfo? output, bool json, CancellationToken cancel)
    {
        if (!note.Exists)
            throw new CallException($"There is no file {note.FullName}.");
        var visit = await TranscriptReader.ReadAsync(source, cancel);
        var verdict = StatementCheck.Verdict(note.Name, await File.ReadAllTextAsync(note.FullName, cancel), StatementCheck.CheckerOf(visit), visit.Transcript.Turns.Length);
        if (output is not null)
            await WholeFile.WriteAsync(output, to => to.WriteAsync(JsonSerializer.Serialize(verdict, TrustJson.Canonical) + "\n"));
        if (json)
            await shell.WriteJsonAsync(verdict);
        else
        {
            foreach (var finding in verdict.Findings)
                await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{finding.Verdict,-13}{finding.Kind,-12}{finding.Message}"));
            await shell.Out.WriteLineAsync(verdict.Flagged ? $"{verdict.Findings.Length} found." : "Every claim is supported.");
        }
        return 0;
    }
}
