using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Salus.Trust;

namespace Salus.Workbench.Commands;

/// <summary><c>salus export</c>: signed notes leave as FHIR, text or Markdown. Unsigned drafts do not leave.</summary>
internal static class ExportCommand
{
    public static Command Create(Shell shell)
    {
        var draft = new Argument<string?>("draft") { Description = "A signed draft: its id, a part of it, or 'latest'. Leave it out with --all.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Every signed note, one FHIR bundle per line (NDJSON)." };
        var format = new Option<string>("--format") { Description = "bundle (FHIR R4 document), text or markdown.", DefaultValueFactory = _ => "bundle", HelpName = "name" };
        format.AcceptOnlyFromAmong("bundle", "text", "markdown");
        var (file, by) = (SharedOptions.Out("the export; readable by you alone, since it holds patient data"), SharedOptions.As());
        var json = new Option<bool>("--json") { Description = "With --out: say what was written as JSON." };
        var command = new Command("export", "Write signed notes: FHIR R4 bundle, text, Markdown, or all of them as NDJSON. Audited.\n\nExample: salus export latest --format markdown\n\nExample: salus export --all --out notes.ndjson") { draft, all, format, file, by, json };
        command.SetAction(async (call, cancel) =>
        {
            var (one, every) = (call.GetValue(draft), call.GetValue(all));
            if (every == one is not null)
                throw new CallException("Name one signed draft, or say --all.");
            if (every && call.GetValue(format) != "bundle")
                throw new CallException("--all writes FHIR bundles; leave out --format, or export one note at a time.");
            var person = await shell.PersonAsync(call.GetValue(by), Act.ReadSigned, cancel);
            var written = 0;
            Func<TextWriter, Task> write = every
                ? async to => written = await WriteAllAsync(shell, to, person, cancel)
                : async to =>
                {
                    await to.WriteLineAsync(await TextAsync(shell, one!, call.GetValue(format)!, person, cancel));
                    written = 1;
                };
            if (call.GetValue(file) is not { } target)
            {
                await write(shell.Out);
                return 0;
            }
            await WholeFile.WriteAsync(target, write);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(new { file = target.FullName, notes = written });
            else
                await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Wrote {written} signed {(written == 1 ? "note" : "notes")} to {target.FullName}"));
            return 0;
        });
        return command;
    }

    private static async Task<int> WriteAllAsync(Shell shell, TextWriter to, Person person, CancellationToken cancel)
    {
        var written = 0;
        await foreach (var note in shell.Get<Record>().AllAsync(person, cancel))
        {
            // One line whatever the bundle's layout; its numbers and strings stay as they were signed.
            await to.WriteLineAsync(JsonNode.Parse(note.Bundle)!.ToJsonString(TrustJson.Canonical).AsMemory(), cancel);
            written++;
        }
        return written;
    }

    private static async Task<string> TextAsync(Shell shell, string reference, string format, Person person, CancellationToken cancel)
    {
        var review = shell.Get<Review>();
        var id = await DraftReference.ResolveAsync(review, reference, person, cancel);
        var note = await shell.Get<Record>().FindAsync(id, person, cancel)
            ?? throw new WorkFailedException($"Draft {id} is not signed, and only signed notes leave. Sign it first: salus sign {id}");
        if (format == "bundle")
            return JsonSerializer.Serialize(JsonNode.Parse(note.Bundle), TrustJson.Indented);
        var reviewed = await review.OpenAsync(id, note.Revision, person, cancel);
        var text = format == "text" ? DraftText.Plain(reviewed.Draft, reviewed.Kept) : DraftText.Markdown(reviewed.Draft, reviewed.Kept);
        var signed = string.Create(CultureInfo.InvariantCulture, $"Signed by {note.Signature.Name}, {note.Signature.At:yyyy-MM-dd HH:mm} UTC.");
        return text.TrimEnd('\n') + "\n\n" + (format == "text" ? signed : $"*{signed}*");
    }
}
