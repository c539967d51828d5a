namespace Salus.Documentation.Scribe;

/// <summary>What a reader of the note can choose.</summary>
/// <param name="Style">Name of a <see cref="NoteStyle"/>. Changes headings, order and wording, never which findings the note holds.</param>
public sealed record ScribeOptions(string Style = ScribeOptions.DefaultStyle)
{
    public const string DefaultStyle = "us-visit-note";
}
