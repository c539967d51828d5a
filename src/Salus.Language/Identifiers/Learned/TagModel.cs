using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Salus.Language.Identifiers.Learned;

/// <summary>
/// A conditional random field over the words of a stretch (Lafferty, McCallum and Pereira 2001): every sign of a word adds a row of weights, one for
/// each <see cref="WordTag"/>, and neighbours agree by a table of transitions. Signs are hashed into a fixed number of rows (Weinberger et al. 2009), so the
/// model holds no word that it was learned from. A weight takes one byte; rows are padded to eight.
/// </summary>
public sealed class TagModel
{
    internal const int Rows = 1 << 18;
    internal const int Tags = 5;
    internal const int Width = 8;

    private const int FormatVersion = 1;
    private const float Steps = 127;

    private readonly sbyte[] weights;
    private readonly float scale;
    private readonly TagChain chain;

    private TagModel(sbyte[] weights, float scale, float[] transitions) =>
        (this.weights, this.scale, Transitions, chain) = (weights, scale, transitions, new TagChain(transitions));

    private float[] Transitions { get; }

    /// <param name="learned"><see cref="Rows"/> rows of <see cref="Width"/>.</param>
    /// <param name="transitions">From a tag to the next; beginnings and ends count as <see cref="WordTag.Outside"/>.</param>
    internal static TagModel Of(float[] learned, float[] transitions)
    {
        var step = Math.Max(1e-6f, learned.Max(Math.Abs)) / Steps;
        return new(Array.ConvertAll(learned, w => (sbyte)Math.Clamp(MathF.Round(w / step), -Steps, Steps)), step, [.. transitions]);
    }

    /// <summary>Sums the rows of a word's signs.</summary>
    [MethodImpl(EveryWord.Passes)]
    internal void Score(ReadOnlySpan<int> signs, Span<float> scores)
    {
        // At most WordSigns.Most signs of at most 127: a sum fits sixteen bits.
        var sum = Vector128<short>.Zero;
        ref var first = ref MemoryMarshal.GetArrayDataReference(weights);
        foreach (var sign in signs)
            sum += Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.As<sbyte, long>(ref Unsafe.Add(ref first, (nuint)(uint)(sign & (Rows - 1)) * Width))).AsSByte());
        for (var tag = 0; tag < Tags; tag++)
            scores[tag] = sum[tag] * scale;
    }

    /// <inheritdoc cref="TagChain.Chances"/>
    internal void Chances(Span<float> scores, Span<float> forward, Span<float> backward) => chain.Chances(scores, forward, backward);

    /// <summary>As it is shipped, compressed.</summary>
    public void Write(Stream stream)
    {
        using var packed = new BrotliStream(stream, CompressionLevel.SmallestSize, leaveOpen: true);
        using var writer = new BinaryWriter(packed);
        writer.Write(FormatVersion);
        writer.Write(Rows);
        foreach (var weight in Transitions)
            writer.Write(weight);
        writer.Write(scale);
        for (var tag = 0; tag < Tags; tag++)
        {
            for (var row = 0; row < Rows; row++)
                writer.Write(weights[(row * Width) + tag]);
        }
    }

    /// <exception cref="InvalidDataException">The stream holds no model of this version.</exception>
    public static TagModel Read(Stream stream)
    {
        using var packed = new BrotliStream(stream, CompressionMode.Decompress, leaveOpen: true);
        using var reader = new BinaryReader(packed);
        try
        {
            if (reader.ReadInt32() != FormatVersion || reader.ReadInt32() != Rows)
                throw new InvalidDataException("The learned weights are of another version than this program; learn them again.");
            var transitions = new float[Tags * Tags];
            for (var i = 0; i < transitions.Length; i++)
                transitions[i] = reader.ReadSingle();
            var step = reader.ReadSingle();
            var rows = new sbyte[Rows * Width];
            var column = new byte[Rows];
            for (var tag = 0; tag < Tags; tag++)
            {
                packed.ReadExactly(column);
                for (var row = 0; row < Rows; row++)
                    rows[(row * Width) + tag] = (sbyte)column[row];
            }
            return new TagModel(rows, step, transitions);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The learned weights end too early; learn them again.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException("The learned weights are damaged; learn them again.", e);
        }
    }
}
