using System.Buffers.Binary;

namespace Salus.Governance.Deidentification;

/// <summary>Numbers that a key makes of a value: the same for the same value, and telling nothing of it without the key.</summary>
internal ref struct Draws
{
    private readonly ReleaseKey key;
    private readonly string purpose;
    private readonly string scope;
    private readonly string value;
    private readonly Span<byte> block;
    private int used;
    private int blocks;

    /// <param name="block">32 bytes to work in.</param>
    public Draws(ReleaseKey key, Span<byte> block, string purpose, string scope, string value)
    {
        this.key = key;
        this.block = block;
        this.purpose = purpose;
        this.scope = scope;
        this.value = value;
        used = block.Length;
    }

    /// <summary>From 0 up to, without, <paramref name="end"/>; the bias of 32 bits over a few thousand values does not matter here.</summary>
    public int Next(int end)
    {
        if (used + sizeof(uint) > block.Length)
        {
            key.Derive(block, purpose, scope, value, ((char)('0' + blocks++)).ToString());
            used = 0;
        }
        var bits = BinaryPrimitives.ReadUInt32LittleEndian(block[used..]);
        used += sizeof(uint);
        return (int)((ulong)bits * (uint)end >> 32);
    }
}
