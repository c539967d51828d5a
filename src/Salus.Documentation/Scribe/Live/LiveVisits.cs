using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Scribe;

/// <summary>
/// The visits that are being documented on this machine. Each belongs to who started it. Turns are on disk before they are acknowledged
/// and are read again when the program starts anew, so neither a closed tab nor a restart loses one; the file goes when the visit ends.
/// </summary>
public sealed class LiveVisits(ModelNoteWriter writer, Review review, AuditLog audit, TrustOptions trust, LiveLimits limits, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<Guid, LiveVisit> visits = new();
    private readonly Lazy<LiveJournal> journal = new(() => new LiveJournal(PrivateFolder.Create(Path.Combine(trust.Home.FullName, "live"))));
    private readonly SemaphoreSlim opening = new(1);
    private bool read;

    public LiveLimits Limits => limits;

    /// <exception cref="LiveVisitException">Too many are open.</exception>
    public async Task<LiveVisit> StartAsync(LiveHeader header, CancellationToken cancel)
    {
        await ReadAsync(cancel);
        await opening.WaitAsync(cancel);
        try
        {
            var open = visits.Values.Where(v => v.End is null).ToArray();
            if (open.Count(v => v.Header.By.Id == header.By.Id) >= limits.OpenPerPerson)
                throw new LiveVisitException(409, "Too many live visits are open", string.Create(CultureInfo.InvariantCulture, $"You have {limits.OpenPerPerson} open. Finish or discard one of them first."));
            if (open.Length >= limits.Open)
                throw new LiveVisitException(503, "Too many live visits are open", "Everybody's visits together have reached the limit. Try again in a few minutes.");
            var visit = new LiveVisit(header, header.StartedAt);
            journal.Value.Create(header);
            visits[header.Id] = visit;
            LiveNote.Prepare();
            await AuditAsync(header, "start-live-visit", null, cancel);
            return visit;
        }
        finally
        {
            opening.Release();
        }
    }

    /// <summary>A new id and the time for a header.</summary>
    public (Guid Id, DateTimeOffset At) Next() => (DraftId.New(clock).Value, clock.GetUtcNow());

    /// <exception cref="LiveVisitException">It is not there, or belongs to somebody else.</exception>
    public async Task<LiveVisit> FindAsync(Guid id, Person by, CancellationToken cancel)
    {
        await ReadAsync(cancel);
        return visits.TryGetValue(id, out var visit) && visit.Header.By.Id == by.Id ? visit : throw LiveVisitException.Unknown;
    }

    /// <summary>Somebody's own visits that go on, the newest first.</summary>
    public async Task<ImmutableArray<LiveVisit>> ListAsync(Person by, CancellationToken cancel)
    {
        await ReadAsync(cancel);
        return [.. visits.Values.Where(v => v.End is null && v.Header.By.Id == by.Id).OrderByDescending(v => v.Header.StartedAt)];
    }

    /// <summary>Hears turns. Sending the same again changes nothing.</summary>
    /// <param name="after">How many turns the sender knows of; null appends. Turns that are there already are skipped when they are the same.</param>
    /// <returns>Turns of the visit now.</returns>
    /// <exception cref="LiveVisitException">It ended, holds other turns, or has no room.</exception>
    public async Task<int> HearAsync(LiveVisit visit, IReadOnlyList<Turn> turns, int? after, CancellationToken cancel)
    {
        if (turns.Count == 0 || turns.Count > limits.TurnsPerRequest)
            throw new LiveVisitException(422, "The turns were not added", string.Create(CultureInfo.InvariantCulture, $"Send 1 to {limits.TurnsPerRequest} turns with words."));
        if (turns.FirstOrDefault(t => string.IsNullOrWhiteSpace(t.Text) || t.Text.Length > LiveNote.LongestTurn) is { } unfit)
            throw new LiveVisitException(422, "The turns were not added", string.Create(CultureInfo.InvariantCulture, $"A turn has 1 to {LiveNote.LongestTurn} characters; one has {unfit.Text.Length}."));
        if (visit.Finishing)
            throw new LiveVisitException(409, "The visit is being written up", "Nothing more can be added while its draft is written. Wait for it, or go back to the visit.");
        await visit.Turn.WaitAsync(cancel);
        try
        {
            if (visit.End is not null)
                throw new LiveVisitException(410, "The visit has ended", "Open its draft in the work list.");
            var known = visit.Count;
            var from = after ?? known;
            if (from > known || from < 0)
                throw new LiveVisitException(409, "Turns are missing", string.Create(CultureInfo.InvariantCulture, $"The visit has {known} turns; these were sent as following turn {from}."));
            var said = turns.Select(t => t with { Text = t.Text.ReplaceLineEndings(" ").Trim() }).ToArray();
            var there = Math.Min(known - from, said.Length);
            for (var i = 0; i < there; i++)
                if (visit.TurnAt(from + i).Text != said[i].Text)
                    throw new LiveVisitException(409, "Somebody else was faster", string.Create(CultureInfo.InvariantCulture, $"Turn {from + i + 1} holds other words. Load the visit again."));
            said = said[there..];
            if (known + said.Length > limits.Turns || visit.Characters + said.Sum(t => t.Text.Length) > limits.Characters)
                throw new LiveVisitException(413, "The visit is full", string.Create(CultureInfo.InvariantCulture, $"A live visit holds {limits.Turns} turns and {limits.Characters} characters. Finish it and start another."));
            if (said.Length > 0)
            {
                var now = clock.GetUtcNow();
                journal.Value.Append(visit.Id, said.Select(t => new SaidLine(t.Speaker, t.Label, t.Text, t.Guessed, now)));
                foreach (var turn in said)
                    visit.Hear(turn, now);
            }
            return visit.Count;
        }
        finally
        {
            visit.Turn.Release();
        }
    }

    /// <summary>
    /// Ends it: the finished draft is checked and waits in the work list under the visit's own id. The site's model writes it where one is chosen
    /// for notes, and the embedded engine where that fails. Finishing twice gives the same draft.
    /// </summary>
    /// <param name="listener">Hears the model's words while they come.</param>
    /// <exception cref="LiveVisitException">Nobody has spoken, or it was discarded.</exception>
    public async Task<DraftId> FinishAsync(LiveVisit visit, CancellationToken cancel, Listener? listener = null)
    {
        ArgumentNullException.ThrowIfNull(visit);
        await visit.Turn.WaitAsync(cancel);
        try
        {
            if (visit.End is { } end)
                return end.Draft ?? throw new LiveVisitException(410, "The visit was discarded", "Start another.");
            if (visit.Count == 0)
                throw new LiveVisitException(422, "Nobody has spoken yet", "Add turns before you finish, or discard the visit.");
            visit.Finishing = true;
            var id = new DraftId(visit.Id);
            var written = await writer.WriteAsync(visit.ToVisit(), visit.Header.ToOptions(), cancel, listener, visit.Header.By);
            var finished = visit.Finish(visit.ToVisit(), written.Draft);
            try
            {
                await review.SubmitAsync(finished.Draft with { Id = id }, written.Sources, visit.Header.By, cancel);
            }
            catch (Exception e) when (e is StaleRevisionException or AlreadySignedException)
            {
                // The program ended between the draft and the end of the visit: the draft is there.
            }
            journal.Value.Drop(visit.Id);
            visit.Close(new LiveEnd(id, clock.GetUtcNow(), [.. finished.Changes.Select(LiveLineEvent.Of)]) { Engine = finished.Draft.Origin.Engine, FellBack = written.FellBack });
            return id;
        }
        finally
        {
            visit.Finishing = false;
            visit.Turn.Release();
        }
    }

    /// <summary>Ends it without a draft; what was said is gone.</summary>
    public async Task DiscardAsync(LiveVisit visit, CancellationToken cancel)
    {
        await visit.Turn.WaitAsync(cancel);
        try
        {
            if (visit.End is not null)
                return;
            journal.Value.Drop(visit.Id);
            visit.Close(new LiveEnd(null, clock.GetUtcNow(), []));
            await AuditAsync(visit.Header, "discard-live-visit", string.Create(CultureInfo.InvariantCulture, $"{visit.Count} turns"), cancel);
        }
        finally
        {
            visit.Turn.Release();
        }
    }

    /// <summary>Ends what was left alone, and forgets what ended a while ago.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        var now = clock.GetUtcNow();
        foreach (var visit in visits.Values)
        {
            if (visit.End is { } end && now - end.At >= limits.Remembered)
                visits.TryRemove(visit.Id, out _);
            else if (visit.End is null && now - visit.LastHeardAt >= limits.Idle)
                await (visit.Count == 0 ? DiscardAsync(visit, cancel) : FinishAsync(visit, cancel));
        }
    }

    public Task AuditAsync(LiveHeader header, string act, string? detail, CancellationToken cancel) =>
        audit.WriteAsync(new AuditEntry(clock.GetUtcNow(), header.By.Id, act, new DraftId(header.Id), header.ToVisit().Patient?.Id is { Length: > 0 } patient ? new PatientId(patient) : null, Detail: detail), cancel);

    public void Dispose() => opening.Dispose();

    /// <summary>The visits that were open when the program ended last.</summary>
    private async Task ReadAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref read))
            return;
        await opening.WaitAsync(cancel);
        try
        {
            if (read)
                return;
            foreach (var id in journal.Value.All())
            {
                if (journal.Value.Read(id) is not var (header, said))
                    continue;
                var visit = new LiveVisit(header, header.StartedAt);
                foreach (var line in said)
                    visit.Hear(new Turn(line.Speaker, line.Label, line.Text, Guessed: line.Guessed), line.At);
                visits[id] = visit;
            }
            Volatile.Write(ref read, true);
        }
        finally
        {
            opening.Release();
        }
    }
}
