using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Salus.Language.Vocabularies;

/// <summary>A file of a terminology cannot be used; the message says which and what to do.</summary>
public sealed class TerminologyFileException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// A terminology with its search tables as a file, so that it is ready as soon as it is read: the mark <c>SALUSTRM</c>, the version of the
/// format, a JSON head (what it is, its code systems), the columns and tables as little-endian arrays each behind its length, and the SHA-256 of all that.
/// Written by Salus for Salus; a file of another version is made again from the list.
/// </summary>
public static class TerminologyFile
{
    private const int Version = 1;
    private const int LongestHead = 1 << 20;

    private static ReadOnlySpan<byte> Mark => "SALUSTRM"u8;

    public static void Write(Terminology terminology, Stream to)
    {
        ArgumentNullException.ThrowIfNull(terminology);
        ArgumentNullException.ThrowIfNull(to);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = JsonSerializer.SerializeToUtf8Bytes(new Head(terminology.Info, terminology.Terms.Systems));
        Put(Mark);
        Put(MemoryMarshal.AsBytes<int>([Version, head.Length]));
        Put(head);
        var columns = terminology.Terms.Stored;
        PutArray<byte>(columns.Text);
        PutArray<int>(columns.TermEnds);
        PutArray<int>(columns.FirstTerms);
        PutArray<byte>(columns.Codes);
        PutArray<int>(columns.CodeEnds);
        PutArray<byte>(columns.Kinds);
        PutArray<byte>(columns.Systems);
        var tables = terminology.Index.Stored;
        PutArray<ulong>(tables.Slots);
        PutArray<ulong>(tables.Beginnings);
        PutArray<int>(tables.Next);
        var spelling = terminology.Index.Spelling.Stored;
        PutArray<ulong>(spelling.Known);
        PutArray<int>(spelling.Terms);
        PutArray<int>(spelling.StemEnds);
        PutArray<char>(spelling.Stems);
        to.Write(digest.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            digest.AppendData(bytes);
            to.Write(bytes);
        }

        void PutArray<T>(ReadOnlySpan<T> values)
            where T : unmanaged
        {
            Put(MemoryMarshal.AsBytes<int>([values.Length]));
            Put(MemoryMarshal.AsBytes(values));
        }
    }

    /// <exception cref="TerminologyFileException">It is no such file, of another version, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Terminology Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var stream = new FileStream(file.FullName, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            if (!Take<byte>(Mark.Length).AsSpan().SequenceEqual(Mark) || Take<int>(2) is not [Version, > 0 and <= LongestHead and var length])
                throw Unusable(file, "is no terminology of this version of Salus");
            var head = JsonSerializer.Deserialize<Head>(Take<byte>(length)) ?? throw Unusable(file, "is damaged");
            var columns = new PackedTerms.Columns(TakeArray<byte>(), TakeArray<int>(), TakeArray<int>(), TakeArray<byte>(), TakeArray<int>(), TakeArray<byte>(), TakeArray<byte>());
            var tables = new TermIndex.Tables(TakeArray<ulong>(), TakeArray<ulong>(), TakeArray<int>());
            var spelling = new SpellingIndex.Tables(TakeArray<ulong>(), TakeArray<int>(), TakeArray<int>(), TakeArray<char>());
            var computed = digest.GetHashAndReset();
            if (!Take<byte>(computed.Length).AsSpan().SequenceEqual(computed))
                throw Unusable(file, "is damaged");
            var terms = new PackedTerms(head.Systems, columns);
            return new Terminology(head.Info, terms, TermIndex.Of(terms, tables, SpellingIndex.Of(spelling)));
        }
        catch (Exception e) when (e is EndOfStreamException or JsonException or InvalidDataException)
        {
            throw Unusable(file, "is damaged", e);
        }

        T[] TakeArray<T>()
            where T : unmanaged => Take<T>(Take<int>(1)[0]);

        T[] Take<T>(int count)
            where T : unmanaged
        {
            if (count < 0 || (long)count * Unsafe.SizeOf<T>() > stream.Length - stream.Position)
                throw new EndOfStreamException();
            var values = GC.AllocateUninitializedArray<T>(count);
            var bytes = MemoryMarshal.AsBytes(values.AsSpan());
            stream.ReadExactly(bytes);
            digest.AppendData(bytes);
            return values;
        }
    }

    private static TerminologyFileException Unusable(FileInfo file, string why, Exception? inner = null) =>
        new($"{file.Name} {why}. Add the list again, or remove it.", inner);

    private sealed record Head(TerminologyInfo Info, ImmutableArray<string> Systems);
}
