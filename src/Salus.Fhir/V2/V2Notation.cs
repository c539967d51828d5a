using System.Text;

namespace Salus.Fhir.V2;

/// <summary>
/// How a message is written: the delimiters that MSH-1 and MSH-2 declare, and the character set of its bytes.
/// A delimiter that MSH-2 leaves out is <c>'\0'</c>: the message has no such parts.
/// </summary>
public sealed record V2Notation
{
    /// <summary>The delimiters everybody uses, in UTF-8.</summary>
    public static V2Notation Default { get; } = new();

    /// <summary>MSH-1.</summary>
    public char Field { get; init; } = '|';

    public char Component { get; init; } = '^';

    public char Repetition { get; init; } = '~';

    public char Escape { get; init; } = '\\';

    public char Subcomponent { get; init; } = '&';

    /// <summary>Marks cut-off text since version 2.7; <c>'\0'</c> where MSH-2 has four characters.</summary>
    public char Truncation { get; init; }

    /// <summary>MSH-2 exactly as written, which may hold more than the five characters with a meaning.</summary>
    public string EncodingCharacters { get; init; } = "^~\\&";

    /// <summary>Of the bytes; from MSH-18, or found out (see <see cref="CharsetIsGuessed"/>).</summary>
    public Encoding Charset { get; init; } = V2Charset.Utf8;

    /// <summary>MSH-18 is empty and bytes beyond ASCII were there: UTF-8 if they are that, else ISO 8859-1.</summary>
    public bool CharsetIsGuessed { get; init; }

    /// <summary>The words of a part, escape sequences resolved; unknown ones stay as they are written.</summary>
    public string TextOf(ReadOnlySpan<char> raw) => V2Escapes.Unescape(raw, this);

    /// <summary>A text as a part is written: delimiters, line ends and control characters escaped.</summary>
    /// <exception cref="ArgumentException">Something must be escaped and no escape character is declared.</exception>
    public string RawOf(string text) => V2Escapes.Escape(text, this);

    /// <summary>Reads the delimiters from the first characters of MSH, FHS or BHS.</summary>
    /// <exception cref="V2FormatException">Too short, a delimiter is a line end, or two delimiters are equal.</exception>
    internal static V2Notation Read(ReadOnlySpan<char> segment)
    {
        if (segment.Length < 5)
            throw new V2FormatException("The header ends before its delimiters (MSH-1 and MSH-2); it begins as MSH|^~\\&|.", 1, segment.Length + 1);
        var field = segment[3];
        var rest = segment[4..];
        var end = rest.IndexOf(field);
        var characters = end < 0 ? rest : rest[..end];
        if (characters.IsEmpty)
            throw new V2FormatException("MSH-2 is empty: it names at least the component delimiter, usually ^~\\&.", 1, 5);
        var notation = new V2Notation
        {
            Field = field,
            EncodingCharacters = characters.ToString(),
            Component = characters[0],
            Repetition = At(characters, 1),
            Escape = At(characters, 2),
            Subcomponent = At(characters, 3),
            Truncation = At(characters, 4),
        };
        ReadOnlySpan<char> used = [field, notation.Component, notation.Repetition, notation.Escape, notation.Subcomponent];
        for (var i = 0; i < used.Length; i++)
        {
            if (used[i] != '\0' && (char.IsControl(used[i]) && used[i] != '\t' || used[(i + 1)..].Contains(used[i])))
                throw new V2FormatException("Two delimiters of MSH-1 and MSH-2 are equal, or one is a control character; nothing can be told apart.", 1, 4 + i);
        }
        return notation;

        static char At(ReadOnlySpan<char> characters, int at) => at < characters.Length ? characters[at] : '\0';
    }
}
