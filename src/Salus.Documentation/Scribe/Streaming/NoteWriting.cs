using System.Collections.Immutable;
using System.Text.Json;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Scribe;

/// <summary>How the writing of a draft ended.</summary>
/// <param name="Draft">Null when it was discarded, or failed.</param>
/// <param name="FellBack">Why the embedded engine wrote it although a model was chosen; null when that is not so.</param>
/// <param name="Problem">Why there is no draft, in words for the person; null when there is one or nobody wants it.</param>
public sealed record WritingEnd(DraftId? Draft, string? FellBack, string? Problem);

/// <summary>Words that were added to a statement. Property names are a contract with the page.</summary>
/// <param name="Number">Numbers the events of a writing from 1, without gaps.</param>
/// <param name="Words">What follows what was there.</param>
public sealed record WordsEvent(int Number, int Statement, string Section, string? Group, string Words, bool Complete)
{
    public string ToJson() => JsonSerializer.Serialize(this, TrustJson.Canonical);
}

/// <summary>A draft that a model is writing while somebody looks on. Safe for several threads.</summary>
public sealed class NoteWriting
{
    private readonly Lock gate = new();
    private readonly List<HeardStatement> heard = [];

    internal NoteWriting(Guid id, Person by, string about, string model, ImmutableArray<DraftSection> sections, string back, DateTimeOffset startedAt) =>
        (Id, By, About, Model, Sections, Back, StartedAt) = (id, by, about, model, sections, back, startedAt);

    /// <summary>Also the id of the draft that comes of it.</summary>
    public Guid Id { get; }

    public Person By { get; }

    /// <summary>The patient's name; empty when it is not known.</summary>
    public string About { get; }

    /// <summary>What this house calls the model that writes.</summary>
    public string Model { get; }

    /// <summary>Headings that the note may have, in their order.</summary>
    public ImmutableArray<DraftSection> Sections { get; }

    /// <summary>Where somebody goes who does not want the draft after all.</summary>
    public string Back { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Null while it goes on.</summary>
    public WritingEnd? End { get; private set; }

    internal DateTimeOffset EndedAt { get; private set; }

    /// <summary>What pages follow: a <see cref="WordsEvent"/> each.</summary>
    internal FollowedEvents Events { get; } = new();

    /// <summary>Ends the model's part; the embedded engine writes.</summary>
    internal CancellationTokenSource Stopping { get; } = new();

    /// <summary>Ends all of it; there is no draft.</summary>
    internal CancellationTokenSource Discarding { get; } = new();

    /// <summary>Statements as far as they were heard, with the number of the last event that made them.</summary>
    public (ImmutableArray<HeardStatement> Statements, int Number) Snapshot()
    {
        lock (gate)
            return ([.. heard], Events.Count);
    }

    internal void Hear(HeardStatement statement)
    {
        lock (gate)
        {
            // Sections that the style does not know fall away in the end; nobody is shown what will not be.
            if (End is not null || Sections.FirstOrDefault(s => string.Equals(s.Key, statement.Section, StringComparison.OrdinalIgnoreCase)) is not { } section)
                return;
            var before = heard.FindIndex(h => h.Index == statement.Index);
            var said = before < 0 ? 0 : heard[before].Text.Length;
            if (statement.Text.Length <= said && !statement.Complete)
                return;
            statement = statement with { Section = section.Key };
            if (before < 0)
                heard.Add(statement);
            else
                heard[before] = statement;
            Events.Add(number => new WordsEvent(number, statement.Index, section.Key, statement.Group, statement.Text[Math.Min(said, statement.Text.Length)..], statement.Complete).ToJson());
        }
    }

    internal void Close(WritingEnd end, DateTimeOffset at)
    {
        lock (gate)
        {
            (End, EndedAt) = (end, at);
            Events.End();
        }
    }
}
