using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Salus.Synthesis.Tables.Inference;

namespace Salus.Synthesis.Tables.Files;

/// <summary>Numbers persons in the order in which they first come.</summary>
internal sealed class PersonNumbers
{
    private readonly Dictionary<string, int> known = new(StringComparer.Ordinal);
    private readonly ImmutableArray<int>.Builder numbers = ImmutableArray.CreateBuilder<int>();
    private int next;

    public ImmutableArray<int> Numbers => numbers.ToImmutable();

    public void Add(ReadOnlySpan<char> key)
    {
        // Whoever has no key is a person of their own.
        if (CellShape.IsMissingMark(key, decided: true))
        {
            numbers.Add(next++);
            return;
        }
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(known.GetAlternateLookup<ReadOnlySpan<char>>(), key, out var met);
        if (!met)
            number = next++;
        numbers.Add(number);
    }
}
