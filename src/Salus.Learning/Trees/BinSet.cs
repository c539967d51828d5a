using System.Runtime.CompilerServices;

namespace Salus.Learning.Trees;

/// <summary>A set of steps 0 to 255.</summary>
[InlineArray(RegressionTree.SetWords)]
internal struct BinSet
{
    private ulong first;

    public void Add(int bin) => this[bin >> 6] |= 1UL << (bin & 63);

    public readonly bool Holds(int bin) => (this[bin >> 6] >> (bin & 63) & 1) != 0;
}
