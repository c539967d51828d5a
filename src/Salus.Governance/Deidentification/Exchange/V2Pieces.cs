using System.Buffers;
using System.Globalization;
using Salus.Fhir.V2;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>A message of a file, or one line of the envelope around messages (FHS, BHS, BTS, FTS).</summary>
/// <param name="Number">Of the piece in the file, from 1.</param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Framed">It came in an MLLP frame (0x0B ... 0x1C 0x0D).</param>
internal sealed record V2Piece(long Number, long Line, ReadOnlyMemory<byte> Bytes, bool IsEnvelope, bool Framed);

/// <summary>
/// A file of HL7 v2 messages piece by piece: unlike the reading of messages alone it gives the envelope and the frames too, so that they can be
/// written again. Holds one piece at a time, and refuses one that is longer than a message may be.
/// </summary>
internal sealed class V2Pieces(Stream file)
{
    private const byte StartBlock = 0x0B;
    private const byte EndBlock = 0x1C;

    private static readonly SearchValues<byte> ends = SearchValues.Create("\r\n\u001C"u8);

    private readonly byte[] buffer = new byte[128 * 1024];
    private readonly ArrayBufferWriter<byte> line = new(4096);
    private readonly ArrayBufferWriter<byte> message = new(16 * 1024);
    private int at;
    private int filled;
    private byte last;
    private long number;
    private long lines;
    private long began;
    private bool framed;
    private V2Piece? pending;

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <returns>Null at the end of the file.</returns>
    public async Task<V2Piece?> NextAsync(CancellationToken cancel)
    {
        if (pending is { } waiting)
        {
            pending = null;
            return waiting;
        }
        while (true)
        {
            if (at == filled)
            {
                (at, filled) = (0, await file.ReadAsync(buffer, cancel));
                Bytes += filled;
                if (filled == 0)
                    return AtEnd();
            }
            if (Advance() is { } piece)
                return piece;
        }
    }

    private V2Piece? Advance()
    {
        var rest = buffer.AsSpan(at, filled - at);
        var end = rest.IndexOfAny(ends);
        var taken = end < 0 ? rest : rest[..(end + 1)];
        if (line.WrittenCount + message.WrittenCount + taken.Length > V2ReadLimits.Default.MaxBytes)
            throw TooLong();
        line.Write(taken);
        at += taken.Length;
        return end < 0 ? null : AtLineEnd(taken[^1]);
    }

    private V2Piece? AtLineEnd(byte end)
    {
        if (!(end == '\n' && last == '\r'))
            lines++;
        last = end;
        var text = line.WrittenSpan;
        var start = text.TrimStart("\u000B\uFEFF \t\r\n"u8);
        var before = text[..^start.Length];
        V2Piece? done = null;
        if (IsHeader(start, out var isMessage))
        {
            done = Take();
            if (isMessage)
            {
                (began, framed) = (lines, before.Contains(StartBlock));
                message.Write(end == EndBlock ? start[..^1] : start);
            }
            else
            {
                var envelope = new V2Piece(++number, lines, start.TrimEnd("\r\n\u001C"u8).ToArray(), IsEnvelope: true, Framed: false);
                (done, pending) = done is null ? (envelope, null) : (done, envelope);
            }
        }
        else if (began > 0)
        {
            message.Write(end == EndBlock ? text[..^1] : text);
        }
        else if (!start.TrimEnd("\r\n\u001C "u8).IsEmpty)
        {
            throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"Line {lines} belongs to no HL7 v2 message: a message begins with MSH, a file of messages with FHS or BHS. Take the line out."));
        }
        line.ResetWrittenCount();
        if (end != EndBlock || began == 0)
            return done;
        var complete = Take();
        if (done is null)
            return complete;
        pending = complete;
        return done;
    }

    private V2Piece? AtEnd()
    {
        if (line.WrittenCount > 0)
        {
            line.Write("\n"u8);
            if (AtLineEnd((byte)'\n') is { } piece)
            {
                pending ??= Take();
                return piece;
            }
        }
        return Take();
    }

    private V2Piece? Take()
    {
        if (began == 0)
            return null;
        var piece = new V2Piece(++number, began, message.WrittenSpan.TrimEnd("\r\n \t"u8).ToArray(), IsEnvelope: false, framed);
        message.ResetWrittenCount();
        (began, framed) = (0, false);
        return piece;
    }

    private static bool IsHeader(ReadOnlySpan<byte> start, out bool isMessage)
    {
        isMessage = start.StartsWith("MSH"u8);
        return start.Length >= 4 && !char.IsAsciiLetterOrDigit((char)start[3])
            && (isMessage || start.StartsWith("FHS"u8) || start.StartsWith("BHS"u8) || start.StartsWith("BTS"u8) || start.StartsWith("FTS"u8));
    }

    private DeidentificationException TooLong() => new(string.Create(CultureInfo.InvariantCulture,
        $"The message that begins on line {Math.Max(began, 1)} is longer than {V2ReadLimits.Default.MaxBytes >> 20} MiB. Split it, or take the large attachment out."));
}
