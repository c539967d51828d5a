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

    /// <summary>What pages follow: a <see cref="LiveEvent"/> for every turn.</summary>
    internal FollowedEvents Events { get; } = new();

    public int Count => Events.Count;

    internal int Characters => characters;

    /// <summary>Turns and statements as they stand together with the number of the last event that made them.</summary>
    public (ImmutableArray<LiveTurn> Turns, ImmutableArray<LiveLineEvent> Lines, int Number) Snapshot()
    {
        lock (gate)
            return ([.. note.Turns.Select((t, i) => LiveTurn.Of(i, t))], [.. note.Lines.Select(LiveLineEvent.Of)], Events.Count);
    }

    internal Turn TurnAt(int index) => note.Turns[index];

    internal void Hear(Turn turn, DateTimeOffset at)
    {
        lock (gate)
        {
            var json = LiveEvent.Of(note.Add(turn)).ToJson();
            characters += turn.Text.Length;
            LastHeardAt = at;
            Events.Add(_ => json);
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
            Events.End();
        }
    }
}
