using System.Security.Cryptography;

namespace Salus.Trust;

/// <summary>Files found by their digest, in one folder. What comes out is what went in, or an error.</summary>
public sealed class ContentStore
{
    private readonly DirectoryInfo folder;
    private readonly TimeProvider clock;

    public ContentStore(DirectoryInfo folder, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(folder);
        this.clock = clock;
        this.folder = PrivateFolder.Create(folder.FullName);
    }

    /// <summary>Keeps a file. Keeping it again changes nothing.</summary>
    public async Task<Sha256> AddAsync(FileInfo file, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        var part = Path.Combine(folder.FullName, Guid.CreateVersion7(clock.GetUtcNow()).ToString("N") + ".part");
        try
        {
            Sha256 digest;
            await using (var from = file.OpenRead())
            await using (var to = PrivateFolder.CreateFile(part))
            {
                digest = await CopyAsync(from, to, cancel);
                to.Flush(flushToDisk: true);
            }
            File.Move(part, Of(digest), overwrite: true);
            return digest;
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Writes the kept file there.</summary>
    /// <exception cref="RecordDamagedException">It is gone, or was changed since it was kept.</exception>
    public async Task CopyAsync(Sha256 content, Stream to, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (!File.Exists(Of(content)))
            throw new RecordDamagedException($"The file with the digest {content} is not in the data folder of this installation. Restore a backup, or propose it again.");
        await using var from = File.OpenRead(Of(content));
        if (await CopyAsync(from, to, cancel) != content)
            throw new RecordDamagedException($"The file with the digest {content} was changed in the data folder since it was proposed. Restore a backup; nothing was released.");
    }

    private static async Task<Sha256> CopyAsync(Stream from, Stream to, CancellationToken cancel)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        int read;
        while ((read = await from.ReadAsync(buffer, cancel)) > 0)
        {
            digest.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
        return Sha256.FromBytes(digest.GetHashAndReset());
    }

    private string Of(Sha256 content) => Path.Combine(folder.FullName, content.ToString());
}
