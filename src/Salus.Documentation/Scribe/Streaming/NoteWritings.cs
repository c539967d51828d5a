using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Scribe;

/// <summary>How many drafts may be written by models while people look on, and how long their ends are told.</summary>
/// <param name="OpenPerPerson">Drafts that somebody may have written at the same time.</param>
/// <param name="Open">Drafts of everybody together.</param>
/// <param name="Streams">Pages that may watch one.</param>
public sealed record WritingLimits(int OpenPerPerson = 10, int Open = 500, int Streams = 4)
{
    /// <summary>So long the end is told to pages that still ask; the draft itself stays in the work list.</summary>
    public TimeSpan Remembered { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>An event stream ends after this and the browser asks again.</summary>
    public TimeSpan Stream { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>A draft cannot be begun, or is not there; the message is for the person.</summary>
/// <param name="status">HTTP status.</param>
public sealed class WritingException(int status, string title, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Title { get; } = title;

    internal static WritingException Unknown { get; } = new(404, "This draft is not being written", "It was finished, discarded, or belongs to somebody else. Look into the work list.");
}

/// <summary>What comes of a writing: the id of the draft that waits, and why a model did not write it where that is so.</summary>
public sealed record WrittenNote(DraftId Draft, string? FellBack);

/// <summary>
/// The drafts that models are writing on this machine while people look on. A closed page stops nothing: the draft still goes to the work
/// list. When the program ends, models are stopped and the embedded engine writes what is open, so none is lost.
/// </summary>
public sealed partial class NoteWritings(AuditLog audit, WritingLimits limits, TimeProvider clock, ILogger<NoteWritings> log) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<Guid, (NoteWriting Writing, Task Work)> writings = new();
    private readonly Lock opening = new();

    public WritingLimits Limits => limits;

    /// <summary>Begins to write. The work goes on when the page is closed.</summary>
    /// <param name="id">Of the draft that comes of it.</param>
    /// <param name="back">Where somebody goes who does not want the draft after all.</param>
    /// <param name="work">Makes and submits the draft; hears words while it does.</param>
    /// <exception cref="WritingException">Too many are being written.</exception>
    public async Task<NoteWriting> BeginAsync(Guid id, Person by, Visit visit, string model, ImmutableArray<DraftSection> sections, string back, Func<Listener, CancellationToken, Task<WrittenNote>> work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(visit);
        NoteWriting writing;
        lock (opening)
        {
            Forget();
            if (writings.TryGetValue(id, out var known) && known.Writing is { End: null or { Draft: not null } } same)
                return same;
            var open = writings.Values.Where(w => w.Writing.End is null).ToArray();
            if (open.Count(w => w.Writing.By.Id == by.Id) >= limits.OpenPerPerson)
                throw new WritingException(429, "Too many drafts are being written", string.Create(CultureInfo.InvariantCulture, $"{limits.OpenPerPerson} drafts of yours are being written. Wait for one of them."));
            if (open.Length >= limits.Open)
                throw new WritingException(503, "Too many drafts are being written", "Everybody's drafts together have reached the limit. Try again in a minute.");
            writing = new NoteWriting(id, by, visit.Patient?.Name ?? "", model, sections, back, clock.GetUtcNow());
            writings[id] = (writing, Task.Run(() => WriteAsync(writing, work), CancellationToken.None));
        }
        await AuditAsync(writing, visit, "start-draft", cancel);
        return writing;
    }

    /// <exception cref="WritingException">It is not there, or belongs to somebody else.</exception>
    public NoteWriting Find(Guid id, Person by)
    {
        ArgumentNullException.ThrowIfNull(by);
        return writings.TryGetValue(id, out var known) && known.Writing.By.Id == by.Id ? known.Writing : throw WritingException.Unknown;
    }

    /// <summary>Ends it before the model has: with the embedded engine's draft, or with none. Waits for the end.</summary>
    /// <param name="discard">There is to be no draft.</param>
    public async Task<WritingEnd> EndEarlyAsync(NoteWriting writing, bool discard, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(writing);
        if (writing.End is { } end)
            return end;
        await (discard ? writing.Discarding : writing.Stopping).CancelAsync();
        if (writings.TryGetValue(writing.Id, out var known))
            await known.Work.WaitAsync(cancel);
        return writing.End!;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var (writing, _) in writings.Values)
            await writing.Stopping.CancelAsync();
        await Task.WhenAll(writings.Values.Select(w => w.Work)).WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        foreach (var (writing, _) in writings.Values)
        {
            writing.Stopping.Dispose();
            writing.Discarding.Dispose();
        }
    }

    private async Task WriteAsync(NoteWriting writing, Func<Listener, CancellationToken, Task<WrittenNote>> work)
    {
        WritingEnd end;
        try
        {
            var written = await work(new Listener(writing.Hear, writing.Stopping.Token), writing.Discarding.Token);
            end = new WritingEnd(written.Draft, written.FellBack, null);
        }
        catch (OperationCanceledException) when (writing.Discarding.IsCancellationRequested)
        {
            end = new WritingEnd(null, null, null);
        }
        catch (Exception e) when (e is RecordUnavailableException or LiveVisitException)
        {
            end = new WritingEnd(null, null, e.Message);
        }
#pragma warning disable CA1031 // nobody awaits this work; its failure is told to the page and the log
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(log, e.GetType().FullName!);
            end = new WritingEnd(null, null, "Something went wrong on our side. Nothing half-done was kept; try again.");
        }
        writing.Close(end, clock.GetUtcNow());
    }

    /// <summary>Ends that were told long enough.</summary>
    private void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (id, (writing, _)) in writings)
            if (writing.End is not null && now - writing.EndedAt >= limits.Remembered)
                writings.TryRemove(id, out _);
    }

    private Task AuditAsync(NoteWriting writing, Visit visit, string act, CancellationToken cancel) =>
        audit.WriteAsync(new AuditEntry(clock.GetUtcNow(), writing.By.Id, act, new DraftId(writing.Id), visit.Patient?.Id is { Length: > 0 } patient ? new PatientId(patient) : null, Detail: $"model {writing.Model}"), cancel);

    [LoggerMessage(Level = LogLevel.Error, Message = "A draft could not be written: {Exception}.")]
    private static partial void Failed(ILogger log, string exception);
}
