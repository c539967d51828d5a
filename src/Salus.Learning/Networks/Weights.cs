using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Salus.Learning.Networks;

/// <summary>Saves and loads the numbers of a network: count, then for each tensor its length and its values, little-endian.</summary>
public static class Weights
{
    public static void Write(BinaryWriter writer, IEnumerable<Tensor> tensors)
    {
        var all = tensors.ToArray();
        writer.Write(all.Length);
        foreach (var tensor in all)
        {
            writer.Write(tensor.Length);
            foreach (var value in tensor.Values)
                writer.Write(value);
        }
    }

    /// <summary>Fills the tensors of a network of the same shape. Nothing is allocated on the word of the file.</summary>
    /// <exception cref="InvalidDataException">Another network was saved, the file ends early, or a weight is not finite.</exception>
    public static void Read(BinaryReader reader, IEnumerable<Tensor> tensors)
    {
        var all = tensors.ToArray();
        if (reader.ReadInt32() is var count && count != all.Length)
            throw new InvalidDataException($"The network has {all.Length} tensors, the file {count}.");
        for (var i = 0; i < all.Length; i++)
        {
            if (reader.ReadInt32() is var length && length != all[i].Length)
                throw new InvalidDataException($"Tensor {i} of the network has {all[i].Length} weights, the file {length}.");
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(all[i].Values));
            if (!BitConverter.IsLittleEndian)
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, uint>(all[i].Values), MemoryMarshal.Cast<float, uint>(all[i].Values));
            foreach (var value in all[i].Values)
                if (!float.IsFinite(value))
                    throw new InvalidDataException($"Tensor {i} holds a weight that is not finite.");
        }
    }
}
