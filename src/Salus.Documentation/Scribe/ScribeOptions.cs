using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>What a reader of the note can choose.</summary>
/// <param name="Style">Name of a <see cref="NoteStyle"/>. Changes headings, order and wording, never which findings the note holds.</param>
public sealed record ScribeOptions(string Style = ScribeOptions.DefaultStyle)
{
    public const string DefaultStyle = "us-visit-note";

    /// <summary>How much of what could be written stands in the note; the same in every style.</summary>
    public NoteLength Length { get; init; } = NoteLength.Standard;

    /// <summary>
    /// What the site's own notes taught; null writes with what comes with Salus. Changes which of the supported statements are chosen, adds
    /// the site's phrases that the visit bears out and, in the default style, changes headings and order.
    /// </summary>
    public LearnedScribe? Learned { get; init; }

    /// <summary>The words that findings and drugs are known by: those that come with Salus, and the site's own lists behind them.</summary>
    public Vocabulary Vocabulary { get; init; } = Vocabulary.Embedded;
}
