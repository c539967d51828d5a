using System.Buffers.Binary;
using System.Text;

namespace Salus.Fhir;

/// <summary>
/// Element names as strings, found by their UTF-8 bytes. A small cache in which a new name pushes an old one out:
/// the few hundred names of FHIR stay, and nothing that is read can make it grow.
/// </summary>
internal static class ElementNames
{
    private const int SlotBits = 12;
    private const int LongestKept = 64;
    private static readonly Entry?[] slots = new Entry?[1 << SlotBits];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestKept)
            return Encoding.UTF8.GetString(utf8);
        var (head, tail) = Key(utf8);
        var hash = ((head ^ (ulong)utf8.Length) * 0x9E3779B97F4A7C15) ^ (tail * 0xC2B2AE3D27D4EB4F);
        var slot = (int)((hash * 0xD6E8FEB86659FD93) >> (64 - SlotBits));
        var first = slots[slot];
        if (first is not null && first.Matches(head, tail, utf8))
            return first.Name;
        var second = slots[slot ^ 1];
        if (second is not null && second.Matches(head, tail, utf8))
            return second.Name;
        var entry = new Entry(head, tail, utf8.Length, Encoding.UTF8.GetString(utf8));
        slots[slot ^ 1] = first;
        slots[slot] = entry;
        return entry.Name;
    }

    /// <summary>The first and the last bytes; for up to sixteen bytes they and the length are the whole name.</summary>
    private static (ulong Head, ulong Tail) Key(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length >= 8)
            return (BinaryPrimitives.ReadUInt64LittleEndian(utf8), BinaryPrimitives.ReadUInt64LittleEndian(utf8[^8..]));
        if (utf8.Length >= 4)
            return (BinaryPrimitives.ReadUInt32LittleEndian(utf8), BinaryPrimitives.ReadUInt32LittleEndian(utf8[^4..]));
        return utf8.Length == 0 ? default : (utf8[0] | (ulong)utf8[utf8.Length / 2] << 8 | (ulong)utf8[^1] << 16, 0UL);
    }

    private sealed class Entry(ulong head, ulong tail, int length, string name)
    {
        public string Name => name;

        public bool Matches(ulong otherHead, ulong otherTail, ReadOnlySpan<byte> utf8) =>
            head == otherHead && tail == otherTail && length == utf8.Length && (length <= 16 || Ascii.Equals(utf8, name));
    }
}
