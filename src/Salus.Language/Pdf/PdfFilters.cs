using System.IO.Compression;

namespace Salus.Language.Pdf;

/// <summary>Unpacks streams: Flate and LZW with predictors, ASCII hexadecimal and base 85, run lengths. A damaged stream gives what came out before the damage.</summary>
internal static class PdfFilters
{
    private const int Block = 1 << 16;
    private const int MostFilters = 8;

    /// <summary>Null when it is packed in a way that holds pictures, or that is not known.</summary>
    public static byte[]? Unpack(ReadOnlyMemory<byte> raw, IReadOnlyList<(string Name, Dictionary<string, object?> Parameters)> filters, PdfObjects objects, PdfBudget budget)
    {
        if (filters.Count > MostFilters)
            return null;
        var data = raw;
        foreach (var (name, parameters) in filters)
        {
            switch (name)
            {
                case "FlateDecode" or "Fl":
                    data = Predicted(Inflate(data, budget), parameters, objects);
                    break;
                case "LZWDecode" or "LZW":
                    data = Predicted(Lzw(data.Span, objects.Number(parameters.GetValueOrDefault("EarlyChange")) is not 0, budget), parameters, objects);
                    break;
                case "ASCIIHexDecode" or "AHx":
                    data = Hexadecimal(data.Span, budget);
                    break;
                case "ASCII85Decode" or "A85":
                    data = Base85(data.Span, budget);
                    break;
                case "RunLengthDecode" or "RL":
                    data = RunLength(data.Span, budget);
                    break;
                case "Crypt":
                    break;
                default:
                    return null;
            }
        }
        return filters.Count == 0 ? raw.ToArray() : data.ToArray();
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> data, PdfBudget budget)
    {
        using var unpacked = new MemoryStream();
        // Two bytes of head, then deflate: a wrong checksum at the end then does not matter.
        using var packed = new MemoryStream(data.ToArray());
        packed.Position = Math.Min(2, data.Length);
        using var inflate = new DeflateStream(packed, CompressionMode.Decompress);
        var block = new byte[Block];
        try
        {
            for (int read; (read = inflate.Read(block)) > 0;)
            {
                budget.Unpack(read);
                unpacked.Write(block, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            // What came before the damage is kept.
        }
        return unpacked.ToArray();
    }

    private static byte[] Lzw(ReadOnlySpan<byte> data, bool early, PdfBudget budget)
    {
        const int Clear = 256;
        const int EndOfData = 257;
        using var to = new MemoryStream();
        var prefixes = new int[4096];
        var lasts = new byte[4096];
        var lengths = new int[4096];
        for (var i = 0; i < 256; i++)
            (prefixes[i], lasts[i], lengths[i]) = (-1, (byte)i, 1);
        var (next, width, previous) = (258, 9, -1);
        var (bits, held) = (0, 0);
        var word = new byte[4096];
        foreach (var one in data)
        {
            held = (held << 8) | one;
            bits += 8;
            if (bits < width)
                continue;
            bits -= width;
            var code = (held >> bits) & ((1 << width) - 1);
            held &= (1 << bits) - 1;
            if (code == EndOfData)
                break;
            if (code == Clear)
            {
                (next, width, previous) = (258, 9, -1);
                continue;
            }
            if (code > next || (code == next && previous < 0) || code is 256 or 257)
                break;
            var from = code < next ? code : previous;
            var length = lengths[from];
            for (int at = length - 1, c = from; at >= 0 && c >= 0; at--, c = prefixes[c])
                word[at] = lasts[c];
            var first = word[0];
            budget.Unpack(length + 1);
            to.Write(word, 0, length);
            if (code == next)
                to.WriteByte(first);
            if (previous >= 0 && next < 4096 && lengths[previous] < 4095)
            {
                (prefixes[next], lasts[next], lengths[next]) = (previous, first, lengths[previous] + 1);
                next++;
            }
            previous = code;
            if (previous >= next)
                break;
            var full = next + (early ? 1 : 0);
            width = full >= 2048 ? 12 : full >= 1024 ? 11 : full >= 512 ? 10 : 9;
        }
        return to.ToArray();
    }

    private static byte[] Hexadecimal(ReadOnlySpan<byte> data, PdfBudget budget)
    {
        budget.Unpack(data.Length / 2);
        using var to = new MemoryStream();
        var high = -1;
        foreach (var c in data)
        {
            if (c == '>')
                break;
            if (PdfLexer.Hex(c) is not (>= 0 and var digit))
                continue;
            if (high < 0)
            {
                high = digit;
                continue;
            }
            to.WriteByte((byte)((high << 4) | digit));
            high = -1;
        }
        if (high >= 0)
            to.WriteByte((byte)(high << 4));
        return to.ToArray();
    }

    private static byte[] Base85(ReadOnlySpan<byte> data, PdfBudget budget)
    {
        budget.Unpack(data.Length);
        using var to = new MemoryStream();
        var (group, count) = (0UL, 0);
        foreach (var c in data)
        {
            if (c == '~')
                break;
            if (c == 'z' && count == 0)
            {
                to.Write([0, 0, 0, 0]);
                continue;
            }
            if (c is < (byte)'!' or > (byte)'u')
                continue;
            group = (group * 85) + c - '!';
            if (++count < 5)
                continue;
            Put(4);
        }
        if (count > 1)
        {
            var bytes = count - 1;
            for (; count < 5; count++)
                group = (group * 85) + 84;
            Put(bytes);
        }
        return to.ToArray();

        void Put(int bytes)
        {
            for (var i = 0; i < bytes; i++)
                to.WriteByte((byte)(group >> (24 - (8 * i))));
            (group, count) = (0, 0);
        }
    }

    private static byte[] RunLength(ReadOnlySpan<byte> data, PdfBudget budget)
    {
        using var to = new MemoryStream();
        for (var i = 0; i < data.Length && data[i] != 128;)
        {
            var length = data[i++];
            if (length < 128)
            {
                var run = data.Slice(i, Math.Min(length + 1, data.Length - i));
                budget.Unpack(run.Length);
                to.Write(run);
                i += run.Length;
            }
            else if (i < data.Length)
            {
                var times = 257 - length;
                budget.Unpack(times);
                for (var n = 0; n < times; n++)
                    to.WriteByte(data[i]);
                i++;
            }
        }
        return to.ToArray();
    }

    /// <summary>Undoes the prediction of bytes by their neighbours (PNG, and TIFF for whole bytes).</summary>
    private static byte[] Predicted(byte[] data, Dictionary<string, object?> parameters, PdfObjects objects)
    {
        var predictor = (int)(objects.Number(parameters.GetValueOrDefault("Predictor")) ?? 1);
        if (predictor < 2)
            return data;
        var colours = Math.Clamp((int)(objects.Number(parameters.GetValueOrDefault("Colors")) ?? 1), 1, 32);
        var bits = Math.Clamp((int)(objects.Number(parameters.GetValueOrDefault("BitsPerComponent")) ?? 8), 1, 16);
        var columns = Math.Clamp((int)(objects.Number(parameters.GetValueOrDefault("Columns")) ?? 1), 1, 1 << 20);
        var pixel = Math.Max(1, colours * bits / 8);
        var row = ((colours * bits * columns) + 7) / 8;
        if (predictor == 2)
        {
            if (bits == 8)
                for (var start = 0; start < data.Length; start += row)
                    for (var i = start + pixel; i < Math.Min(start + row, data.Length); i++)
                        data[i] += data[i - pixel];
            return data;
        }
        var rows = (data.Length + row) / (row + 1);
        var to = new byte[(long)rows * row <= data.Length ? rows * row : data.Length];
        for (var r = 0; r < rows; r++)
        {
            var (from, at) = (r * (row + 1), r * row);
            var kind = data[from];
            for (var i = 0; i < row && from + 1 + i < data.Length && at + i < to.Length; i++)
            {
                var left = i >= pixel ? to[at + i - pixel] : 0;
                var up = r > 0 ? to[at + i - row] : 0;
                var corner = r > 0 && i >= pixel ? to[at + i - row - pixel] : 0;
                to[at + i] = (byte)(data[from + 1 + i] + kind switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 });
            }
        }
        return to;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (byLeft, byUp, byCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
    }
}
