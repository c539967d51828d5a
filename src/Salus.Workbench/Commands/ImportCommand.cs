using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Salus.Trust;
using Salus.Workbench.Exchange;
using Salus.Workbench.Imports;

namespace Salus.Workbench.Commands;

/// <summary><c>salus import</c>: files of other systems into the record, through the import door.</summary>
internal static class ImportCommand
{
    private const int Previewed = 20;

    public static Command Create(Shell shell)
    {
        var files = new Argument<FileInfo[]>("files") { Description = "FHIR (JSON, Bundle, NDJSON), HL7 v2 messages, C-CDA documents, or tables with --mapping. The content decides which.", Arity = ArgumentArity.OneOrMore, HelpName = "file" };
        var source = new Option<string>("--source") { Description = "Name of the system the files come from: the same name in every import from it.", Required = true, HelpName = "name" };
        var mapping = new Option<FileInfo?>("--mapping") { Description = "For tables: what their columns mean. For HL7 v2: what the site knows about its codes, units and time zone.", HelpName = "file" };
        var preview = new Option<bool>("--preview") { Description = "Show what the first lines, rows or messages would become, and store nothing." };
        var errors = new Option<FileInfo?>("--errors") { Description = "File for what was wrong: an OperationOutcome on each line.", HelpName = "file" };
        var (by, json) = (SharedOptions.As(), SharedOptions.Json());
        var command = new Command("import", "Bring in what other systems hold. Doing it again changes nothing, so an import that broke off is simply run again.\n\nExample: salus import export.ndjson --source north-ehr\n\nExample: salus import feed.hl7 --source north-lab --mapping site.json --preview") { files, source, mapping, preview, errors, by, json };
        command.SetAction(async (call, cancel) =>
        {
            var chosen = call.GetValue(files)!;
            foreach (var file in chosen.Append(call.GetValue(mapping)).OfType<FileInfo>())
            {
                if (!file.Exists)
                    throw new FileNotFoundException($"There is no file {file.FullName}", file.FullName);
            }
            var person = await shell.PersonAsync(call.GetValue(by), Act.ChangeChart, cancel);
            var formats = shell.Get<IEnumerable<IImportFormat>>().ToImmutableArray();
            var about = new ImportedFile("", call.GetValue(source)!, call.GetValue(mapping)?.FullName);
            await using var problems = new ProblemFile(call.GetValue(errors));
            return call.GetValue(preview)
                ? await PreviewAsync(shell, formats, chosen, about, problems, call.GetValue(json), cancel)
                : await ImportAsync(shell, formats, chosen, about, person, problems, call.GetValue(json), cancel);
        });
        return command;
    }

    private static async Task<int> ImportAsync(Shell shell, ImmutableArray<IImportFormat> formats, FileInfo[] files, ImportedFile about, Person person, ProblemFile problems, bool json, CancellationToken cancel)
    {
        var total = new ImportSummary(0, 0, 0);
        foreach (var file in files)
        {
            await using var stream = Open(file);
            var named = about with { Name = file.Name, Note = problems.Add };
            var format = await RecogniseAsync(formats, stream, named, cancel);
            var lines = new ProgressLines(shell.Error, file, stream);
            var options = new ImportOptions
            {
                By = person,
                Refused = fault => problems.Add(new ImportProblem(file.Name, fault.Position, ImportSeverity.Error, Place(fault), fault.Message)),
                Progress = lines,
            };
            var done = await shell.Get<Record>().ImportAsync(format.ReadAsync(stream, named, cancel), about.SourceSystem, options, cancel);
            total = new ImportSummary(total.Added + done.Added, total.Changed + done.Changed, total.Unchanged + done.Unchanged)
            {
                Deleted = total.Deleted + done.Deleted,
                Refused = total.Refused + done.Refused,
                Unanswered = total.Unanswered + done.Unanswered,
            };
        }
        if (json)
            await shell.WriteJsonAsync(new { source = about.SourceSystem, files = files.Select(f => f.Name), added = total.Added, changed = total.Changed, unchanged = total.Unchanged, deleted = total.Deleted, unanswered = total.Unanswered, errors = problems.Errors, warnings = problems.Warnings, errorFile = problems.File?.FullName });
        else
            await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{total.Added} added, {total.Changed} changed, {total.Unchanged} unchanged, {total.Deleted} deleted; {problems.Errors} errors, {problems.Warnings} warnings"));
        await SayAsync(shell, problems);
        return problems.Errors > 0 ? CommandFailures.WorkFailed : 0;
    }

