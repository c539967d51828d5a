using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Salus.Fhir.V2;

/// <summary>One message of a file, or why it is none.</summary>
/// <param name="Number">Of the message in the file, from 1.</param>
/// <param name="Line">Where it begins, from 1.</param>
public sealed record V2BatchItem(long Number, long Line, ReadOnlyMemory<byte> Bytes, V2Message? Message, V2FormatException? Problem);

/// <summary>
/// A file of messages: one, many in a row, or a batch with FHS, BHS, BTS and FTS around them; framed as on the wire or not.
/// Streams: one message is held at a time, and a message that cannot be read does not stop the next.
/// </summary>
public static class V2Batch
{
    private const byte StartBlock = 0x0B;
    private const byte EndBlock = 0x1C;

    /// <summary>The stream stays open.</summary>
    public static async IAsyncEnumerable<V2BatchItem> ReadAsync(Stream stream, V2ReadLimits? limits = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        var collector = new Collector(limits ?? V2ReadLimits.Default);
        try
        {
            await foreach (var (text, continues) in LinesAsync(pipe, cancel))
            {
                if (collector.Accept(text.Span, continues) is { } complete)
                    yield return complete;
            }
            if (collector.Take() is { } last)
                yield return last;
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    /// <summary>Pieces of at most 64 KiB that end with a line end, except where a line is longer; those that go on are marked.</summary>
    private static async IAsyncEnumerable<(ReadOnlyMemory<byte> Text, bool Continues)> LinesAsync(PipeReader pipe, [EnumeratorCancellation] CancellationToken cancel)
    {
        const int longest = 64 * 1024;
        var inLine = false;
        while (true)
        {
            var read = await pipe.ReadAsync(cancel);
            var buffer = read.Buffer;
            while (TryLine(ref buffer, read.IsCompleted, longest, out var piece, out var whole))
            {
                yield return (piece, inLine);
                inLine = !whole;
            }
            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                yield break;
        }
    }

    private static bool TryLine(ref ReadOnlySequence<byte> buffer, bool last, int longest, out ReadOnlyMemory<byte> piece, out bool whole)
    {
        piece = default;
        whole = false;
        if (buffer.IsEmpty)
            return false;
        var reader = new SequenceReader<byte>(buffer);
        if (reader.TryAdvanceToAny("\r\n"u8, advancePastDelimiter: false))
        {
            reader.TryRead(out var end);
            if (end == '\r' && !reader.TryPeek(out _) && !last)
                return false;
            if (end == '\r' && reader.TryPeek(out var next) && next == '\n')
                reader.Advance(1);
            whole = true;
        }
        else if (last || buffer.Length >= longest)
        {
            reader.AdvanceToEnd();
        }
        else
        {
            return false;
        }
        piece = buffer.Slice(0, reader.Position).ToArray();
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    /// <summary>Lines to messages: a line that begins with MSH begins one.</summary>
    private sealed class Collector(V2ReadLimits limits)
    {
        private readonly ArrayBufferWriter<byte> message = new();
        private long number;
        private long line;
        private long began;
        private bool tooLong;

        /// <returns>The message that this line ends by beginning another; null when it does not.</returns>
        public V2BatchItem? Accept(ReadOnlySpan<byte> text, bool continues)
        {
            V2BatchItem? earlier = null;
            if (!continues)
            {
                line++;
                var start = text.TrimStart(BeforeHeader);
                if (IsHeader(start))
                {
                    earlier = Take();
                    if (!start.StartsWith("MSH"u8))
                        return earlier;
                    began = line;
                    text = start;
                }
            }
            // What comes before any MSH is an item too, so that it is reported and not passed over.
            if (began == 0 && text.ContainsAnyExcept(BeforeHeader))
                began = line;
            if (began == 0)
                return earlier;
            if (message.WrittenCount + text.Length > limits.MaxBytes)
                tooLong = true;
            else
                message.Write(text);
            return earlier;
        }

        public V2BatchItem? Take()
        {
            if (began == 0)
                return null;
            var bytes = WithoutFrame(message.WrittenSpan).ToArray();
            var (at, oversized) = (began, tooLong);
            message.ResetWrittenCount();
            (began, tooLong) = (0, false);
            number++;
            if (oversized)
                return new V2BatchItem(number, at, bytes, null, new V2FormatException($"The message has more than {limits.MaxBytes} bytes.", controlId: V2Reader.ControlIdOf(bytes)));
            try
            {
                return new V2BatchItem(number, at, bytes, V2Message.Parse(bytes, limits), null);
            }
            catch (V2FormatException e)
            {
                return new V2BatchItem(number, at, bytes, null, e);
            }
        }

        private static ReadOnlySpan<byte> BeforeHeader => [StartBlock, EndBlock, (byte)' ', (byte)'\t', (byte)'\r', (byte)'\n', 0xEF, 0xBB, 0xBF];

        private static bool IsHeader(ReadOnlySpan<byte> start) =>
            start.Length >= 4 && !char.IsAsciiLetterOrDigit((char)start[3])
            && (start.StartsWith("MSH"u8) || start.StartsWith("FHS"u8) || start.StartsWith("BHS"u8) || start.StartsWith("BTS"u8) || start.StartsWith("FTS"u8));

        private static ReadOnlySpan<byte> WithoutFrame(ReadOnlySpan<byte> bytes)
        {
            var end = bytes.TrimEnd("\r\n \t"u8);
            return end.Length > 0 && end[^1] == EndBlock ? end[..^1] : bytes;
        }
    }
}
