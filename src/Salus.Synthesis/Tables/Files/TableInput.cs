using System.IO.Compression;
using System.Security.Cryptography;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Files;

/// <summary>
/// A file with one table: plain, packed by gzip, or alone in a ZIP archive. It can be opened again and again, and is
/// unpacked as it is read, so no archive takes more memory than a block of it.
/// </summary>
internal sealed class TableInput
{
    private readonly string path;
    private readonly Packing packing;
    private readonly string? member;

    private enum Packing
    {
        None,
        Gzip,
        Zip,
    }

    /// <exception cref="SynthesisException">There is no such file, or it holds no table.</exception>
    public TableInput(FileInfo file)
    {
        path = file.FullName;
        Name = file.Name;
        var inner = Name;
        try
        {
            using var stream = file.OpenRead();
            Span<byte> front = stackalloc byte[4];
            var read = stream.ReadAtLeast(front, 4, throwOnEndOfStream: false);
            if (read == 0)
                throw new SynthesisException($"{Name} is empty.");
            packing = front is [0x1f, 0x8b, ..] ? Packing.Gzip : front is [(byte)'P', (byte)'K', 3, 4] ? Packing.Zip : Packing.None;
            if (packing is Packing.Zip)
            {
                stream.Position = 0;
                using var archive = new ZipArchive(stream);
                member = Only(archive).FullName;
                inner = Path.GetFileName(member);
            }
            else if (packing is Packing.Gzip && inner.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
                inner = inner[..^3];
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new SynthesisException($"{Name} cannot be opened: {wrong.Message}", wrong);
        }
        Ending = Path.GetExtension(inner).ToLowerInvariant();
    }

    /// <summary>Of the file, without its folder: for messages.</summary>
    public string Name { get; }

    /// <summary>Of the table inside: <c>.csv</c>.</summary>
    public string Ending { get; }

    /// <summary>The content, from its first byte.</summary>
    /// <exception cref="SynthesisException">The file is gone or damaged.</exception>
    public Stream Open()
    {
        try
        {
            var file = new FileStream(path, new FileStreamOptions { BufferSize = 1 << 16, Options = FileOptions.SequentialScan });
            switch (packing)
            {
                case Packing.Gzip:
                    return new Unpacked(file);
                case Packing.Zip:
                    var archive = new ZipArchive(file);
                    return new Member(archive, (archive.GetEntry(member!) ?? throw new InvalidDataException("The archive has changed.")).Open());
                default:
                    return file;
            }
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new SynthesisException($"{Name} cannot be opened: {wrong.Message}", wrong);
        }
    }

    /// <summary>SHA-256 of the file as it lies on the disk, in hexadecimal.</summary>
    public string Digest()
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private ZipArchiveEntry Only(ZipArchive archive)
    {
        var entries = archive.Entries.Where(e => e.Name.Length > 0 && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)).Take(3).ToList();
        if (archive.GetEntry("[Content_Types].xml") is not null)
            throw new SynthesisException($"{Name} is an office document. Save the sheet as CSV and give that.");
        return entries.Count switch
        {
            1 => entries[0],
            0 => throw new SynthesisException($"{Name} is an archive without a file in it."),
            _ => throw new SynthesisException($"{Name} holds more than one file ('{entries[0].FullName}', '{entries[1].FullName}'…). Unpack the one that is the table and give that."),
        };
    }

    /// <summary>A file of an archive that closes its archive too.</summary>
    private sealed class Member(ZipArchive archive, Stream inner) : Sequential(inner)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing)
                archive.Dispose();
        }
    }

    /// <summary>A gzip file that says when it was cut off: the stream of the platform ends then as if all were well.</summary>
    private sealed class Unpacked(FileStream file) : Sequential(new GZipStream(file, CompressionMode.Decompress))
    {
        private uint length;
        private bool ended;

        public override int Read(Span<byte> buffer)
        {
            var read = base.Read(buffer);
            length += (uint)read;
            if (read == 0 && buffer.Length > 0 && !ended)
            {
                ended = true;
                if (IsCut())
                    throw new InvalidDataException("The gzip file ends too early.");
            }
            return read;
        }

        /// <summary>RFC 1952: the last four bytes say how long the content is. A file of several parts says it of the last only.</summary>
        private bool IsCut()
        {
            using var again = new FileStream(file.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var block = new byte[1 << 16];
            long parts = 0;
            uint last = 0;
            var front = 0u;
            for (int read; (read = again.Read(block)) > 0;)
            {
                foreach (var b in block.AsSpan(0, read))
                {
                    last = (last >> 8) | ((uint)b << 24);
                    front = ((front << 8) | b) & 0xffffff;
                    parts += front == 0x1f8b08 ? 1 : 0;
                }
            }
            return parts <= 1 && last != length;
        }
    }

    /// <summary>A stream that is read once, from front to back.</summary>
    private class Sequential(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override int Read(Span<byte> buffer) => inner.Read(buffer);
        public override void Flush() => inner.Flush();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
