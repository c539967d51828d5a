using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>What happened to one statement of a note that is being written.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LineChangeKind>))]
public enum LineChangeKind
{
    [JsonStringEnumMemberName("new")]
    New,

    /// <summary>An open statement reads differently or stands elsewhere now.</summary>
    [JsonStringEnumMemberName("changed")]
    Changed,

    /// <summary>The conversation itself took back what a statement said; it carries the reason.</summary>
    [JsonStringEnumMemberName("corrected")]
    Corrected,

    /// <summary>From here on the statement keeps its words and its place.</summary>
    [JsonStringEnumMemberName("settled")]
    Settled,

    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,
}

/// <param name="Id">Names the statement for the whole visit.</param>
/// <param name="Section">Section key of the style.</param>
/// <param name="Title">Heading of the section.</param>
/// <param name="Group">Heading inside the section; null for none.</param>
/// <param name="After">The statement before it in its section; null when it is the first.</param>
/// <param name="Reason">Why, where the change is not simply more of the conversation.</param>
public sealed record LineChange(LineChangeKind Kind, string Id, string Section, string Title, string? Group, string Text, string? After, bool Settled, ImmutableArray<Evidence> Evidence, string? Reason = null);

/// <summary>What one turn did to the note. Equal turns give equal changes.</summary>
/// <param name="Number">Turns so far; numbers the events of a live visit without gaps.</param>
/// <param name="Phase"><c>history</c>, <c>exam</c> or <c>plan</c>.</param>
public sealed record NoteChange(int Number, Turn Turn, string Phase, ImmutableArray<LineChange> Changes);

/// <summary>The end of a live note: the same draft as for the whole transcript, and every difference to what was shown before.</summary>
/// <param name="Kept">Settled statements that stand in the draft word for word.</param>
public sealed record FinishedNote(Draft Draft, Visit Visit, ImmutableArray<LineChange> Changes, int Settled, int Kept);
