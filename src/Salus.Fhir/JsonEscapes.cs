using System.Buffers;
using System.Text;

namespace Salus.Fhir;

/// <summary>The escapes of JSON strings (RFC 8259 §7).</summary>
internal static class JsonEscapes
{
    /// <summary>How many bytes the escape takes that starts with the backslash at an offset; 0 when it is none, or half a surrogate pair.</summary>
    /// <param name="text">Ends with a byte that belongs to no escape.</param>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text[1] is not (byte)'u')
            return "\"\\/bfnrt"u8.Contains(text[1]) ? 2 : 0;
        if (!TryUnit(text, out var unit) || char.IsLowSurrogate(unit))
            return 0;
        if (!char.IsHighSurrogate(unit))
            return 6;
        return text.Length > 12 && text[6] is (byte)'\\' && text[7] is (byte)'u' && TryUnit(text[6..], out var low) && char.IsLowSurrogate(low) ? 12 : 0;
    }

    /// <summary>The text of a string literal whose escapes and UTF-8 are known to be right.</summary>
    public static string Decode(ReadOnlySpan<byte> literal)
    {
        var buffer = ArrayPool<char>.Shared.Rent(literal.Length);
        try
        {
            var (length, at) = (0, 0);
            while (at < literal.Length)
            {
                var plain = literal[at..].IndexOf((byte)'\\');
                plain = plain < 0 ? literal.Length - at : plain;
                length += Encoding.UTF8.GetChars(literal.Slice(at, plain), buffer.AsSpan(length));
                at += plain;
                if (at == literal.Length)
                    break;
                var unit = Single(literal[at + 1]);
                at += unit == 'u' && TryUnit(literal[at..], out unit) ? 6 : 2;
                buffer[length++] = unit;
            }
            return new string(buffer, 0, length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static char Single(byte letter) => letter switch
    {
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        _ => (char)letter,
    };

    private static bool TryUnit(ReadOnlySpan<byte> escape, out char unit)
    {
        unit = default;
        if (escape.Length < 6)
            return false;
        var value = 0;
        foreach (var digit in escape.Slice(2, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
            value = value << 4 | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        unit = (char)value;
        return true;
    }
}
