using System.Text.Json;
using Salus.Trust;

namespace Salus.Workbench.Imports;

/// <summary>
/// Imports on disk: a folder for each below the data folder, with the file as it was uploaded, what is known about the import, and its faults.
/// The uploaded file goes when all of it is in the record.
/// </summary>
public sealed class ImportFolder
{
    private readonly string root;

    /// <param name="home">The data folder of this installation.</param>
    public ImportFolder(DirectoryInfo home) => root = PrivateFolder.Create(Path.Combine(home.FullName, "imports")).FullName;

    public string Upload(Guid id) => Path.Combine(Of(id), "upload");

    public string Mapping(Guid id) => Path.Combine(Of(id), "mapping");

    public string Faults(Guid id) => Path.Combine(Of(id), "faults.jsonl");

    /// <summary>Makes the place of a new import.</summary>
    public void Create(Guid id) => PrivateFolder.Create(Of(id));

    public async Task SaveAsync(ImportJob job, CancellationToken cancel)
    {
        var file = Path.Combine(Of(job.Id), "import.json");
        await using (var stream = PrivateFolder.CreateFile(file + ".new"))
            await JsonSerializer.SerializeAsync(stream, job, TrustJson.Indented, cancel);
        File.Move(file + ".new", file, overwrite: true);
    }

    public async Task<ImportJob?> FindAsync(Guid id, CancellationToken cancel)
    {
        var file = Path.Combine(Of(id), "import.json");
        if (!File.Exists(file))
            return null;
        await using var stream = File.OpenRead(file);
        return await JsonSerializer.DeserializeAsync<ImportJob>(stream, TrustJson.Indented, cancel);
    }

    /// <summary>Newest first: ids are ordered by time.</summary>
    public IEnumerable<Guid> All() =>
        from folder in Directory.EnumerateDirectories(root)
        let name = Path.GetFileName(folder)
        orderby name descending
        where Guid.TryParseExact(name, "D", out _)
        select Guid.ParseExact(name, "D");

    /// <summary>The first faults, in the order they were found.</summary>
    public async IAsyncEnumerable<ImportFault> ReadFaultsAsync(Guid id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (!File.Exists(Faults(id)))
            yield break;
        await using var stream = new FileStream(Faults(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var lines = new StreamReader(stream);
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            // the last line of an import that is being written may be half there
            if (line is [.., '}'] && JsonSerializer.Deserialize<ImportFault>(line, TrustJson.Canonical) is { } fault)
                yield return fault;
        }
    }

    /// <summary>Takes the uploaded file away.</summary>
    public void Drop(Guid id)
    {
        File.Delete(Upload(id));
        File.Delete(Mapping(id));
    }

    private string Of(Guid id) => Path.Combine(root, id.ToString("D"));
}
