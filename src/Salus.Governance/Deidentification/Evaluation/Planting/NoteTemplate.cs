using System.Collections.Immutable;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>
/// A piece of a note with places for identifiers: <c>Seen with her daughter {kin} on {date}.</c> Braces hold a slot that <see cref="Cast"/>
/// fills; <c>\n</c> is a line break.
/// </summary>
public sealed class NoteTemplate
{
    private NoteTemplate(string written, ImmutableArray<(string Words, string? Slot)> parts) => (Written, Parts) = (written, parts);

    public string Written { get; }

    /// <summary>Words, then the slot after them.</summary>
    public ImmutableArray<(string Words, string? Slot)> Parts { get; }

    public static NoteTemplate Parse(string written)
    {
        var parts = ImmutableArray.CreateBuilder<(string, string?)>();
        var rest = written.Replace("\\n", "\n", StringComparison.Ordinal);
        while (rest.IndexOf('{', StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = rest.IndexOf('}', open);
            if (close < 0)
                throw new FormatException($"The template '{written}' opens a slot that it does not close.");
            parts.Add((rest[..open], rest[(open + 1)..close]));
            rest = rest[(close + 1)..];
        }
        parts.Add((rest, null));
        return new(written, parts.ToImmutable());
    }

    public void Write(PlantedText text, Cast cast)
    {
        foreach (var (words, slot) in Parts)
        {
            text.Append(words);
            if (slot is not null)
                cast.Fill(slot, text);
        }
    }
}
