using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>
/// The vectors of one corpus in the file <c>vectors</c> beside its passages: what they were made of and by which model, then one vector a passage in
/// their order. Vectors are appended batch by batch, so making them goes on where it stopped; another model or other passages begin anew.
/// </summary>
internal sealed class CorpusVectors
{
    public const string FileName = "vectors";

    private const int HeadLength = 8 + 32 + 4;
    private const int MostDimensions = 16_384;

    private readonly FileInfo file;
    private readonly byte[] origin;

    /// <param name="model">What tells the model from another: its name at its endpoint, and the endpoint.</param>
    public CorpusVectors(DirectoryInfo folder, Corpus corpus, string model)
    {
        file = new FileInfo(Path.Combine(folder.FullName, FileName));
        origin = SHA256.HashData(Encoding.UTF8.GetBytes($"{corpus.Digest}\n{model}"));
        Passages = corpus.Passages;
        if (!file.Exists || file.Length < HeadLength)
            return;
        using var stream = file.OpenRead();
        var head = new byte[HeadLength];
        stream.ReadExactly(head);
        if (!head.AsSpan().StartsWith(Mark) || !head.AsSpan(Mark.Length, origin.Length).SequenceEqual(origin) || BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(HeadLength - 4)) is not (> 0 and <= MostDimensions and var dimensions))
            return;
        Dimensions = dimensions;
        Done = (int)Math.Min(Passages, (stream.Length - HeadLength) / dimensions);
    }

    private static ReadOnlySpan<byte> Mark => "SALUSPV1"u8;

    /// <summary>Of the corpus.</summary>
    public int Passages { get; }

    /// <summary>0 while there is no vector.</summary>
    public int Dimensions { get; private set; }

    /// <summary>Passages that have their vector: the first ones.</summary>
    public int Done { get; private set; }

    public bool IsWhole => Done == Passages;

    /// <summary>Adds the vectors of the next passages.</summary>
    /// <exception cref="CorpusException">They are not as long as those before.</exception>
    public void Append(IReadOnlyList<sbyte[]> vectors)
    {
        if (vectors.Count == 0)
            return;
        var dimensions = vectors[0].Length;
        if (dimensions is 0 or > MostDimensions || vectors.Any(v => v.Length != dimensions) || (Done > 0 && dimensions != Dimensions))
            throw new CorpusException("The embedding model gives vectors of different lengths. Choose another with 'salus models use embedding NAME'.");
        using var stream = Done == 0 ? PrivateFolder.CreateFile(file.FullName) : new FileStream(file.FullName, FileMode.Open, FileAccess.Write, FileShare.Read);
        if (Done == 0)
        {
            var head = new byte[HeadLength];
            Mark.CopyTo(head);
            origin.CopyTo(head.AsSpan(Mark.Length));
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(HeadLength - 4), dimensions);
            stream.Write(head);
        }
        // What a stopped run left half-written is written over.
        stream.Position = HeadLength + ((long)Done * dimensions);
        foreach (var vector in vectors)
            stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector.AsSpan()));
        stream.SetLength(stream.Position);
        stream.Flush(flushToDisk: true);
        (Dimensions, Done) = (dimensions, Done + vectors.Count);
    }

    /// <summary>Reads all that are there, one after the other.</summary>
    public sbyte[] Read()
    {
        var bytes = new sbyte[(long)Done * Dimensions];
        using var stream = file.OpenRead();
        stream.Position = HeadLength;
        stream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(bytes.AsSpan()));
        return bytes;
    }
}
