using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Salus.Fhir;

namespace Salus.Trust;

/// <summary>
/// Reads what people hand over as FHIR JSON: NDJSON with a resource on each line, or one document, a resource or a Bundle. Which of them it is
/// shows in the first line. Streams: holds one line at a time. What cannot be read becomes an item with a fault, and the lines after it are read.
/// </summary>
public static class ImportReader
{
    /// <summary>Positions are lines, counted from 1; a document stands at line 1. The stream stays open.</summary>
    public static async IAsyncEnumerable<ImportItem> ReadAsync(Stream stream, FhirReadLimits? limits = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        limits ??= FhirReadLimits.Default;
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 16 * 1024, leaveOpen: true));
        var line = 0L;
        var skipping = false;
        bool? lines = null;
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancel);
                var buffer = read.Buffer;
                while (lines != false && (buffer.PositionOf((byte)'\n') ?? (read.IsCompleted && !buffer.IsEmpty ? buffer.End : default(SequencePosition?))) is { } end)
                {
                    var text = buffer.Slice(0, end);
                    var complete = Trim(text);
                    if (complete.Length > 0 && lines is null && !(lines = complete[^1] == (byte)'}').Value)
                        break;
                    line++;
                    buffer = end.Equals(buffer.End) ? buffer.Slice(end) : buffer.Slice(buffer.GetPosition(1, end));
                    if (skipping)
                        skipping = false;
                    else if (complete.Length > 0)
                        yield return Parse(complete, line, limits, document: false);
                }
                if (lines != false && buffer.Length > limits.MaxBytes)
                {
                    if (!skipping)
                        yield return new ImportItem(line + 1, null, TooLong(limits));
                    skipping = true;
                    buffer = buffer.Slice(buffer.End);
                }
                if (lines == false && buffer.Length > limits.MaxBytes)
                {
                    yield return new ImportItem(1, null, TooLong(limits));
                    yield break;
                }
                if (read.IsCompleted)
                {
                    if (lines == false)
                        yield return Parse(buffer.ToArray(), 1, limits, document: true);
                    yield break;
                }
                pipe.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static ImportItem Parse(byte[] text, long line, FhirReadLimits limits, bool document)
    {
        try
        {
            return new ImportItem(line, FhirNode.Parse(text, limits));
        }
        catch (FhirFormatException e)
        {
            var place = document ? $"Line {Number(e.Line)}, column {Number(e.Column)}" : $"Column {Number(e.Column)}";
            return new ImportItem(line, null, $"{place}{(e.Path.Length > 0 ? $", at {e.Path}" : "")}: {e.Reason}");
        }
    }

    private static byte[] Trim(in ReadOnlySequence<byte> text)
    {
        var bytes = text.ToArray().AsSpan().Trim(" \t\r"u8);
        return (bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes).ToArray();
    }

    private static string TooLong(FhirReadLimits limits) =>
        $"It has more than {Number(limits.MaxBytes)} bytes; at most so many are read at once. Hand it over as NDJSON, one resource on each line.";

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
