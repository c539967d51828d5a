namespace Salus.Tests.Fhir.Fuzzing;

/// <summary>Makes damaged inputs out of good ones. Equal seed and originals give equal inputs.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> originals)
{
    private const int Longest = 64 * 1024;
    private const int MostRepeats = 2000;

    private static readonly byte[][] trouble =
    [
        [0], [0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0xF0, 0x9F, 0x98, 0x80], "\r\n"u8.ToArray(), "\\u0000"u8.ToArray(), "\\ud800"u8.ToArray(),
        "9999999999999999999999"u8.ToArray(), "-1"u8.ToArray(), "1e999999999"u8.ToArray(), "0.00000000000000000000000000001"u8.ToArray(), "9999-99-99"u8.ToArray(),
    ];

    private readonly Random random = new(seed);

    public byte[] Next()
    {
        var bytes = originals[random.Next(originals.Count)].ToList();
        for (var n = 1 + (int)Math.Log2(1 + random.Next(15)); n > 0; n--)
            Change(bytes);
        return [.. bytes.Take(Longest)];
    }

    private void Change(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.RemoveRange(at, Math.Min(random.Next(20), bytes.Count - at));
                break;
            case 4:
                bytes.InsertRange(at, Part(bytes));
                break;
            case 5:
                bytes.InsertRange(at, Part(originals[random.Next(originals.Count)]));
                break;
            case 6:
                bytes.InsertRange(at, trouble[random.Next(trouble.Length)]);
                break;
            case 7:
                // Many times the same makes nesting, lists and long literals.
                var part = Part(bytes).Take(16).ToArray();
                bytes.InsertRange(at, Enumerable.Repeat(part, random.Next(MostRepeats)).SelectMany(p => p).Take(Longest));
                break;
            case 8 when bytes.Count > 1:
                (bytes[at % bytes.Count], bytes[(at + 1) % bytes.Count]) = (bytes[(at + 1) % bytes.Count], bytes[at % bytes.Count]);
                break;
        }
    }

    private List<byte> Part(IReadOnlyList<byte> of)
    {
        var start = random.Next(of.Count + 1);
        return [.. of.Skip(start).Take(1 + random.Next(40))];
    }
}
