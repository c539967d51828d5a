using System.Collections.Immutable;
using System.Text.Json;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A change of a live note as one line of JSON: on the wire to the page, and from <c>salus scribe --follow --json</c>. Property names are a contract.</summary>
/// <param name="Number">Turns so far; without gaps.</param>
public sealed record LiveEvent(int Number, string Phase, LiveTurn Turn, ImmutableArray<LiveLineEvent> Changes)
{
    public static LiveEvent Of(NoteChange change) => new(change.Number, change.Phase, LiveTurn.Of(change.Number - 1, change.Turn), [.. change.Changes.Select(LiveLineEvent.Of)]);

    public string ToJson() => JsonSerializer.Serialize(this, TrustJson.Canonical);
}

/// <param name="Index">Zero-based.</param>
/// <param name="Speaker"><c>doctor</c>, <c>patient</c>, <c>companion</c> or <c>unknown</c>.</param>
/// <param name="Guessed">Worked out from what is said.</param>
public sealed record LiveTurn(int Index, string Speaker, string Text, bool Guessed)
{
    public static LiveTurn Of(int index, Turn turn) => new(index, LiveTranscript.Label(turn.Speaker), turn.Text, turn.Guessed);
}

/// <inheritdoc cref="LineChange"/>
public sealed record LiveLineEvent(LineChangeKind Kind, string Id, string Section, string Title, string? Group, string Text, string? After, bool Settled, ImmutableArray<BatchEvidence> Evidence, string? Reason)
{
    public static LiveLineEvent Of(LineChange line) => new(line.Kind, line.Id, line.Section, line.Title, line.Group, line.Text, line.After, line.Settled, BatchEvidence.Of(line.Evidence), line.Reason);
}
