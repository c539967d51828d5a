using System.Globalization;
using System.Text;

namespace Salus.Language.Pdf;

/// <summary>A name: <c>/Type</c>.</summary>
internal sealed record PdfName(string Value);

/// <summary>Points at an object by its number.</summary>
internal sealed record PdfReference(int Number);

/// <summary>A bare word: an operator of a page, or a keyword of the file.</summary>
internal sealed record PdfKeyword(string Value);

/// <summary>A dictionary with bytes.</summary>
/// <param name="Start">Where its bytes start.</param>
/// <param name="Length">As far as the file shows; <c>/Length</c> may say better.</param>
internal sealed record PdfStream(Dictionary<string, object?> Dictionary, ReadOnlyMemory<byte> In, int Start, int Length);

/// <summary>
/// Reads objects from bytes: null, true and false, numbers (double), names, strings (byte[]), arrays (List), dictionaries, references and
/// bare words. Broken syntax gives what can still be told; it always moves on.
/// </summary>
/// <param name="references">Whether "12 0 R" is a reference; on pages it is not.</param>
internal sealed class PdfLexer(ReadOnlyMemory<byte> bytes, PdfBudget budget, bool references, int position = 0)
{
    private const int Deepest = 48;
    private const int LongestWord = 128;

    /// <summary>Stands for the end, which no object can be.</summary>
    public static readonly object End = new();

    private static readonly object Close = new();

    public int Position { get; set; } = position;

    private ReadOnlySpan<byte> Data => bytes.Span;

    /// <summary>The next object; <see cref="End"/> when there is none.</summary>
    public object? Next()
    {
        object? next;
        do
            next = Next(0);
        while (ReferenceEquals(next, Close));
        return next;
    }

    private object? Next(int depth)
    {
        budget.Work();
        var data = Data;
        SkipSpace();
        while (Position < data.Length && IsStray(data))
        {
            Position++;
            SkipSpace();
        }
        if (Position >= data.Length)
            return End;
        var c = data[Position];
        switch (c)
        {
            case (byte)'/':
                return Name();
            case (byte)'(':
                return Text();
            case (byte)'<' when Position + 1 < data.Length && data[Position + 1] == '<':
                Position += 2;
                return Dictionary(depth);
            case (byte)'<':
                return Hexadecimal();
            case (byte)'[':
                Position++;
                return Array(depth);
            case (byte)'>' when Position + 1 < data.Length && data[Position + 1] == '>':
                Position += 2;
                return Close;
            case (byte)']':
                Position++;
                return Close;
        }
        return c is (byte)'+' or (byte)'-' or (byte)'.' || IsDigit(c) ? Number() : Word();
    }

    /// <summary>A bracket that closes or opens nothing.</summary>
    private bool IsStray(ReadOnlySpan<byte> data) => data[Position] is (byte)'{' or (byte)'}' or (byte)')' || (data[Position] == '>' && (Position + 1 == data.Length || data[Position + 1] != '>'));

    private void SkipSpace()
    {
        var data = Data;
        while (Position < data.Length)
        {
            if (IsSpace(data[Position]))
            {
                Position++;
            }
            else if (data[Position] == '%')
            {
                var end = data[Position..].IndexOfAny((byte)'\n', (byte)'\r');
                Position = end < 0 ? data.Length : Position + end;
            }
            else
            {
                return;
            }
        }
    }

    private PdfName Name()
    {
        var data = Data;
        var text = new StringBuilder();
        Position++;
        while (Position < data.Length && IsRegular(data[Position]) && text.Length < LongestWord)
        {
            if (data[Position] == '#' && Position + 2 < data.Length && Hex(data[Position + 1]) is >= 0 and var high && Hex(data[Position + 2]) is >= 0 and var low)
            {
                text.Append((char)((high << 4) | low));
                Position += 3;
                continue;
            }
            text.Append((char)data[Position++]);
        }
        return new PdfName(text.ToString());
    }

    private byte[] Text()
    {
        var data = Data;
        using var text = new MemoryStream();
        var open = 1;
        for (Position++; Position < data.Length; Position++)
        {
            var c = data[Position];
            if (c == '\\' && Position + 1 < data.Length)
            {
                Escape(data, text);
                continue;
            }
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (open == 0)
            {
                Position++;
                break;
            }
            text.WriteByte(c);
        }
        budget.Work((int)(text.Length / 16));
        return text.ToArray();
    }

