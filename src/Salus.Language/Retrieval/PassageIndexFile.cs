using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Salus.Language.Retrieval;

/// <summary>An index file that is cut, altered, of another version or of other passages. Build it again from the passages.</summary>
public sealed class PassageIndexException(string message) : Exception(message);

/// <summary>
/// An index on disk: a mark with its version, a digest of what it was built from, the words, the postings, and at the end the SHA-256 of
/// all before it. It is read whole and believed only when the digest fits.
/// </summary>
public static class PassageIndexFile
{
    private const int SourceLength = 32;

    private static ReadOnlySpan<byte> Mark => "SALUSPX2"u8;

    /// <param name="source">SHA-256 of what the index was built from, so that a change is noticed.</param>
    public static void Write(PassageIndex index, ReadOnlySpan<byte> source, Stream to)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (source.Length != SourceLength)
            throw new ArgumentException("A SHA-256 has 32 bytes.", nameof(source));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var words = Encoding.UTF8.GetBytes(string.Join("\n", index.Words));
        var names = Encoding.UTF8.GetBytes(string.Join('\n', index.Names));
        Put(Mark);
        Put(source);
        Number(index.Count);
        Number(index.WordCount);
        Number(words.Length);
        Number(index.Data.Length);
        Number(index.Names.Count);
        Number(names.Length);
        Put(words);
        Put(names);
        Put(MemoryMarshal.AsBytes(index.Counts));
        Put(MemoryMarshal.AsBytes(index.Offsets));
        Put(index.Data);
        to.Write(hash.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            to.Write(bytes);
        }

        void Number(int number)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(four, number);
            Put(four);
        }
    }

    /// <exception cref="PassageIndexException">It cannot be used.</exception>
    public static PassageIndex Read(FileInfo file, ReadOnlySpan<byte> source)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Length > Array.MaxLength)
            throw new PassageIndexException($"{file.Name} is larger than an index can be.");
        var bytes = File.ReadAllBytes(file.FullName).AsSpan();
        var head = Mark.Length + SourceLength + 24;
        if (bytes.Length < head + SourceLength || !bytes.StartsWith(Mark))
            throw new PassageIndexException($"{file.Name} is no index of this version.");
        if (!bytes.Slice(Mark.Length, SourceLength).SequenceEqual(source))
            throw new PassageIndexException($"{file.Name} was built from other passages.");
        if (!SHA256.HashData(bytes[..^SourceLength]).AsSpan().SequenceEqual(bytes[^SourceLength..]))
            throw new PassageIndexException($"{file.Name} is damaged.");
        var at = Mark.Length + SourceLength;
        var (count, wordCount, wordBytes, postings, nameCount, nameBytes) = (Int(bytes, at), Int(bytes, at + 4), Int(bytes, at + 8), Int(bytes, at + 12), Int(bytes, at + 16), Int(bytes, at + 20));
        if (count < 0 || wordCount < 0 || wordBytes < 0 || postings < 0 || nameCount < 0 || nameBytes < 0 || head + (long)wordBytes + nameBytes + (wordCount * 4L) + ((wordCount + 1) * 8L) + postings + SourceLength != bytes.Length)
            throw new PassageIndexException($"{file.Name} is damaged.");
        at = head;
        var words = wordCount == 0 ? [] : Encoding.UTF8.GetString(bytes.Slice(at, wordBytes)).Split('\n');
        at += wordBytes;
        var names = nameCount == 0 ? [] : Encoding.UTF8.GetString(bytes.Slice(at, nameBytes)).Split('\n');
        at += nameBytes;
        var counts = MemoryMarshal.Cast<byte, int>(bytes.Slice(at, wordCount * 4)).ToArray();
        at += wordCount * 4;
        var offsets = MemoryMarshal.Cast<byte, long>(bytes.Slice(at, (wordCount + 1) * 8)).ToArray();
        at += (wordCount + 1) * 8;
        return words.Length == wordCount && names.Length == nameCount ? new PassageIndex(words, counts, offsets, bytes.Slice(at, postings).ToArray(), names, count) : throw new PassageIndexException($"{file.Name} is damaged.");
    }

    private static int Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
