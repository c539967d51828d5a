using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Salus.Fhir.V2;

/// <summary>
/// Bytes to segments. The standard ends a segment with a carriage return; files often have line feeds or both. A line feed inside a
/// message of carriage returns belongs to the text, unless a segment begins behind it.
/// </summary>
internal static class V2Reader
{
    public static V2Message Read(ReadOnlyMemory<byte> bytes, V2ReadLimits limits)
    {
        if (bytes.Length > limits.MaxBytes)
            throw new V2FormatException(string.Create(CultureInfo.InvariantCulture, $"The message has {bytes.Length} bytes; at most {limits.MaxBytes} are read. Split it, or raise the limit."), controlId: ControlIdOf(bytes.Span));
        var (text, charset, guessed) = Decode(bytes.Span);
        return Read(text, charset, guessed, ControlIdOf(bytes.Span), bytes.ToArray(), limits);
    }

    public static V2Message Read(string text, V2ReadLimits limits)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > limits.MaxBytes)
            throw new V2FormatException(string.Create(CultureInfo.InvariantCulture, $"The message has {bytes.Length} bytes; at most {limits.MaxBytes} are read. Split it, or raise the limit."), controlId: ControlIdOf(bytes));
        return Read(text, Declared(bytes) ?? V2Charset.Utf8, guessed: false, ControlIdOf(bytes), original: null, limits);
    }

    private static V2Message Read(string text, Encoding charset, bool guessed, string? controlId, byte[]? original, V2ReadLimits limits)
    {
        var start = 0;
        while (start < text.Length && (char.IsWhiteSpace(text[start]) || text[start] == '\uFEFF'))
            start++;
        if (start == text.Length)
            throw new V2FormatException("The message is empty.");
        if (!text.AsSpan(start).StartsWith("MSH", StringComparison.Ordinal))
            throw new V2FormatException("The message does not begin with the segment MSH.", 1, 1);
        var header = text.AsSpan(start);
        var line = header.IndexOfAny('\r', '\n');
        V2Notation notation;
        try
        {
            notation = V2Notation.Read(line < 0 ? header : header[..line]) with { Charset = charset, CharsetIsGuessed = guessed };
        }
        catch (V2FormatException e)
        {
            throw new V2FormatException(e.Reason, e.Segment, e.Position, controlId);
        }
        var (segments, ends) = Segments(text, start, notation, limits, controlId);
        return new V2Message(notation, segments, ends, text[..start], original is null ? null : (ReadOnlyMemory<byte>?)original);
    }

    /// <summary>MSH-10 of bytes that may be anything, for the answer to a message that could not be read; null when it cannot be told.</summary>
    public static string? ControlIdOf(ReadOnlySpan<byte> bytes) =>
        HeaderField(bytes, 10) is { Length: > 0 and <= 199 } id && id.All(c => c is >= ' ' and <= '~') ? id : null;

    private static (string Text, Encoding Charset, bool Guessed) Decode(ReadOnlySpan<byte> bytes)
    {
        if (Declared(bytes) is not { } charset)
            return V2Charset.Guess(bytes);
        try
        {
            return (charset.GetString(bytes), charset, false);
        }
        catch (DecoderFallbackException e)
        {
            throw new V2FormatException(string.Create(CultureInfo.InvariantCulture, $"Byte {e.Index + 1} is not {charset.WebName}, which MSH-18 says the message is."), 0, e.Index + 1, ControlIdOf(bytes));
        }
    }

    /// <summary>What MSH-18 names; null when it is empty.</summary>
    private static Encoding? Declared(ReadOnlySpan<byte> bytes)
    {
        // The first repetition is the default; the others are switched to by escape sequences, which stay as they are.
        var declared = HeaderField(bytes, 18);
        if (string.IsNullOrWhiteSpace(declared) || declared == "\"\"")
            return null;
        var separator = HeaderField(bytes, 2) is { Length: > 1 } characters ? characters[1] : '~';
        var name = declared.Split(separator)[0];
        if (name.Length == 0)
            return null;
        return V2Charset.TryFind(name, out var charset) ? charset : throw new V2FormatException("MSH-18 names a character set that is not known here; use UNICODE UTF-8.", 1, 1, ControlIdOf(bytes));
    }

    /// <summary>A field of MSH before anything is known about characters; null when there is no such field.</summary>
    private static string? HeaderField(ReadOnlySpan<byte> bytes, int number)
    {
        var start = bytes.IndexOf("MSH"u8);
        if (start < 0 || start > 64 || bytes.Length < start + 5)
            return null;
        var line = bytes[start..Math.Min(bytes.Length, start + 4096)];
        var end = line.IndexOfAny((byte)'\r', (byte)'\n');
        var fields = Encoding.Latin1.GetString(end < 0 ? line : line[..end]).Split((char)line[3]);
        return number - 1 < fields.Length ? fields[number - 1] : null;
    }

    private static (ImmutableArray<V2Segment> Segments, ImmutableArray<string> Ends) Segments(string text, int start, V2Notation notation, V2ReadLimits limits, string? controlId)
    {
        var segments = ImmutableArray.CreateBuilder<V2Segment>();
        var ends = ImmutableArray.CreateBuilder<string>();
        var carriageReturns = text.AsSpan(start).Contains('\r');
        while (start < text.Length)
        {
            var end = EndOf(text, start, carriageReturns, notation);
            var next = end;
            while (next < text.Length && char.IsWhiteSpace(text[next]) && (text[next] is '\r' or '\n' || IsBlankUpToLineEnd(text, next)))
                next++;
            var segment = text.AsSpan(start, end - start);
            if (segment.Length < 3 || !V2Segment.IsName(segment[..3]) || (segment.Length > 3 && segment[3] != notation.Field))
            {
                throw new V2FormatException(
                    "A segment begins with a name of three capital letters or digits and the field delimiter. Is this the rest of a text with a line end in it? Inside a field that is written \\.br\\.",
                    segments.Count + 1, 1, controlId);
            }
            if (segments.Count > 0 && segment[..3] is "MSH")
                throw new V2FormatException("A second MSH: one message at a time; a file of several is read as a batch.", segments.Count + 1, 1, controlId);
            if (segments.Count == limits.MaxSegments)
                throw new V2FormatException(string.Create(CultureInfo.InvariantCulture, $"The message has more than {limits.MaxSegments} segments."), segments.Count + 1, 1, controlId);
            segments.Add(new V2Segment(segment.ToString(), notation));
            ends.Add(text[end..next]);
            start = next;
        }
        return (segments.ToImmutable(), ends.ToImmutable());
    }

    private static int EndOf(string text, int start, bool carriageReturns, V2Notation notation)
    {
        var from = start;
        while (true)
        {
            var end = text.AsSpan(from).IndexOfAny('\r', '\n');
            if (end < 0)
                return text.Length;
            end += from;
            if (text[end] == '\r' || !carriageReturns || BeginsSegment(text, end + 1, notation))
                return end;
            from = end + 1;
        }
    }

    private static bool BeginsSegment(string text, int at, V2Notation notation) =>
        at == text.Length || (at + 3 < text.Length && V2Segment.IsName(text.AsSpan(at, 3)) && text[at + 3] == notation.Field);

    private static bool IsBlankUpToLineEnd(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
        return at == text.Length || text[at] is '\r' or '\n';
    }
}
