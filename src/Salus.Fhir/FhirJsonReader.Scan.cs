using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Salus.Fhir;

/// <summary>White space, names, strings and numbers (RFC 8259), each checked completely while it is passed.</summary>
internal sealed partial class FhirJsonReader
{
    /// <summary>Longer literals would only serve to make somebody's arithmetic slow.</summary>
    private const int LongestNumber = 512;

    private static readonly SearchValues<byte> stringStops = SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Of the first byte that is not UTF-8; beyond the text when there is none.</summary>
    private readonly int firstInvalid;

    private bool AtEnd => at >= source.Length;

    private int FirstInvalidUtf8()
    {
        var all = text.AsSpan(0, source.Length);
        if (Utf8.IsValid(all))
            return int.MaxValue;
        var offset = 0;
        while (Rune.DecodeFromUtf8(all[offset..], out _, out var length) is OperationStatus.Done)
            offset += length;
        return offset;
    }

    private void SkipSpace()
    {
        while (true)
        {
            if (text[at] > ' ' && text[at] != '/')
                return;
            if (text[at] is (byte)'/')
            {
                SkipComment();
                continue;
            }
            // One blank, as between a name and its value, is the most frequent.
            if (text[at] is (byte)' ' && text[at + 1] > ' ' && text[at + 1] != '/')
            {
                at++;
                return;
            }
            var run = text.AsSpan(at).IndexOfAnyExcept(" \n\r\t"u8);
            at += run;
            if (text[at] != '/')
                return;
        }
    }

    private void SkipComment()
    {
        var start = at;
        var rest = text.AsSpan(at, source.Length - at);
        if (rest.StartsWith("//"u8))
        {
            var end = rest.IndexOf((byte)'\n');
            at += end < 0 ? rest.Length : end;
        }
        else if (rest.StartsWith("/*"u8) && rest[2..].IndexOf("*/"u8) is >= 0 and var end)
            at += end + 4;
        else
            throw NotJson("A value is an object, an array, a string, a number, true, false or null.");
        if (firstInvalid < at)
            throw Fatal(firstInvalid, "The text is not valid Unicode: it must be UTF-8.");
        Problem(FhirReadProblemKind.Comment, start, "FHIR JSON has no comments; remove it.");
    }

    private string ReadName()
    {
        var start = at;
        var escaped = ReadString();
        var literal = text.AsSpan(start + 1, at - start - 2);
        return escaped ? JsonEscapes.Decode(literal) : ElementNames.Get(literal);
    }

    /// <summary>Past the closing quote.</summary>
    /// <returns>Whether there are escapes.</returns>
    private bool ReadString()
    {
        var start = at++;
        var escaped = false;
        while (true)
        {
            at += text.AsSpan(at).IndexOfAny(stringStops);
            if (text[at] is (byte)'"')
                break;
            if (AtEnd)
                throw Fatal(start, "This is not JSON: the text ends inside a string that starts here; it may have been cut off.");
            if (text[at] is not (byte)'\\')
                throw NotJson("A line break or control character inside a string must be written as an escape, for example \\n.");
            escaped = true;
            var length = JsonEscapes.Length(text.AsSpan(at));
            if (length == 0)
                throw text[at + 1] is (byte)'u' ? Fatal(at, "The text is not valid Unicode: \\u takes four hexadecimal digits, and surrogates come in pairs.") : NotJson("There is no such escape.");
            at += length;
        }
        if (firstInvalid < at)
            throw Fatal(firstInvalid, "The text is not valid Unicode: it must be UTF-8.");
        at++;
        return escaped;
    }

    /// <summary>Whether JSON could write it as a number.</summary>
    public static bool IsNumber(string literal)
    {
        if (literal.Length > LongestNumber || !Ascii.IsValid(literal))
            return false;
        Span<byte> digits = stackalloc byte[literal.Length + 1];
        digits[Encoding.ASCII.GetBytes(literal, digits)] = 0;
        var end = 0;
        return TryNumber(digits, ref end) && end == literal.Length;
    }

    private void ReadNumber()
    {
        var start = at;
        if (!TryNumber(text, ref at))
            throw NotJson("A digit is expected here.");
        if (at - start > LongestNumber)
            throw Fatal(start, $"A number is written with {at - start} characters; at most {LongestNumber} are read.");
    }

    /// <param name="text">Ends with a byte that belongs to no number.</param>
    private static bool TryNumber(ReadOnlySpan<byte> text, ref int at)
    {
        if (text[at] is (byte)'-')
            at++;
        if (text[at] is (byte)'0')
            at++;
        else if (!Digits(text, ref at))
            return false;
        if (text[at] is (byte)'.')
        {
            at++;
            if (!Digits(text, ref at))
                return false;
        }
        if (text[at] is not ((byte)'e' or (byte)'E'))
            return true;
        at++;
        if (text[at] is (byte)'+' or (byte)'-')
            at++;
        return Digits(text, ref at);
    }

    private static bool Digits(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (char.IsAsciiDigit((char)text[at]))
            at++;
        return at > start;
    }

    private bool TrySkip(ReadOnlySpan<byte> word)
    {
        if (!text.AsSpan(at).StartsWith(word))
            return false;
        at += word.Length;
        return true;
    }
}
