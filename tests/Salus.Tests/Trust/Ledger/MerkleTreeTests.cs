using System.Collections.Immutable;
using Salus.Trust;

namespace Salus.Tests.Trust.Ledgers;

public sealed class MerkleTreeTests
{
    /// <summary>The eight entries and roots that the implementations of RFC 6962 test with (certificate-transparency, merkletree tests).</summary>
    private static readonly string[] Entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static ImmutableArray<Sha256> Leaves => [.. Entries.Select(e => MerkleTree.Leaf(Convert.FromHexString(e)))];

    [Fact]
    public void The_tree_of_nothing_is_the_digest_of_nothing() =>
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", MerkleTree.Root([]).ToString());

    [Theory]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Known_lists_have_their_known_roots(int size, string root)
    {
        Assert.Equal(root, MerkleTree.Root(Leaves.AsSpan()[..size]).ToString());
        var frontier = new MerkleFrontier();
        foreach (var leaf in Leaves[..size])
            frontier.Append(leaf);
        Assert.Equal(root, frontier.Root().ToString());
    }

    [Fact]
    public void A_known_inclusion_proof_is_reproduced() => Assert.Equal(
        ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"],
        MerkleTree.InclusionProof(Leaves.AsSpan(), 0).Select(h => h.ToString()));

    [Fact]
    public void A_known_consistency_proof_is_reproduced() => Assert.Equal(
        ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"],
        MerkleTree.ConsistencyProof(Leaves.AsSpan(), 6).Select(h => h.ToString()));

    [Fact]
    public void Every_entry_of_every_tree_up_to_130_proves_that_it_is_in_it_and_nowhere_else()
    {
        var leaves = Numbered(130);
        for (var size = 0; size <= 130; size++)
        {
            var tree = leaves.AsSpan()[..size];
            var root = MerkleTree.Root(tree);
            for (var index = 0; index < size; index++)
            {
                var proof = MerkleTree.InclusionProof(tree, index);
                Assert.True(MerkleTree.VerifyInclusion(tree[index], index, size, proof, root));
                Assert.False(MerkleTree.VerifyInclusion(tree[index], index + 1, size, proof, root));
                Assert.False(MerkleTree.VerifyInclusion(leaves[(index + 1) % 130], index, size, proof, root));
                Assert.False(MerkleTree.VerifyInclusion(tree[index], index, size, proof.Add(root), root));
                if (!proof.IsEmpty)
                    Assert.False(MerkleTree.VerifyInclusion(tree[index], index, size, proof[..^1], root));
            }
        }
    }

    [Fact]
    public void Every_tree_up_to_130_proves_that_it_only_appended_to_every_smaller_one()
    {
        var leaves = Numbered(130);
        var roots = Enumerable.Range(0, 131).Select(n => MerkleTree.Root(leaves.AsSpan()[..n])).ToArray();
        for (var second = 0; second <= 130; second++)
        {
            for (var first = 0; first <= second; first++)
            {
                var proof = MerkleTree.ConsistencyProof(leaves.AsSpan()[..second], first);
                Assert.True(MerkleTree.VerifyConsistency(first, roots[first], second, roots[second], proof));
                if (first == 0 || first == second)
                    continue;
                Assert.False(MerkleTree.VerifyConsistency(first, roots[first - 1], second, roots[second], proof));
                Assert.False(MerkleTree.VerifyConsistency(first, roots[first], second, roots[second - 1], proof));
                Assert.False(MerkleTree.VerifyConsistency(first, roots[first], second, roots[second], proof[..^1]));
                Assert.False(MerkleTree.VerifyConsistency(first, roots[first], second, roots[second], proof.Add(roots[1])));
            }
        }
    }

    [Fact]
    public void A_frontier_restored_from_its_subtrees_goes_on_as_if_never_stored()
    {
        var leaves = Numbered(130);
        var frontier = new MerkleFrontier();
        for (var size = 0; size < 130; size++)
        {
            frontier = new MerkleFrontier(frontier.Size, frontier.Subtrees);
            frontier.Append(leaves[size]);
            Assert.Equal(MerkleTree.Root(leaves.AsSpan()[..(size + 1)]), frontier.Root());
        }
        Assert.Throws<ArgumentException>(() => new MerkleFrontier(3, [leaves[0]]));
    }

    private static ImmutableArray<Sha256> Numbered(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleTree.Leaf([(byte)i]))];
}
