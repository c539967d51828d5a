using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>
/// Finds the bracket that ends a JSON value, over as many pieces of text as it takes: sixty-four bytes at a time as bits, quotes and what they enclose by
/// arithmetic on these (after Langdale and Lemire, Parsing Gigabytes of JSON per Second, 2019). Nothing else of JSON is looked at.
/// </summary>
internal struct JsonBrackets
{
    private const int Block = 64;

    private long depth;

    /// <summary>All bits when the next byte stands in a string.</summary>
    private ulong inString;

    /// <summary>One when a backslash stood before the next byte.</summary>
    private ulong isEscaped;

    /// <summary>On from <paramref name="at"/>, which stands behind the bracket that ends the value, or at the end of the text when that has not come yet.</summary>
    /// <returns>Whether it came.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Close(ReadOnlySpan<byte> text, ref int at)
    {
        Span<byte> rest = stackalloc byte[Block];
        while (at < text.Length)
        {
            scoped var block = text[at..];
            if (block.Length < Block)
            {
                rest.Fill((byte)' ');
                block.CopyTo(rest);
                block = rest;
            }
            var (quotes, backslashes, opening, closing) = Bits(block);
            if ((backslashes | isEscaped) != 0)
                quotes &= ~Escaped(backslashes, Math.Min(Block, text.Length - at));
            var strings = Within(quotes) ^ inString;
            opening &= ~strings;
            closing &= ~strings;
            if (BitOperations.PopCount(closing) >= depth && Ends(opening, closing) is >= 0 and var end)
            {
                at += end + 1;
                return true;
            }
            depth += BitOperations.PopCount(opening) - BitOperations.PopCount(closing);
            inString = (ulong)((long)strings >> (Block - 1));
            at += Block;
        }
        at = text.Length;
        return false;
    }

    /// <summary>Which bracket of a block is the last of the value; -1 for none.</summary>
    private readonly int Ends(ulong opening, ulong closing)
    {
        var open = depth;
        for (var left = opening | closing; left != 0; left &= left - 1)
        {
            var place = BitOperations.TrailingZeroCount(left);
            open += (opening >> place & 1) != 0 ? 1 : -1;
            if (open == 0)
                return place;
        }
        return -1;
    }

    /// <summary>The bytes that a backslash before them makes mean themselves.</summary>
    private ulong Escaped(ulong backslashes, int length)
    {
        var escaped = isEscaped;
        backslashes &= ~isEscaped;
        isEscaped = 0;
        while (backslashes != 0)
        {
            var place = BitOperations.TrailingZeroCount(backslashes);
            if (place + 1 >= length)
            {
                isEscaped = 1;
                break;
            }
            escaped |= 2UL << place;
            backslashes &= ~(3UL << place);
        }
        return escaped;
    }

    /// <summary>From each opening quote to before the closing one: the exclusive or of all bits before.</summary>
    private static ulong Within(ulong quotes)
    {
        quotes ^= quotes << 1;
        quotes ^= quotes << 2;
        quotes ^= quotes << 4;
        quotes ^= quotes << 8;
        quotes ^= quotes << 16;
        return quotes ^ (quotes << 32);
    }

    private static (ulong Quotes, ulong Backslashes, ulong Opening, ulong Closing) Bits(ReadOnlySpan<byte> block)
    {
        ref var first = ref MemoryMarshal.GetReference(block);
        var (low, high) = (Vector256.LoadUnsafe(ref first), Vector256.LoadUnsafe(ref first, 32));
        // Square brackets are braces without the bit that small letters have.
        var (lowFolded, highFolded) = (low | Vector256.Create((byte)0x20), high | Vector256.Create((byte)0x20));
        return (Equal(low, high, (byte)'"'), Equal(low, high, (byte)'\\'), Equal(lowFolded, highFolded, (byte)'{'), Equal(lowFolded, highFolded, (byte)'}'));
    }

    private static ulong Equal(Vector256<byte> low, Vector256<byte> high, byte sought) =>
        Vector256.Equals(low, Vector256.Create(sought)).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, Vector256.Create(sought)).ExtractMostSignificantBits() << 32);
}
