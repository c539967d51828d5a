using System.Buffers.Binary;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Counts by a 32-bit hash of words, so that the file names no word of the notes it was counted in. Two keys in a hundred thousand
/// share a hash; a judge of many measures does not mind.
/// </summary>
internal sealed class HashedCounts
{
    private const int EntryBytes = 6;
    private const int MostEntries = 500_000;

    private readonly Dictionary<uint, ushort> counts;

    private HashedCounts(Dictionary<uint, ushort> counts) => this.counts = counts;

    public int Count => counts.Count;

    public int Of(uint key) => counts.TryGetValue(key, out var count) ? count : 0;

    /// <summary>Of each key how often it was met, when at least <paramref name="fewestVisits"/> visits hold it.</summary>
    public static HashedCounts From(IEnumerable<(int Visit, uint Key)> met, int fewestVisits)
    {
        var seen = new Dictionary<uint, (int Count, int Visits, int Last)>();
        foreach (var (visit, key) in met)
        {
            var known = seen.GetValueOrDefault(key, (0, 0, -1));
            seen[key] = (known.Item1 + 1, known.Item2 + (known.Item3 == visit ? 0 : 1), visit);
        }
        return new HashedCounts(seen.Where(s => s.Value.Visits >= fewestVisits).ToDictionary(s => s.Key, s => (ushort)Math.Min(s.Value.Count, ushort.MaxValue)));
    }

    /// <summary>FNV-1a over the words, in order; the kind keeps tables of different meaning apart.</summary>
    public static uint Key(char kind, params ReadOnlySpan<string> words)
    {
        var hash = (2166136261u ^ kind) * 16777619u;
        foreach (var word in words)
        {
            foreach (var letter in word)
                hash = (hash ^ letter) * 16777619u;
            hash = (hash ^ ' ') * 16777619u;
        }
        return hash;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[counts.Count * EntryBytes];
        var at = 0;
        foreach (var (key, count) in counts.OrderBy(c => c.Key))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), key);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 4), count);
            at += EntryBytes;
        }
        return bytes;
    }

    /// <exception cref="FormatException">The length is not that of such a table.</exception>
    public static HashedCounts Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % EntryBytes != 0 || bytes.Length / EntryBytes > MostEntries)
            throw new FormatException($"A table of counts has {EntryBytes} bytes for each of at most {MostEntries} entries; this one has {bytes.Length} bytes.");
        var read = new Dictionary<uint, ushort>(bytes.Length / EntryBytes);
        for (var at = 0; at < bytes.Length; at += EntryBytes)
            read[BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..])] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 4)..]);
        return new HashedCounts(read);
    }
}
