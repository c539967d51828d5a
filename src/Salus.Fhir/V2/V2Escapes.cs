using System.Buffers;
using System.Globalization;
using System.Text;

namespace Salus.Fhir.V2;

/// <summary>
/// Escape sequences (HL7 v2.5.1, 2.7). Reading never fails: a sequence that is unknown, local (<c>\Z…\</c>) or switches
/// character sets (<c>\C…\</c>, <c>\M…\</c>) stays in the text as it was written.
/// </summary>
internal static class V2Escapes
{
    private const int LongestSequence = 4096;

    public static string Unescape(ReadOnlySpan<char> raw, V2Notation notation)
    {
        if (notation.Escape == '\0' || !raw.Contains(notation.Escape))
            return raw.ToString();
        var text = new StringBuilder(raw.Length);
        while (!raw.IsEmpty)
        {
            var start = raw.IndexOf(notation.Escape);
            if (start < 0)
            {
                text.Append(raw);
                break;
            }
            text.Append(raw[..start]);
            var rest = raw[(start + 1)..];
            var end = rest[..Math.Min(rest.Length, LongestSequence)].IndexOf(notation.Escape);
            if (end >= 0 && Meaning(rest[..end], notation) is { } meaning)
            {
                text.Append(meaning);
                raw = rest[(end + 1)..];
            }
            else
            {
                // Only the character itself: what follows may be a sequence of its own.
                text.Append(notation.Escape);
                raw = rest;
            }
        }
        return text.ToString();
    }

    /// <summary>Delimiters, the escape character and control characters; a line feed becomes <c>\.br\</c>.</summary>
    /// <exception cref="ArgumentException">Something must be escaped and the notation has no escape character.</exception>
    public static string Escape(string text, V2Notation notation)
    {
        var raw = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            string? sequence = c switch
            {
                _ when c == notation.Field => "F",
                _ when c == notation.Component => "S",
                _ when c == notation.Subcomponent => "T",
                _ when c == notation.Repetition => "R",
                _ when c == notation.Escape => "E",
                _ when c == notation.Truncation => "P",
                '\n' => ".br",
                < ' ' or '\x7f' => "X" + ((int)c).ToString("X2", CultureInfo.InvariantCulture),
                _ => null,
            };
            if (sequence is null || c == '\0' && notation.Escape == '\0')
                raw.Append(c);
            else if (notation.Escape == '\0')
                throw new ArgumentException("The text holds a delimiter and the message declares no escape character (MSH-2).", nameof(text));
            else
                raw.Append(notation.Escape).Append(c == '\0' ? "X00" : sequence).Append(notation.Escape);
        }
        return raw.ToString();
    }

    private static string? Meaning(ReadOnlySpan<char> sequence, V2Notation notation)
    {
        if (sequence.Length == 0)
            return null;
        switch (sequence)
        {
            case "F": return notation.Field.ToString();
            case "S": return notation.Component.ToString();
            case "T" when notation.Subcomponent != '\0': return notation.Subcomponent.ToString();
            case "R" when notation.Repetition != '\0': return notation.Repetition.ToString();
            case "E": return notation.Escape.ToString();
            case "P" when notation.Truncation != '\0': return notation.Truncation.ToString();
            // Highlighting is appearance; the words are what counts.
            case "H" or "N": return "";
        }
        return sequence[0] switch
        {
            'X' => Hexadecimal(sequence[1..], notation.Charset),
            '.' => Formatting(sequence[1..]),
            _ => null,
        };
    }

    /// <summary>Formatted text (FT): line ends and spaces have a meaning in plain text, indentation and alignment have none.</summary>
    private static string? Formatting(ReadOnlySpan<char> command)
    {
        if (command.Length < 2)
            return null;
        var count = command[2..];
        var number = 1;
        if (!count.IsEmpty && !int.TryParse(count, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return null;
        number = Math.Clamp(number, 0, 100);
        return command[..2] switch
        {
            "br" or "ce" => "\n",
            "sp" => new string('\n', number),
            "sk" => new string(' ', number),
            "fi" or "nf" or "in" or "ti" => "",
            _ => null,
        };
    }

    private static string? Hexadecimal(ReadOnlySpan<char> digits, Encoding charset)
    {
        if (digits.IsEmpty || digits.Length % 2 != 0)
            return null;
        var bytes = new byte[digits.Length / 2];
        if (Convert.FromHexString(digits, bytes, out _, out var written) is not OperationStatus.Done)
            return null;
        try
        {
            return charset.GetString(bytes, 0, written);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes, 0, written);
        }
    }
}
