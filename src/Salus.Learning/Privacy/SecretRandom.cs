using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Salus.Learning.Privacy;

/// <summary>
/// Random bits for noise that protects people: the keystream of AES-256 in counter mode. Who knows the key can take the noise off again, so the key is a
/// secret and never a seed that is printed on a data card. Equal keys give equal bits. Not safe for several threads.
/// </summary>
public sealed class SecretRandom : IDisposable
{
    private const int BlockBytes = 4096;

    private readonly Aes aes = Aes.Create();
    private readonly byte[] counters = new byte[BlockBytes];
    private readonly byte[] stream = new byte[BlockBytes];
    private ulong next;
    private int at = BlockBytes;

    /// <param name="key">32 bytes.</param>
    public SecretRandom(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyBytes)
            throw new ArgumentException($"A key has {KeyBytes} bytes, not {key.Length}.", nameof(key));
        aes.Key = key.ToArray();
    }

    public const int KeyBytes = 32;

    /// <summary>With a key from the operating system that nobody keeps.</summary>
    public static SecretRandom Fresh() => new(RandomNumberGenerator.GetBytes(KeyBytes));

    public ulong NextBits()
    {
        if (at == BlockBytes)
            Refill();
        var bits = BinaryPrimitives.ReadUInt64LittleEndian(stream.AsSpan(at));
        at += sizeof(ulong);
        return bits;
    }

    /// <summary>Uniform in [0, <paramref name="end"/>), exactly: by rejection.</summary>
    public UInt128 Next(UInt128 end)
    {
        if (end <= 1)
            return end == 1 ? UInt128.Zero : throw new ArgumentOutOfRangeException(nameof(end), "There is no number below 0.");
        var last = end - 1;
        if (last <= ulong.MaxValue)
        {
            var mask = ulong.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount((ulong)last);
            while (true)
                if ((NextBits() & mask) is var small && small <= (ulong)last)
                    return small;
        }
        var wide = UInt128.MaxValue >> (int)UInt128.LeadingZeroCount(last);
        while (true)
            if ((new UInt128(NextBits(), NextBits()) & wide) is var large && large <= last)
                return large;
    }

    /// <summary>Uniform in (0, 1): 53 bits and half a step, so that its logarithm is finite.</summary>
    public double NextDouble() => ((NextBits() >> 11) + 0.5) * (1.0 / (1UL << 53));

    public void Dispose() => aes.Dispose();

    private void Refill()
    {
        for (var offset = 0; offset < BlockBytes; offset += 16)
            BinaryPrimitives.WriteUInt64LittleEndian(counters.AsSpan(offset), next++);
        aes.EncryptEcb(counters, stream, PaddingMode.None);
        at = 0;
    }
}
