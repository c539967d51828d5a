using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Design;
using Salus.Design.Terminal;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Scribe;

/// <summary><c>salus scribe --follow</c>: turns are read as they are appended, and the note grows; the end of the input or Ctrl-C finishes it.</summary>
/// <param name="Path">A file, or <c>-</c> for the standard input.</param>
/// <param name="Embedded">The embedded engine writes the finished note even where the site chose a model.</param>
/// <param name="Idle">The end of a file: nothing appended for so long. Null waits for Ctrl-C.</param>
internal sealed record FollowCommand(string Path, TimeSpan? Idle, FileInfo? Patient, bool Submit, bool Embedded, bool Json, ScribeOptions Options)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var services = context.Services();
        var clock = services.GetRequiredService<TimeProvider>();
        var name = Path == "-" ? "standard input" : System.IO.Path.GetFileName(Path);
        var patient = Patient is null ? null : VisitPatient.FromFhir(await File.ReadAllBytesAsync(Patient.FullName, cancel), Patient.Name, clock.GetLocalNow());
        var note = new LiveNote(new Visit(Path == "-" ? "live" : System.IO.Path.GetFileNameWithoutExtension(Path), new Transcript([]), patient, clock.GetUtcNow()), Options);
        using var view = Json ? null : new FollowView(context.Terminal);
        var reader = new TurnLine();
        var number = 0;
        try
        {
            await foreach (var line in LinesAsync(context, clock, cancel))
            {
                number++;
                if (reader.Read(line, name, number) is not { } turn)
                    continue;
                var change = note.Add(turn);
                if (view is null)
                    await context.Out.WriteAsync(LiveEvent.Of(change).ToJson() + "\n");
                else
                    view.Show(change);
                await context.Out.FlushAsync(CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C is how a followed visit ends; what was said until then is written up.
        }
        if (note.Turns.IsEmpty)
            throw new TranscriptException(name, null, "Nobody said anything.", "Append turns such as '[doctor] What brings you in?', one per line.");
        return await FinishAsync(context, services, note, view);
    }

    private async Task<int> FinishAsync(CommandContext context, IServiceProvider services, LiveNote note, FollowView? view)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var visit = note.ToVisit();
        var heard = new HeardWords(context.Error);
        var written = Embedded
            ? new Written(services.GetRequiredService<NoteWriter>().Write(visit, Options), visit.ToSources())
            : await services.GetRequiredService<ModelNoteWriter>().WriteAsync(visit, Options, CancellationToken.None, Json ? null : heard.Listener);
        heard.End();
        var (finished, sources) = (note.Finish(visit, written.Draft), written.Sources);
        if (written.FellBack is not null)
            await context.Error.WriteLineAsync(written.FellBack);
        var reviewed = Submit
            ? await services.GetRequiredService<Review>().SubmitAsync(finished.Draft, sources, by: null, CancellationToken.None)
            : await Inspection.RunAsync(finished.Draft, sources, [.. services.GetServices<ICheck>()], CancellationToken.None);
        if (view is null)
        {
            var last = new FollowedNote(BatchNote.Of(finished.Visit.EncounterId, reviewed, System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds), [.. finished.Changes.Select(LiveLineEvent.Of)], finished.Settled, finished.Kept) { Engine = finished.Draft.Origin.Engine, FellBack = written.FellBack };
            await context.Out.WriteAsync(JsonSerializer.Serialize(last, ScribeBatch.Json) + "\n");
        }
        else
        {
            view.Finish(finished);
            new DraftPrinter(context.Terminal).Print(reviewed);
        }
        if (Submit)
            await context.Error.WriteLineAsync($"Draft {reviewed.Draft.Id} waits for review.");
        return 0;
    }

    private IAsyncEnumerable<string> LinesAsync(CommandContext context, TimeProvider clock, CancellationToken cancel) => Path == "-" ? InputAsync(context.In, cancel) : FileAsync(clock, cancel);

    private static async IAsyncEnumerable<string> InputAsync(TextReader input, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        while (await input.ReadLineAsync(cancel) is { } line)
            yield return line;
    }

    /// <summary>The lines there are and those that come; a last line without its end counts when the file is left alone.</summary>
    private async IAsyncEnumerable<string> FileAsync(TimeProvider clock, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (!File.Exists(Path))
            throw new TranscriptException(System.IO.Path.GetFileName(Path), null, "There is no such file.", "Create it first, or give - to read the standard input.");
        await using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var text = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var rest = new StringBuilder();
        var buffer = new char[4096];
        var last = clock.GetTimestamp();
        while (!cancel.IsCancellationRequested)
        {
            var read = await text.ReadAsync(buffer, CancellationToken.None);
            if (read == 0)
            {
                if (Idle is { } idle && clock.GetElapsedTime(last) >= idle)
                    break;
                if (await Waited(clock, cancel))
                    continue;
                break;
            }
            last = clock.GetTimestamp();
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] != '\n')
                {
                    rest.Append(buffer[i]);
                    if (rest.Length <= LongestLine)
                        continue;
                    throw new TranscriptException(System.IO.Path.GetFileName(Path), null, string.Create(CultureInfo.InvariantCulture, $"A line has more than {LongestLine} characters."), "Write one turn per line.");
                }
                yield return rest.ToString();
                rest.Clear();
            }
        }
        if (rest.Length > 0)
            yield return rest.ToString();
    }

    private const int LongestLine = 64 * 1024;

    private static async Task<bool> Waited(TimeProvider clock, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(Look, clock, cancel);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>The last line of <c>salus scribe --follow --json</c>.</summary>
/// <param name="Finished">As <c>salus scribe --json</c> writes it for the whole conversation.</param>
/// <param name="Differences">What the finished note says otherwise than the growing one, with reasons.</param>
public sealed record FollowedNote(BatchNote Finished, System.Collections.Immutable.ImmutableArray<LiveLineEvent> Differences, int Settled, int Kept)
{
    /// <summary>What wrote the finished note: <c>embedded-scribe</c>, or a model by its name.</summary>
    public string Engine { get; init; } = NoteWriter.Engine;

    /// <summary>Why the embedded engine wrote it although the site chose a model; absent when that is not so.</summary>
    public string? FellBack { get; init; }
}
