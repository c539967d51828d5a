using System.Security.Cryptography;
using Salus.Synthesis.Tables.Engines;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Releases;

/// <summary>Files of proposed data sets in the data folder, found by their digest. What comes out is what went in, or an error.</summary>
public sealed class DataSetStore
{
    private readonly DirectoryInfo folder;
    private readonly TimeProvider clock;

    /// <param name="home">The data folder of this installation.</param>
    public DataSetStore(DirectoryInfo home, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(home);
        this.clock = clock;
        folder = PrivateFolder.Create(Path.Combine(home.FullName, "data-sets", "content"));
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
    /// <exception cref="SynthesisException">It is gone, or was changed since it was proposed.</exception>
    public async Task CopyAsync(Sha256 content, Stream to, CancellationToken cancel)
    {
        if (!File.Exists(Of(content)))
            throw new SynthesisException($"The file with the digest {content} is not in the data folder of this installation. Restore a backup, or propose the data set again.");
        await using var from = File.OpenRead(Of(content));
        if (await CopyAsync(from, to, cancel) != content)
            throw new SynthesisException($"The file with the digest {content} was changed in the data folder since it was proposed. Restore a backup; nothing was released.");
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
        return Sha256.Parse(Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    private string Of(Sha256 content) => Path.Combine(folder.FullName, content.ToString());
}
