using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Salus.Governance.Deidentification.Fhir;

internal enum JsonPieceKind
{
    /// <summary>A whole resource: a line of NDJSON, or all of a file.</summary>
    Resource,

    /// <summary>A Bundle as far as its entries.</summary>
    BundleHead,

    /// <summary>An entry, within a Bundle that holds nothing else.</summary>
    BundleEntry,

    /// <summary>What a Bundle says after its entries.</summary>
    BundleTail,
}

/// <param name="Json">A JSON object with a resourceType; only valid until the next piece is asked for.</param>
/// <param name="Line">Of its first byte in the file, from one.</param>
internal readonly record struct JsonPiece(JsonPieceKind Kind, ReadOnlyMemory<byte> Json, long Line);

/// <summary>
/// Cuts a stream of JSON resources, one after another as NDJSON or a single one, into pieces that fit into memory: large Bundles into their entries. Only strings
/// and brackets are read here; the pieces are parsed by whoever takes them. A Bundle that names its type after its entries is one piece.
/// </summary>
internal sealed class JsonPieces(Stream stream, int mostBytes)
{
    private static readonly SearchValues<byte> ends = SearchValues.Create(",]} \t\r\n"u8);

    private byte[] buffer = new byte[1 << 16];

    /// <summary>First byte that is still needed.</summary>
    private int start;
    private int at;
    private int end;
    private long line = 1;

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <exception cref="DeidentificationException">Not JSON objects, cut off, or a piece is too large.</exception>
    public async IAsyncEnumerable<JsonPiece> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        while (await SkipSpaceAsync(cancel))
        {
            Release();
            if (buffer[at] != (byte)'{')
                throw Wrong("a FHIR resource starts with a brace here");
            at++;
            string? type = null;
            HashSet<string>? streamed = null;
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (await NextPropertyAsync(cancel) is { } name)
            {
                if (streamed is not null && !names.Add(name))
                    throw Wrong("the Bundle has a property twice");
                names.Add(name);
                if (name is "resourceType" && buffer[at] == (byte)'"')
                {
                    var from = at - start;
                    await SkipValueAsync(cancel);
                    type = Encoding.UTF8.GetString(buffer.AsSpan(start + from + 1, at - start - from - 2));
                }
                else if (name is "entry" && type is "Bundle" && streamed is null && buffer[at] == (byte)'[')
                {
                    streamed = names;
                    yield return new JsonPiece(JsonPieceKind.BundleHead, Head(), line);
                    at++;
                    var first = true;
                    while (await NextItemAsync(first, cancel))
                    {
                        first = false;
                        Release();
                        await SkipValueAsync(cancel);
                        yield return new JsonPiece(JsonPieceKind.BundleEntry, Wrapped(buffer.AsSpan(start, at - start)), line);
                    }
                    Release();
                }
                else
                {
                    await SkipValueAsync(cancel);
                }
            }
            yield return streamed is null
                ? new JsonPiece(JsonPieceKind.Resource, buffer.AsMemory(start, at - start), line)
                : new JsonPiece(JsonPieceKind.BundleTail, Tail(), line);
        }
    }

    private byte[] Head()
    {
        // Everything before the name of this property, without the comma between.
        var text = buffer.AsSpan(start, at - start);
        text = text[..text.LastIndexOf("\"entry\""u8)].TrimEnd(" \t\r\n"u8);
        return [.. text.EndsWith(","u8) ? text[..^1] : text, (byte)'}'];
    }

    private static byte[] Wrapped(ReadOnlySpan<byte> entry) => [.. "{\"resourceType\":\"Bundle\",\"entry\":["u8, .. entry, .. "]}"u8];

    private byte[] Tail() => [.. "{\"resourceType\":\"Bundle\""u8, .. buffer.AsSpan(start, at - start)];

    /// <summary>To the value of the next property of the object; null behind its end.</summary>
    private async ValueTask<string?> NextPropertyAsync(CancellationToken cancel)
    {
        await NeedAsync(cancel);
        if (buffer[at] == (byte)',')
        {
            at++;
            await NeedAsync(cancel);
            if (buffer[at] != (byte)'"')
                throw Wrong("a property name is expected here");
        }
        if (buffer[at] == (byte)'}')
        {
            at++;
            return null;
        }
        if (buffer[at] != (byte)'"')
            throw Wrong("a property name or the end of the object is expected here");
        var from = at - start;
        await SkipValueAsync(cancel);
        // A name that is told in another way than plainly is found by the parser, and is none of those looked for here.
        var name = Encoding.UTF8.GetString(buffer.AsSpan(start + from + 1, at - start - from - 2));
        await NeedAsync(cancel);
        if (buffer[at] != (byte)':')
            throw Wrong("a colon is expected here");
        at++;
        await NeedAsync(cancel);
        return name;
    }

    /// <summary>To the next item of the list of entries; false behind its end.</summary>
    private async ValueTask<bool> NextItemAsync(bool first, CancellationToken cancel)
    {
        await NeedAsync(cancel);
        if (buffer[at] == (byte)']')
        {
            at++;
            return false;
        }
        if (!first)
        {
            if (buffer[at] != (byte)',')
                throw Wrong("a comma or the end of the list is expected here");
            at++;
            await NeedAsync(cancel);
        }
        if (buffer[at] != (byte)'{')
            throw Wrong("an entry of a Bundle is an object");
        return true;
    }

    private async ValueTask NeedAsync(CancellationToken cancel)
    {
        if (!await SkipSpaceAsync(cancel))
            throw CutOff();
    }

    private async ValueTask<bool> SkipSpaceAsync(CancellationToken cancel)
    {
        while (true)
        {
            var next = buffer.AsSpan(at, end - at).IndexOfAnyExcept(" \t\r\n"u8);
            if (next >= 0)
            {
                at += next;
                if (Bytes == end && at == 0 && end >= 3 && buffer.AsSpan(0, 3).SequenceEqual("\uFEFF"u8))
                {
                    at = 3;
                    continue;
                }
                return true;
            }
            at = end;
            if (!await FillAsync(cancel))
                return false;
        }
    }

    private async ValueTask SkipValueAsync(CancellationToken cancel)
    {
        if (buffer[at] is (byte)'{' or (byte)'[')
        {
            var brackets = new JsonBrackets();
            while (!brackets.Close(buffer.AsSpan(0, end), ref at))
            {
                if (!await FillAsync(cancel))
                    throw CutOff();
            }
            return;
        }
        if (buffer[at] == (byte)'"')
        {
            at++;
            while (!EndString())
            {
                if (!await FillAsync(cancel))
                    throw CutOff();
            }
            return;
        }
        while (true)
        {
            var next = buffer.AsSpan(at, end - at).IndexOfAny(ends);
            if (next >= 0)
            {
                at += next;
                return;
            }
            at = end;
            if (!await FillAsync(cancel))
                throw CutOff();
        }
    }

    /// <summary>Behind the quote that ends the string; false when more text is needed.</summary>
    private bool EndString()
    {
        while (true)
        {
            var special = buffer.AsSpan(at, end - at).IndexOfAny((byte)'"', (byte)'\\');
            at = special < 0 ? end : at + special;
            if (special < 0 || (buffer[at] == (byte)'\\' && at + 1 >= end))
                return false;
            if (buffer[at] == (byte)'"')
            {
                at++;
                return true;
            }
            at += 2;
        }
    }

    /// <summary>What was read is no longer needed.</summary>
    private void Release()
    {
        line += buffer.AsSpan(start, at - start).Count((byte)'\n');
        start = at;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        if (end == buffer.Length)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (at, end, start) = (at - start, end - start, 0);
            }
            if (end > buffer.Length / 2)
            {
                if (buffer.Length >= mostBytes)
                    throw Wrong(string.Create(CultureInfo.InvariantCulture, $"one resource has more than {mostBytes} bytes; split it"));
                Array.Resize(ref buffer, (int)Math.Min(mostBytes, 2L * buffer.Length));
            }
        }
        var read = await stream.ReadAsync(buffer.AsMemory(end), cancel);
        end += read;
        Bytes += read;
        return read > 0;
    }

    private DeidentificationException CutOff() => Wrong("the text ends inside a resource; it may have been cut off");

    private DeidentificationException Wrong(string reason) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Line {line + buffer.AsSpan(start, Math.Min(at, end) - start).Count((byte)'\n')}: this is not FHIR JSON: {reason}."));
}