    /// <summary>Position stands on the backslash, and on the escape's last byte afterwards.</summary>
    private void Escape(ReadOnlySpan<byte> data, MemoryStream text)
    {
        var c = data[++Position];
        switch (c)
        {
            case (byte)'n':
                text.WriteByte((byte)'\n');
                break;
            case (byte)'r':
                text.WriteByte((byte)'\r');
                break;
            case (byte)'t':
                text.WriteByte((byte)'\t');
                break;
            case (byte)'b' or (byte)'f':
                text.WriteByte((byte)' ');
                break;
            case (byte)'\r':
                if (Position + 1 < data.Length && data[Position + 1] == '\n')
                    Position++;
                break;
            case (byte)'\n':
                break;
            case >= (byte)'0' and <= (byte)'7':
                var value = 0;
                for (var digits = 0; digits < 3 && Position < data.Length && data[Position] is >= (byte)'0' and <= (byte)'7'; digits++)
                    value = (value * 8) + data[Position++] - '0';
                Position--;
                text.WriteByte((byte)value);
                break;
            default:
                text.WriteByte(c);
                break;
        }
    }

    private byte[] Hexadecimal()
    {
        var data = Data;
        using var text = new MemoryStream();
        var high = -1;
        for (Position++; Position < data.Length; Position++)
        {
            if (data[Position] == '>')
            {
                Position++;
                break;
            }
            if (Hex(data[Position]) is not (>= 0 and var digit))
                continue;
            if (high < 0)
            {
                high = digit;
                continue;
            }
            text.WriteByte((byte)((high << 4) | digit));
            high = -1;
        }
        if (high >= 0)
            text.WriteByte((byte)(high << 4));
        budget.Work((int)(text.Length / 16));
        return text.ToArray();
    }

    private List<object?> Array(int depth)
    {
        var items = new List<object?>();
        while (depth < Deepest)
        {
            var item = Next(depth + 1);
            if (ReferenceEquals(item, End) || ReferenceEquals(item, Close) || item is PdfKeyword { Value: "endobj" or "stream" })
                break;
            items.Add(item);
        }
        return items;
    }

    private Dictionary<string, object?> Dictionary(int depth)
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (depth < Deepest)
        {
            var key = Next(depth + 1);
            if (ReferenceEquals(key, End) || ReferenceEquals(key, Close) || key is PdfKeyword { Value: "endobj" or "stream" })
                break;
            if (key is not PdfName name)
                continue;
            var value = Next(depth + 1);
            if (ReferenceEquals(value, End) || ReferenceEquals(value, Close))
                break;
            entries[name.Value] = value;
        }
        return entries;
    }

    private object Number()
    {
        var start = Position;
        var number = Digits(out var whole);
        if (!references || !whole || number is < 0 or > int.MaxValue)
            return number;
        // "12 0 R" is one object.
        var after = Position;
        SkipSpace();
        if (Position < Data.Length && IsDigit(Data[Position]))
        {
            _ = Digits(out var second);
            SkipSpace();
            if (second && Position < Data.Length && Data[Position] == 'R' && (Position + 1 == Data.Length || !IsRegular(Data[Position + 1])))
            {
                Position++;
                return new PdfReference((int)number);
            }
        }
        Position = Math.Max(after, start + 1);
        return number;
    }

    private double Digits(out bool whole)
    {
        var data = Data;
        var start = Position;
        whole = true;
        while (Position < data.Length && (IsDigit(data[Position]) || data[Position] is (byte)'+' or (byte)'-' or (byte)'.'))
        {
            whole &= IsDigit(data[Position]);
            Position++;
        }
        return double.TryParse(data[start..Position], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : 0;
    }

    private object? Word()
    {
        var data = Data;
        var start = Position;
        while (Position < data.Length && IsRegular(data[Position]) && Position - start < LongestWord)
            Position++;
        if (Position == start)
            Position++;
        return Encoding.Latin1.GetString(data[start..Position]) switch
        {
            "true" => true,
            "false" => false,
            "null" => null,
            var word => new PdfKeyword(word),
        };
    }

    public static bool IsSpace(byte c) => c is 0 or 9 or 10 or 12 or 13 or 32;

    private static bool IsRegular(byte c) => !IsSpace(c) && c is not ((byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%');

    public static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';

    public static int Hex(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };
}
