using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Salus.Fhir;

/// <summary>Newline-delimited FHIR JSON: one resource per line, as bulk export writes it. Streams; holds one line at a time.</summary>
public static class FhirNdjson
{
    /// <summary>Empty lines are skipped. The stream stays open.</summary>
    /// <exception cref="FhirFormatException">A line is not a resource; <see cref="FhirFormatException.Line"/> counts lines of the stream.</exception>
    public static async IAsyncEnumerable<FhirNode> ReadAsync(Stream stream, FhirReadLimits? limits = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        limits ??= FhirReadLimits.Default;
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        var line = 0L;
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancel);
                var buffer = read.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    line++;
                    var text = buffer.Slice(0, end);
                    if (!IsBlank(text))
                        yield return Parse(text, line, limits);
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }
                if (buffer.Length > limits.MaxBytes)
                    throw TooLong(line + 1, limits);
                if (read.IsCompleted)
                {
                    if (!IsBlank(buffer))
                        yield return Parse(buffer, line + 1, limits);
                    break;
                }
                pipe.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    public static async Task WriteAsync(Stream stream, IAsyncEnumerable<FhirNode> resources, CancellationToken cancel = default)
    {
        await foreach (var resource in resources.WithCancellation(cancel))
        {
            await stream.WriteAsync(resource.ToUtf8(), cancel);
            await stream.WriteAsync("\n"u8.ToArray(), cancel);
        }
        await stream.FlushAsync(cancel);
    }

    private static FhirNode Parse(in ReadOnlySequence<byte> text, long line, FhirReadLimits limits)
    {
        if (text.Length > limits.MaxBytes)
            throw TooLong(line, limits);
        var copy = GC.AllocateUninitializedArray<byte>((int)text.Length + 1);
        text.CopyTo(copy);
        copy[^1] = 0;
        return FhirJsonReader.Read(new FhirSource(copy, line), limits, problems: null)!;
    }

    private static bool IsBlank(in ReadOnlySequence<byte> text)
    {
        foreach (var part in text)
        {
            if (part.Span.ContainsAnyExcept(" \t\r"u8))
                return false;
        }
        return true;
    }

    private static FhirFormatException TooLong(long line, FhirReadLimits limits) =>
        new($"The line has more than {limits.MaxBytes} bytes. One resource belongs on each line; is this a single JSON document?", line, 1, "");
}
