using System.Globalization;
using System.Text;

namespace Salus.Fhir.Definitions;

/// <param name="Length">In bytes, as the archive says.</param>
/// <param name="Content">Null when it was not asked for.</param>
internal sealed record TarFile(string Name, long Length, byte[]? Content);

/// <summary>
/// The regular files of a tar archive (POSIX.1-1988 ustar, with pax and GNU long names), read forward once. The framework's reader
/// allocates what a header claims; this one allocates what is there.
/// </summary>
internal static class TarFiles
{
    private const int Block = 512;
    private const int LongestName = 64 * 1024;

    /// <param name="wanted">By name and length, whether the content is needed.</param>
    /// <param name="most">Bytes of the whole archive, unpacked.</param>
    /// <exception cref="InvalidDataException">It is no tar archive, or it is larger.</exception>
    public static IEnumerable<TarFile> Read(Stream tar, Func<string, long, bool> wanted, long most)
    {
        var header = new byte[Block];
        var total = 0L;
        string? longName = null;
        long? longSize = null;
        while (tar.ReadAtLeast(header, Block, throwOnEndOfStream: false) is var read && read > 0 && header.AsSpan(0, read).ContainsAnyExcept((byte)0))
        {
            if (read < Block || Sum(header) != Number(header.AsSpan(148, 8)))
                throw new InvalidDataException("a header is damaged");
            var kind = (char)header[156];
            var length = longSize ?? Number(header.AsSpan(124, 12));
            var padding = (Block - (length % Block)) % Block;
            total += Block + length + padding;
            if (length < 0 || total > most)
                throw new InvalidDataException($"it has more than {most >> 20} MiB");
            if (kind is 'x' or 'L')
            {
                var text = Encoding.UTF8.GetString(length > LongestName ? throw new InvalidDataException("a name is longer than 64 KiB") : Content(tar, length));
                Pass(tar, padding);
                (longName, longSize) = kind is 'L' ? (text.TrimEnd('\0'), longSize) : (Record(text, "path") ?? longName, Record(text, "size") is { } size ? Size(size) : longSize);
                continue;
            }
            var name = longName ?? Name(header);
            var isFile = kind is '0' or '\0' or '7';
            var content = isFile && wanted(name, length) ? Content(tar, length) : null;
            Pass(tar, padding + (content is null ? length : 0));
            (longName, longSize) = (null, null);
            if (isFile)
                yield return new TarFile(name, length, content);
        }
    }

    private static string Name(ReadOnlySpan<byte> header)
    {
        var name = Text(header[..100]);
        var prefix = header.Slice(257, 5).SequenceEqual("ustar"u8) ? Text(header.Slice(345, 155)) : "";
        return prefix.Length == 0 ? name : prefix + "/" + name;
    }

    private static string Text(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field);

    /// <summary>Octal digits, or base 256 after a first byte of 0x80.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        var number = 0L;
        if (field[0] == 0x80)
        {
            foreach (var b in field[1..])
                number = number > long.MaxValue >> 9 ? throw new InvalidDataException("a size is too large") : number << 8 | b;
            return number;
        }
        foreach (var b in field.Trim(" \0"u8))
            number = b is >= (byte)'0' and <= (byte)'7' ? number << 3 | (long)(b - '0') : throw new InvalidDataException("a header is damaged");
        return number;
    }

    /// <summary>Of all bytes of the header, those of the sum itself taken as spaces.</summary>
    private static long Sum(ReadOnlySpan<byte> header)
    {
        var sum = 8L * ' ';
        for (var i = 0; i < Block; i++)
            sum += i is >= 148 and < 156 ? 0 : header[i];
        return sum;
    }

    /// <summary>A record of a pax header: <c>LENGTH KEY=VALUE\n</c>.</summary>
    private static string? Record(string records, string key) =>
        records.Split('\n').Select(r => r[(r.IndexOf(' ', StringComparison.Ordinal) + 1)..]).Where(r => r.StartsWith(key + "=", StringComparison.Ordinal)).Select(r => r[(key.Length + 1)..]).LastOrDefault();

    private static long Size(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : throw new InvalidDataException("a size is damaged");

    private static byte[] Content(Stream tar, long length)
    {
        using var content = new MemoryStream();
        Pass(tar, length, content);
        return content.ToArray();
    }

    private static void Pass(Stream tar, long length, MemoryStream? to = null)
    {
        Span<byte> buffer = stackalloc byte[8192];
        while (length > 0)
        {
            var read = tar.Read(buffer[..(int)Math.Min(length, buffer.Length)]);
            if (read == 0)
                throw new EndOfStreamException("it ends inside a file");
            to?.Write(buffer[..read]);
            length -= read;
        }
    }
}
