using Salus.Synthesis.Tables.Engines;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Releases;

/// <summary>Files of proposed data sets in the data folder, found by their digest. What comes out is what went in, or an error.</summary>
public sealed class DataSetStore
{
    private readonly ContentStore content;

    /// <param name="home">The data folder of this installation.</param>
    public DataSetStore(DirectoryInfo home, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(home);
        content = new ContentStore(new DirectoryInfo(Path.Combine(home.FullName, "data-sets", "content")), clock);
    }

    /// <inheritdoc cref="ContentStore.AddAsync"/>
    public Task<Sha256> AddAsync(FileInfo file, CancellationToken cancel) => content.AddAsync(file, cancel);

    /// <summary>Writes the kept file there.</summary>
    /// <exception cref="SynthesisException">It is gone, or was changed since it was proposed.</exception>
    public async Task CopyAsync(Sha256 set, Stream to, CancellationToken cancel)
    {
        try
        {
            await content.CopyAsync(set, to, cancel);
        }
        catch (RecordDamagedException damaged)
        {
            throw new SynthesisException(damaged.Message, damaged);
        }
    }
}
