using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;

namespace Salus.Trust;

/// <summary>
/// The hash tree of RFC 6962 section 2.1 (the same as RFC 9162 section 2.1): one digest stands for a whole list,
/// and a short proof shows that an entry is in it or that a longer list only appended to a shorter one.
/// </summary>
public static class MerkleTree
{
    /// <summary>Root of no entries: the digest of nothing.</summary>
    public static Sha256 Empty { get; } = Sha256.Of([]);

    /// <summary>SHA-256 of 0x00 and the entry's bytes. The prefix keeps an entry from passing as an inner node.</summary>
    public static Sha256 Leaf(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0x00]);
        hash.AppendData(entry);
        return Finish(hash);
    }

    /// <summary>SHA-256 of 0x01 and both children.</summary>
    public static Sha256 Node(Sha256 left, Sha256 right)
    {
        Span<byte> bytes = stackalloc byte[65];
        bytes[0] = 0x01;
        left.ToBytes().CopyTo(bytes[1..]);
        right.ToBytes().CopyTo(bytes[33..]);
        return Sha256.Of(bytes);
    }

    public static Sha256 Root(ReadOnlySpan<Sha256> leaves) => leaves.Length switch
    {
        0 => Empty,
        1 => leaves[0],
        var n => Node(Root(leaves[..Split(n)]), Root(leaves[Split(n)..])),
    };

    /// <summary>The nodes that, with the leaf, lead to the root; nearest first. RFC 9162 section 2.1.3.1.</summary>
    public static ImmutableArray<Sha256> InclusionProof(ReadOnlySpan<Sha256> leaves, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Length);
        var proof = ImmutableArray.CreateBuilder<Sha256>();
        AddInclusion(proof, leaves, index);
        return proof.ToImmutable();
    }

    /// <summary>Shows that the tree only appended to its first <paramref name="first"/> entries. RFC 9162 section 2.1.4.1.</summary>
    public static ImmutableArray<Sha256> ConsistencyProof(ReadOnlySpan<Sha256> leaves, int first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, leaves.Length);
        var proof = ImmutableArray.CreateBuilder<Sha256>();
        if (first > 0)
            AddConsistency(proof, leaves, first, complete: true);
        return proof.ToImmutable();
    }

    /// <summary>RFC 9162 section 2.1.3.2.</summary>
    public static bool VerifyInclusion(Sha256 leaf, long index, long size, ImmutableArray<Sha256> proof, Sha256 root)
    {
        if (index < 0 || index >= size)
            return false;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in proof)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = Node(sibling, hash);
                (node, last) = SkipLeftEdge(node, last);
            }
            else
            {
                hash = Node(hash, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && hash == root;
    }

    /// <summary>RFC 9162 section 2.1.4.2. Every tree is consistent with the empty one.</summary>
    public static bool VerifyConsistency(long first, Sha256 firstRoot, long second, Sha256 secondRoot, ImmutableArray<Sha256> proof)
    {
        if (first < 0 || first > second)
            return false;
        if (first == second)
            return proof.IsEmpty && firstRoot == secondRoot;
        if (first == 0)
            return proof.IsEmpty && firstRoot == Empty;

        var path = BitOperations.IsPow2(first) ? proof.Insert(0, firstRoot) : proof;
        if (path.IsEmpty)
            return false;
        var (node, last) = (first - 1, second - 1);
        while ((node & 1) == 1)
            (node, last) = (node >> 1, last >> 1);
        var (old, now) = (path[0], path[0]);
        foreach (var sibling in path[1..])
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                old = Node(sibling, old);
                now = Node(sibling, now);
                (node, last) = SkipLeftEdge(node, last);
            }
            else
            {
                now = Node(now, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && old == firstRoot && now == secondRoot;
    }

    /// <summary>At the right border of an incomplete tree a node without a sibling moves up unhashed.</summary>
    private static (long Node, long Last) SkipLeftEdge(long node, long last)
    {
        while ((node & 1) == 0 && node != 0)
            (node, last) = (node >> 1, last >> 1);
        return (node, last);
    }

    private static void AddInclusion(ImmutableArray<Sha256>.Builder proof, ReadOnlySpan<Sha256> leaves, int index)
    {
        if (leaves.Length == 1)
            return;
        var split = Split(leaves.Length);
        if (index < split)
        {
            AddInclusion(proof, leaves[..split], index);
            proof.Add(Root(leaves[split..]));
        }
        else
        {
            AddInclusion(proof, leaves[split..], index - split);
            proof.Add(Root(leaves[..split]));
        }
    }

    /// <param name="complete">The first tree's root is known to the verifier at this node, so it need not be sent.</param>
    private static void AddConsistency(ImmutableArray<Sha256>.Builder proof, ReadOnlySpan<Sha256> leaves, int first, bool complete)
    {
        if (first == leaves.Length)
        {
            if (!complete)
                proof.Add(Root(leaves));
            return;
        }
        var split = Split(leaves.Length);
        if (first <= split)
        {
            AddConsistency(proof, leaves[..split], first, complete);
            proof.Add(Root(leaves[split..]));
        }
        else
        {
            AddConsistency(proof, leaves[split..], first - split, complete: false);
            proof.Add(Root(leaves[..split]));
        }
    }

    /// <summary>The largest power of two below <paramref name="size"/>.</summary>
    private static int Split(int size) => (int)BitOperations.RoundUpToPowerOf2((uint)size) / 2;

    private static Sha256 Finish(IncrementalHash hash)
    {
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return Sha256.FromBytes(digest);
    }
}

/// <summary>
/// The right edge of a growing tree: the roots of its complete subtrees, largest first. It is all that is needed
/// to append and to know the root: at most 64 digests, whatever the size.
/// </summary>
public sealed class MerkleFrontier
{
    private readonly List<Sha256> subtrees;

    public MerkleFrontier()
    {
        subtrees = [];
    }

    /// <param name="size">Number of entries so far.</param>
    /// <param name="subtrees">One digest per set bit of <paramref name="size"/>.</param>
    /// <exception cref="ArgumentException">The number of digests does not fit the size.</exception>
    public MerkleFrontier(long size, IEnumerable<Sha256> subtrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        this.subtrees = [.. subtrees];
        if (this.subtrees.Count != BitOperations.PopCount((ulong)size))
            throw new ArgumentException($"A tree of {size} entries has {BitOperations.PopCount((ulong)size)} complete subtrees, not {this.subtrees.Count}.", nameof(subtrees));
        Size = size;
    }

    public long Size { get; private set; }

    public IReadOnlyList<Sha256> Subtrees => subtrees;

    public void Append(Sha256 leaf)
    {
        var hash = leaf;
        for (var bits = Size; (bits & 1) == 1; bits >>= 1)
        {
            hash = MerkleTree.Node(subtrees[^1], hash);
            subtrees.RemoveAt(subtrees.Count - 1);
        }
        subtrees.Add(hash);
        Size++;
    }

    public Sha256 Root()
    {
        if (subtrees.Count == 0)
            return MerkleTree.Empty;
        var root = subtrees[^1];
        for (var i = subtrees.Count - 2; i >= 0; i--)
            root = MerkleTree.Node(subtrees[i], root);
        return root;
    }
}
