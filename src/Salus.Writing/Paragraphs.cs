using System.Collections.Immutable;
using System.Text;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>A text of any length as the segments of a source: its paragraphs.</summary>
public static class Paragraphs
{
    /// <summary>Paragraphs stand between empty lines; control characters other than line ends are left out.</summary>
    public static ImmutableArray<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = new StringBuilder(text.Length);
        foreach (var c in text.TrimStart('\uFEFF').ReplaceLineEndings("\n"))
            if (c is '\n' or '\t' || !char.IsControl(c))
                clean.Append(c);
        return [.. clean.ToString().Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }

    /// <param name="id">Short name that evidence uses.</param>
    public static Source ToSource(string id, string title, string text) =>
        new(id, title, "text/plain", [.. Encoding.UTF8.GetBytes(text)], [.. Of(text).Select(p => new Segment(null, p))]);
}
