using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Salus.Fhir.Paths;

/// <summary>
/// A collection under evaluation. One item needs no array, which is what most expressions of FHIR give.
/// A mutable struct that is only passed by reference.
/// </summary>
[SuppressMessage("Design", "CA1815", Justification = "Never compared.")]
internal struct PathValues
{
    /// <summary>An expression that doubles a collection again and again must not fill the memory.</summary>
    private const int Most = 1 << 22;

    private PathValue first;
    private PathValue[]? items;

    public PathValues(in PathValue only)
    {
        first = only;
        Count = 1;
    }

    public int Count { get; private set; }

    public readonly bool IsEmpty => Count == 0;

    public readonly PathValue this[int index] => items is null ? first : items[index];

    public void Add(in PathValue value)
    {
        if (Count == 0)
        {
            first = value;
            if (items is not null)
                items[0] = value;
            Count = 1;
            return;
        }
        if (items is null)
        {
            items = new PathValue[4];
            items[0] = first;
        }
        else if (Count == items.Length)
        {
            if (Count >= Most)
                throw new FhirPathException("A collection grew beyond four million items.");
            Array.Resize(ref items, Count * 2);
        }
        items[Count++] = value;
    }

    public void AddRange(in PathValues values)
    {
        for (var i = 0; i < values.Count; i++)
            Add(values[i]);
    }

    /// <summary>The same items in an array of their own, for who goes on to add.</summary>
    public readonly PathValues Copy()
    {
        PathValues copy = default;
        copy.AddRange(this);
        return copy;
    }

    /// <summary>Empty again; keeps its array for the next use.</summary>
    public void Clear() => Count = 0;

    public readonly ImmutableArray<PathValue> ToImmutable()
    {
        if (Count == 0)
            return [];
        if (items is null)
            return [first];
        return ImmutableArray.Create(items, 0, Count);
    }
}
