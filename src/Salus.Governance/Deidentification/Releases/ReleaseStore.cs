using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>Archives of proposed releases in the data folder, found by their digest. They hold outputs only.</summary>
public sealed class ReleaseStore
{
    private readonly ContentStore content;

    /// <param name="home">The data folder of this installation.</param>
    public ReleaseStore(DirectoryInfo home, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(home);
        content = new ContentStore(new DirectoryInfo(Path.Combine(home.FullName, "releases", "content")), clock);
    }

    /// <inheritdoc cref="ContentStore.AddAsync"/>
    public Task<Sha256> AddAsync(FileInfo archive, CancellationToken cancel) => content.AddAsync(archive, cancel);

    /// <summary>Writes the kept archive there.</summary>
    /// <exception cref="DeidentificationException">It is gone, or was changed since it was proposed.</exception>
    public async Task CopyAsync(Sha256 archive, Stream to, CancellationToken cancel)
    {
        try
        {
            await content.CopyAsync(archive, to, cancel);
        }
        catch (RecordDamagedException damaged)
        {
            throw new DeidentificationException(damaged.Message, damaged);
        }
    }
}
