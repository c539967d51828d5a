using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Salus.Design.Terminal;
using Salus.Documentation.Scribe;
using Salus.Documentation.Scribe.Checks;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Workbench.Commands;

/// <summary><c>salus check</c>: any text against conversations, documents and chart facts, whoever or whatever wrote it.</summary>
internal static class CheckCommand
{
    public static Command Create(Shell shell)
    {
        var text = new Argument<FileInfo?>("text") { Description = "Text file whose claims to check. Leave it out with --batch.", Arity = ArgumentArity.ZeroOrOne };
        var source = new Option<FileInfo[]>("--source", "--against") { Description = "What the text is about: a transcript in any format 'salus scribe' reads, a document, FHIR JSON or NDJSON of one patient. May be given several times.", HelpName = "file", AllowMultipleArgumentsPerToken = true };
        var at = new Option<DateOnly?>("--at") { Description = "The day of the visit, for the age of a FHIR patient. Without it ages in the text are not compared with the chart.", HelpName = "yyyy-MM-dd" };
        var batch = new Option<FileInfo?>("--batch") { Description = "CSV with one statement per row: id,dialogue,statement[,gender,age,name].", HelpName = "file" };
        var (output, json) = (SharedOptions.Out("the verdicts, one JSON object per line"), SharedOptions.Json());
        var command = new Command("check", "Check a text claim by claim against the conversations, documents and chart facts it is about: drugs, doses, numbers, sides, polarity, whose, when, and whether anybody said it. Exit code 1 when a row of a batch could not be read.\n\nExample: salus check note.txt --source visit.txt chart.json\n\nExample: salus check --batch rows.csv --out verdicts.jsonl") { text, source, at, batch, output, json };
        command.SetAction(async (call, cancel) => (call.GetValue(text), call.GetValue(batch)) switch
        {
            ({ } note, null) => await OneAsync(shell, note, call.GetValue(source) is { Length: > 0 } sources ? sources : throw new CallException("Say what the text is about: --source FILE, once or several times."), call.GetValue(at), call.GetValue(output), call.GetValue(json), cancel),
            (null, { } rows) => await BatchLines.WriteAsync(shell.Context, call.GetValue(output), call.GetValue(json), StatementBatch.RunAsync(rows, shell.Get<Vocabulary>(), cancel), v => v.Error, "statements"),
            _ => throw new CallException("Give a text with --source FILE, or a batch with --batch FILE; one of the two."),
        });
        return command;
    }

    private static async Task<int> OneAsync(Shell shell, FileInfo note, FileInfo[] files, DateOnly? at, FileInfo? output, bool json, CancellationToken cancel)
    {
        if (!note.Exists)
            throw new CallException($"There is no file {note.FullName}.");
        var sources = await TextSources.ReadAsync(files, at is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null, cancel);
        var verdict = TextCheck.Run(note.Name, await File.ReadAllTextAsync(note.FullName, cancel), sources, shell.Get<Vocabulary>());
        if (output is not null)
            await WholeFile.WriteAsync(output, to => to.WriteAsync(JsonSerializer.Serialize(verdict, TrustJson.Canonical) + "\n"));
        if (json)
        {
            await shell.WriteJsonAsync(verdict);
            return 0;
        }
        foreach (var claim in verdict.Claims)
        {
            await shell.Out.WriteLineAsync($"{claim.Verdict,-13}{claim.Text.ReplaceLineEndings(" ")}");
            foreach (var reason in claim.Reasons)
                await shell.Out.WriteLineAsync($"{"",-13}  {reason}");
            if (claim.Places.Length > 0)
                await shell.Out.WriteLineAsync($"{"",-13}  see {string.Join("; ", claim.Places.Select(p => p.Element is null ? p.Place : $"{p.Place} {p.Element}"))}");
        }
        await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{verdict.Claims.Length} claims: {Count("supported")} supported, {Count("contradicted")} contradicted, {Count("not-found")} not found."));
        return 0;

        int Count(string word) => verdict.Claims.Count(c => c.Verdict == word);
    }
}
