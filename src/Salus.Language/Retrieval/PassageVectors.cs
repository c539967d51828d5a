using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Salus.Language.Retrieval;

/// <summary>
/// The meaning of passages as directions, a byte a dimension, and the passages whose direction is nearest to a question's. Every allowed passage
/// is compared; a filter is asked before anything is. Equal ones go by the number of the passage. Immutable, for any number of threads.
/// </summary>
public sealed class PassageVectors
{
    private const float Full = 127;

    private readonly sbyte[] data;
    private readonly int[] passages;

    /// <param name="dimensions">Of each vector.</param>
    /// <param name="data">The vectors one after the other, as <see cref="Pack"/> makes them.</param>
    /// <param name="passages">Whose vector it is, by the number of the passage.</param>
    public PassageVectors(int dimensions, sbyte[] data, int[] passages)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(passages);
        if (data.LongLength != (long)passages.Length * dimensions)
            throw new ArgumentException("There is a vector for each passage.", nameof(data));
        (Dimensions, this.data, this.passages) = (dimensions, data, passages);
    }

    public int Dimensions { get; }

    public int Count => passages.Length;

    /// <summary>A vector in bytes, its largest part at 127: the direction is what is compared.</summary>
    /// <returns>False for a vector without direction, or with parts that are no numbers.</returns>
    public static bool Pack(ReadOnlySpan<float> vector, Span<sbyte> to)
    {
        var largest = 0f;
        foreach (var part in vector)
            largest = float.IsFinite(part) ? Math.Max(largest, Math.Abs(part)) : float.NaN;
        if (!(largest > 0))
            return false;
        for (var i = 0; i < vector.Length; i++)
            to[i] = (sbyte)MathF.Round(vector[i] / largest * Full);
        return true;
    }

    /// <summary>The nearest passages, the nearest first, with the cosine of the angle between as their score.</summary>
    /// <param name="allowed">The passages that may be seen; null for all.</param>
    public ImmutableArray<PassageHit> Nearest(ReadOnlySpan<float> question, int top, Func<int, bool>? allowed = null, CancellationToken cancel = default)
    {
        if (question.Length != Dimensions)
            throw new ArgumentException("The question has other dimensions than the passages.", nameof(question));
        var asked = new sbyte[Dimensions];
        if (top <= 0 || !Pack(question, asked))
            return [];
        var length = Math.Sqrt(Dot(asked, asked));
        var queue = new PriorityQueue<int, (float Score, int Order)>(top + 1);
        for (var i = 0; i < passages.Length; i++)
        {
            if (i % 4096 == 0)
                cancel.ThrowIfCancellationRequested();
            if (allowed?.Invoke(passages[i]) is false)
                continue;
            var vector = data.AsSpan(i * Dimensions, Dimensions);
            var own = Math.Sqrt(Dot(vector, vector));
            if (own <= 0)
                continue;
            queue.Enqueue(passages[i], ((float)(Dot(asked, vector) / (length * own)), -passages[i]));
            if (queue.Count > top)
                queue.Dequeue();
        }
        var hits = new PassageHit[queue.Count];
        for (var i = hits.Length - 1; i >= 0; i--)
        {
            queue.TryDequeue(out var passage, out var priority);
            hits[i] = new PassageHit(passage, priority.Score);
        }
        return [.. hits];
    }

    private static int Dot(ReadOnlySpan<sbyte> one, ReadOnlySpan<sbyte> two)
    {
        var sum = Vector<int>.Zero;
        var ones = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(one);
        var twos = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(two);
        for (var i = 0; i < ones.Length; i++)
        {
            Vector.Widen(ones[i], out var oneLow, out var oneHigh);
            Vector.Widen(twos[i], out var twoLow, out var twoHigh);
            // 127 · 127 fits into sixteen bits; the sum of two does not.
            Vector.Widen(oneLow * twoLow, out var a, out var b);
            Vector.Widen(oneHigh * twoHigh, out var c, out var d);
            sum += a + b + c + d;
        }
        var total = Vector.Sum(sum);
        for (var i = ones.Length * Vector<sbyte>.Count; i < one.Length; i++)
            total += one[i] * two[i];
        return total;
    }
}
