using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Scribe;

/// <summary>A call of <c>salus scribe</c> that contradicts itself; the message says how to put it right.</summary>
public sealed class ScribeCallException(string message) : ArgumentException(message);

/// <summary><c>salus scribe</c>: one visit or a batch, to the terminal, a file or the review desk.</summary>
internal static class ScribeCommand
{
    public static Command Create(CommandContext context)
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Transcripts: text with speaker labels, WebVTT, SubRip, speech-to-text JSON, TextGrid, or a CSV with one visit.", Arity = ArgumentArity.ZeroOrMore };
        var style = new Option<string>("--style") { Description = $"How the note looks: {string.Join(", ", NoteStyle.Embedded.Select(s => s.Name))}.", DefaultValueFactory = _ => ScribeOptions.DefaultStyle, HelpName = "name" };
        var length = new Option<string>("--length") { Description = $"How much stands in the note: {NoteLengths.Known}. What is left out is listed as said, not in the note.", DefaultValueFactory = _ => NoteLength.Standard.Name(), HelpName = "length" };
        var learned = new Option<FileInfo?>("--learned") { Description = "File from 'salus learn scribe': what your own signed notes taught.", HelpName = "file" };
        var patient = new Option<FileInfo?>("--patient") { Description = "FHIR R4 Patient (JSON) the visit is about: name, age and pronouns come from it.", HelpName = "file" };
        var submit = new Option<bool>("--submit") { Description = "Put the draft on the work list for review." };
        var batch = new Option<FileInfo?>("--batch") { Description = "CSV with one visit per row: encounter_id,dialogue[,gender,age,name].", HelpName = "file" };
        var output = new Option<FileInfo?>("--out") { Description = "File for the notes. Default: the standard output.", HelpName = "file" };
        var follow = new Option<string?>("--follow") { Description = "Read turns as they are appended to a file ('-' for the standard input) and show the note grow; Ctrl-C or the end of the input finishes it.", HelpName = "file" };
        var idle = new Option<int?>("--idle") { Description = "With --follow FILE: finish when nothing was appended for so many seconds.", HelpName = "seconds" };
        var embeddedOnly = new Option<bool>("--embedded") { Description = "Write with the embedded engine even where the site chose a language model. Batches always do." };
        var json = new Option<bool>("--json") { Description = "Write JSON: one line per visit with statements, evidence and findings." };
        var command = new Command("scribe", "Write the draft of a visit note from a transcript; every statement shows where it was said.\n\nExample: salus scribe visit.txt --patient patient.json --submit\n\nExample: salus scribe visit.txt --style plain-language --length brief\n\nExample: salus scribe --batch visits.csv --out notes.jsonl\n\nExample: salus scribe --follow - --json") { files, style, length, learned, patient, submit, batch, output, follow, idle, embeddedOnly, json };
        command.SetAction((call, cancel) =>
        {
            var options = new ScribeOptions(call.GetValue(style)!) { Length = NoteLengths.Named(call.GetValue(length)!), Learned = call.GetValue(learned) is { } file ? LearnedScribe.Read(file) : null };
            if (!NoteStyle.Embedded.Any(s => string.Equals(s.Name, options.Style, StringComparison.OrdinalIgnoreCase)))
                throw new ScribeCallException($"There is no style '{options.Style}'. Choose one of: {string.Join(", ", NoteStyle.Embedded.Select(s => s.Name))}.");
            options = options with { Vocabulary = context.Services().GetRequiredService<Vocabulary>() };
            if (call.GetValue(follow) is not { } path)
                return RunAsync(context, new Call(call.GetValue(files) ?? [], options, call.GetValue(patient), call.GetValue(submit), call.GetValue(batch), call.GetValue(output), call.GetValue(embeddedOnly), call.GetValue(json)), cancel);
            var others = call.GetValue(files) is { Length: > 0 } || call.GetValue(batch) is not null || call.GetValue(output) is not null;
            return FollowAsync(context, new FollowCommand(path, call.GetValue(idle) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, call.GetValue(patient), call.GetValue(submit), call.GetValue(embeddedOnly), call.GetValue(json), options), others, cancel);
        });
        return command;
    }

    private sealed record Call(FileInfo[] Files, ScribeOptions Options, FileInfo? Patient, bool Submit, FileInfo? Batch, FileInfo? Output, bool Embedded, bool Json);

    private static Task<int> FollowAsync(CommandContext context, FollowCommand follow, bool others, CancellationToken cancel)
    {
        if (others)
            throw new ScribeCallException("--follow reads one growing conversation; give no other files, --batch or --out with it.");
        if (follow.Idle is { } idle && idle < TimeSpan.Zero)
            throw new ScribeCallException("--idle is a number of seconds from 0 on.");
        return follow.RunAsync(context, cancel);
    }

    private static async Task<int> RunAsync(CommandContext context, Call call, CancellationToken cancel)
    {
        if ((call.Batch is null) == (call.Files.Length == 0))
            throw new ScribeCallException("Give transcripts, or a batch with --batch FILE; one of the two.");
        if (call.Batch is not null && (call.Submit || call.Patient is not null))
            throw new ScribeCallException("--submit and --patient are for single visits; a batch names its patients in its columns.");
        if (call.Patient is not null && call.Files.Length > 1)
            throw new ScribeCallException("--patient names one patient; give one visit with it.");
        var services = context.Services();
        var work = call.Batch is not null
            ? (Func<TextWriter, Task<int>>)(to => BatchAsync(services, context, call, to, cancel))
            : to => VisitsAsync(services, context, call, to, cancel);
        if (call.Output is null)
            return await work(context.Out);
        return await WholeFile.WriteAsync(call.Output, work);
    }

    private static async Task<int> BatchAsync(IServiceProvider services, CommandContext context, Call call, TextWriter to, CancellationToken cancel)
    {
        var (done, failed) = (0, 0);
        await foreach (var note in services.GetRequiredService<ScribeBatch>().RunAsync(VisitBatch.ReadAsync(call.Batch!, cancel), call.Options, cancel))
        {
            await to.WriteAsync(JsonSerializer.Serialize(note, ScribeBatch.Json) + "\n");
            done++;
            if (note.Error is not null)
            {
                failed++;
                await context.Error.WriteLineAsync(note.Error);
            }
            if (done % 25 == 0)
                await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{done} visits written"));
        }
        await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{done - failed} notes written{(failed > 0 ? $", {failed} rows could not be read" : "")}."));
        return failed == 0 ? 0 : 1;
    }

    private static async Task<int> VisitsAsync(IServiceProvider services, CommandContext context, Call call, TextWriter to, CancellationToken cancel)
    {
        var writer = services.GetRequiredService<ModelNoteWriter>();
        var checks = services.GetServices<ICheck>().ToArray();
        foreach (var file in call.Files)
        {
            var visit = await TranscriptReader.ReadAsync(file, cancel);
            if (call.Patient is not null)
                visit = visit with { Patient = VisitPatient.FromFhir(await File.ReadAllBytesAsync(call.Patient.FullName, cancel), call.Patient.Name, visit.At ?? services.GetRequiredService<TimeProvider>().GetLocalNow()) };
            foreach (var warning in visit.Transcript.Warnings)
                await context.Error.WriteLineAsync($"{file.Name}{(warning.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $", line {line}") : "")}: {warning.Message}");
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            var heard = new HeardWords(context.Error);
            var (draft, sources, fellBack) = call.Embedded ? new Written(services.GetRequiredService<NoteWriter>().Write(visit, call.Options), visit.ToSources()) : await writer.WriteAsync(visit, call.Options, cancel, call.Json ? null : heard.Listener);
            heard.End();
            if (fellBack is not null)
                await context.Error.WriteLineAsync($"{file.Name}: {fellBack}");
            var reviewed = call.Submit
                ? await services.GetRequiredService<Review>().SubmitAsync(draft, sources, by: null, cancel)
                : await Inspection.RunAsync(draft, sources, checks, cancel);
            var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (call.Json)
                await to.WriteAsync(JsonSerializer.Serialize(BatchNote.Of(visit.EncounterId, reviewed, seconds), ScribeBatch.Json) + "\n");
            else if (call.Output is not null)
                await to.WriteAsync(DraftText.Plain(draft, draft.Statements) + "\n");
            else
                new Salus.Design.Terminal.DraftPrinter(context.Terminal).Print(reviewed);
            if (call.Submit)
                await context.Error.WriteLineAsync($"{file.Name}: draft {draft.Id} waits for review.");
        }
        return 0;
    }
}
