using System.Text;
using Salus.Language.Models;

namespace Salus.Writing;

/// <summary>
/// Words of a statement that a model is writing, for a reader who waits. They are shown and never kept: what counts is the draft that is made
/// of the finished answer and checked.
/// </summary>
/// <param name="Index">Zero-based, in the order of the answer.</param>
/// <param name="Section">Key of the section as the model names it.</param>
/// <param name="Text">All of it so far, with names put back, as one line of plain text. Later ones begin with it.</param>
/// <param name="Complete">The model has gone on to the next.</param>
public sealed record HeardStatement(int Index, string Section, string? Group, string Text, bool Complete);

/// <summary>Somebody who listens while a model writes.</summary>
/// <param name="Heard">Called for each piece of the answer that says something, in order, one at a time.</param>
/// <param name="Stop">The listener has had enough: the model is stopped and the embedded engine writes the draft.</param>
public sealed record Listener(Action<HeardStatement> Heard, CancellationToken Stop = default)
{
    /// <param name="restore">Puts back what was hidden from an endpoint outside of the house.</param>
    internal static HeardStatement Of(PartialItem item, Func<string, string> restore) =>
        new(item.Index, Plain(item["section"], complete: true), Plain(restore(item["group"]), complete: true) is { Length: > 0 } group ? group : null, Plain(restore(Whole(item["text"], item.Complete)), item.Complete), item.Complete);

    /// <summary>Without a placeholder that is not said to its end yet.</summary>
    private static string Whole(string text, bool complete) =>
        !complete && text.LastIndexOf('[') is >= 0 and var open && text.IndexOf(']', open) < 0 ? text[..open] : text;

    private static string Plain(string text, bool complete)
    {
        if (!complete && text.Length > 0 && char.IsHighSurrogate(text[^1]))
            text = text[..^1];
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
                plain.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.PrivateUse or System.Globalization.UnicodeCategory.Surrogate))
                plain.Append(rune);
        }
        return plain.ToString();
    }
}
