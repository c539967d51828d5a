using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>How a live visit ended.</summary>
/// <param name="Draft">Null when it was discarded.</param>
/// <param name="Differences">What the finished note says otherwise than the growing one.</param>
public sealed record LiveEnd(DraftId? Draft, DateTimeOffset At, ImmutableArray<LiveLineEvent> Differences)
{
    /// <summary>What wrote the finished draft: <c>embedded-scribe</c>, or a model by its name; null when there is none.</summary>
    public string? Engine { get; init; }

    /// <summary>Why the embedded engine wrote it although the site chose a model; null when that is not so.</summary>
    public string? FellBack { get; init; }
}

/// <summary>One visit that is being documented: its note, and the events that pages follow. Safe for several threads.</summary>
public sealed class LiveVisit
{
    private readonly Lock gate = new();
    private readonly LiveNote note;
    private readonly List<string> events = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int streams;
    private int characters;

    internal LiveVisit(LiveHeader header, DateTimeOffset last)
    {
        Header = header;
        LastHeardAt = last;
        note = new LiveNote(header.ToVisit(), header.ToOptions());
    }

    public LiveHeader Header { get; }

    public Guid Id => Header.Id;

    public DateTimeOffset LastHeardAt { get; private set; }

    /// <summary>Null while it goes on.</summary>
    public LiveEnd? End { get; private set; }

    /// <summary>One act on the visit at a time: turns, the end.</summary>
    internal SemaphoreSlim Turn { get; } = new(1);

    public int Count
    {
        get
        {
            lock (gate)
                return events.Count;
        }
    }

    internal int Characters => characters;

    /// <summary>Turns and statements as they stand together with the number of the last event that made them.</summary>
    public (ImmutableArray<LiveTurn> Turns, ImmutableArray<LiveLineEvent> Lines, int Number) Snapshot()
    {
        lock (gate)
            return ([.. note.Turns.Select((t, i) => LiveTurn.Of(i, t))], [.. note.Lines.Select(LiveLineEvent.Of)], events.Count);
    }

    internal Turn TurnAt(int index) => note.Turns[index];

    internal void Hear(Turn turn, DateTimeOffset at)
    {
        lock (gate)
        {
            events.Add(LiveEvent.Of(note.Add(turn)).ToJson());
            characters += turn.Text.Length;
            LastHeardAt = at;
            Tell();
        }
    }

    /// <summary>Its final draft is being written: nothing more is heard until that is done or given up.</summary>
    internal bool Finishing { get; set; }

    internal Visit ToVisit()
    {
        lock (gate)
            return note.ToVisit();
    }

    internal FinishedNote Finish(Visit visit, Draft draft)
    {
        lock (gate)
            return note.Finish(visit, draft);
    }

    internal void Close(LiveEnd end)
    {
        lock (gate)
        {
            End = end;
            Tell();
        }
    }

    /// <summary>Silence after which a sign of life is due: proxies close what is silent for a minute.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    /// <summary>The events after a number, as they come, until the visit ends; an empty one after a silence.</summary>
    internal async IAsyncEnumerable<(int Number, string Json)> FollowAsync(int after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            string[] news;
            Task more;
            bool ended;
            lock (gate)
            {
                news = after < events.Count ? [.. events.Skip(after)] : [];
                (more, ended) = (changed.Task, End is not null);
            }
            foreach (var json in news)
                yield return (++after, json);
            if (ended && news.Length == 0)
                yield break;
            if (news.Length > 0)
                continue;
            await Task.WhenAny(more, Task.Delay(Silence, cancel));
            cancel.ThrowIfCancellationRequested();
            if (!more.IsCompleted)
                yield return (after, "");
        }
    }

    internal bool TryWatch(int most)
    {
        if (Interlocked.Increment(ref streams) <= most)
            return true;
        Interlocked.Decrement(ref streams);
        return false;
    }

    internal void Unwatch() => Interlocked.Decrement(ref streams);

    private void Tell()
    {
        var waiting = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.SetResult();
    }
}