    private static async Task<int> PreviewAsync(Shell shell, ImmutableArray<IImportFormat> formats, FileInfo[] files, ImportedFile about, ProblemFile problems, bool json, CancellationToken cancel)
    {
        foreach (var file in files)
        {
            await using var stream = Open(file);
            var named = about with { Name = file.Name, Note = problems.Add };
            var format = await RecogniseAsync(formats, stream, named, cancel);
            var seen = 0;
            await foreach (var item in format.ReadAsync(stream, named, cancel))
            {
                if (item.Resource is { } resource)
                    await shell.Out.WriteLineAsync(resource.ToJson(indented: !json));
                else
                    problems.Add(new ImportProblem(file.Name, item.Position, ImportSeverity.Error, null, item.Fault ?? "It could not be read."));
                if (++seen == Previewed)
                    break;
            }
            await shell.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{file.Name} ({format.Title}): the first {seen} shown, nothing stored."));
        }
        await SayAsync(shell, problems);
        return problems.Errors > 0 ? CommandFailures.WorkFailed : 0;
    }

    private static async Task SayAsync(Shell shell, ProblemFile problems)
    {
        foreach (var problem in problems.First)
            await shell.Error.WriteLineAsync($"{problem.Severity}: {problem}");
        if (problems.Errors + problems.Warnings > problems.First.Length)
            await shell.Error.WriteLineAsync(problems.File is null ? "There is more; --errors FILE writes all of it." : $"All of it is in {problems.File.FullName}");
    }

    private static FileStream Open(FileInfo file) => new(file.FullName, new FileStreamOptions { Access = FileAccess.Read, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });

    private static async Task<IImportFormat> RecogniseAsync(ImmutableArray<IImportFormat> formats, FileStream stream, ImportedFile about, CancellationToken cancel)
    {
        var head = new byte[4096];
        var count = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        stream.Position = 0;
        if (count == 0)
            throw new ImportFormatException($"{about.Name} is empty.");
        var start = head.AsSpan(0, count).StartsWith("\uFEFF"u8) ? 3 : 0;
        // A table looks like nothing in particular; that it is one, the mapping file says.
        var found = formats.FirstOrDefault(f => f.Recognises(head.AsSpan(start, count - start))) ?? (about.Mapping is null ? null : formats.FirstOrDefault(f => f.NeedsMapping));
        if (found is { NeedsMapping: true } && about.Mapping is null)
            throw new ImportFormatException($"{about.Name}: {found.Title} needs --mapping FILE, which says what its columns mean.");
        return found ?? throw new ImportFormatException($"{about.Name} begins like nothing that is read here: {string.Join("; ", formats.Select(f => f.Title))}.");
    }

    private static string? Place(ImportFault fault) => fault.Entry is { } entry
        ? string.Create(CultureInfo.InvariantCulture, $"entry[{entry}]{(fault.Type is null ? "" : $" ({fault.Type})")}")
        : fault.Type;

    /// <summary>A line at most twice a second, on the error stream.</summary>
    private sealed class ProgressLines(TextWriter to, FileInfo file, FileStream stream) : IProgress<ImportSummary>
    {
        private long last = TimeProvider.System.GetTimestamp();

        public void Report(ImportSummary value)
        {
            if (TimeProvider.System.GetElapsedTime(last) < TimeSpan.FromMilliseconds(500))
                return;
            last = TimeProvider.System.GetTimestamp();
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Name}: {value.Added + value.Changed + value.Unchanged + value.Deleted} resources, {100 * stream.Position / Math.Max(1, file.Length)} %"));
        }
    }
}
