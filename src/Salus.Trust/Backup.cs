using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Text.Json;

namespace Salus.Trust;

/// <param name="Rows">Of a table; null for a file of the data folder.</param>
public sealed record BackupEntry(string Name, long Length, Sha256 Digest, long? Rows);

/// <summary>What a backup holds. Its last entry, so a backup without it was cut short.</summary>
/// <param name="Schema">Of the database it came from; a later Salus brings it up to date while restoring.</param>
public sealed record BackupManifest(string Format, string Version, long Schema, DateTimeOffset At, ImmutableArray<BackupEntry> Entries)
{
    public const string Current = "salus-backup/1";
}

public sealed record BackupProgress(string What, long Done);

/// <summary>The backup cannot be written, is damaged, or must not be restored here; the message says what to do.</summary>
public sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The whole installation in one ZIP file: every table as JSON Lines, every other file of the data folder (with the ledger's key), and a manifest
/// of digests. Written while people work, from one consistent state of the database. What one kind of database wrote the other can read,
/// so a backup is also the way from SQLite to PostgreSQL. Keep it like the data itself: it holds patients and keys.
/// </summary>
public sealed class Backup(Database database, TrustOptions options, TimeProvider clock)
{
    internal const string ManifestName = "manifest.json";
    internal const string TablePrefix = "tables/";
    internal const string HomePrefix = "home/";

    /// <param name="to">Outside the data folder.</param>
    /// <exception cref="BackupException">The file exists already, lies in the data folder, or cannot be written.</exception>
    /// <exception cref="RecordUnavailableException">The database cannot be read.</exception>
    public async Task<BackupManifest> WriteAsync(FileInfo to, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        if (to.Exists)
            throw new BackupException($"{to.FullName} exists already: choose another name, or move it away.");
        if (to.FullName.StartsWith(options.Home.FullName.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new BackupException($"{to.FullName} lies in the data folder, and would be lost with it: choose another folder, better another disk.");
        var unfinished = to.FullName + ".unfinished";
        try
        {
            PrivateFolder.Create(to.DirectoryName!);
            var manifest = default(BackupManifest);
            await using (var file = PrivateFolder.CreateFile(unfinished))
            {
                await using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
                    manifest = await WriteAsync(zip, progress, cancel);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, to.FullName, overwrite: false);
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{to.FullName}: the backup could not be written. {e.Message}", e);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Reads all of a backup and compares every digest.</summary>
    /// <exception cref="BackupException">No backup, or damaged.</exception>
    public static Task<BackupManifest> VerifyAsync(FileInfo from, CancellationToken cancel) =>
        BackupReader.UseAsync(from, (_, manifest) => Task.FromResult(manifest), cancel);

    /// <summary>Verifies the backup, then makes database and data folder what they were. The database changes all at once or not at all.</summary>
    /// <param name="force">Replace what is there.</param>
    /// <exception cref="BackupException">Damaged, from a newer Salus, or there is something here already and <paramref name="force"/> is false.</exception>
    /// <exception cref="RecordUnavailableException">The database cannot be written.</exception>
    public static Task<BackupManifest> RestoreAsync(FileInfo from, TrustOptions into, bool force, IProgress<BackupProgress>? progress, CancellationToken cancel) =>
        BackupReader.UseAsync(from, async (zip, manifest) =>
        {
            if (manifest.Schema > Migrations.Newest)
                throw new BackupException(string.Create(CultureInfo.InvariantCulture, $"{from.FullName} was made by a newer Salus (schema {manifest.Schema}; this program knows {Migrations.Newest}). Install the newer version to restore it."));
            await using var database = Database.Parse(into.Database);
            if (!force && HomeFiles(into.Home, database.Path).Any())
                throw new BackupException($"{into.Home.FullName} is not empty: restore into an empty folder, or say --force to replace what is there.");
            if (!force && await database.ReadAsync(Tables.AnyRowsAsync, cancel))
                throw new BackupException($"{database.Name} is not empty: restore into an empty database, or say --force to replace what is there.");
            await database.WriteAsync(transaction => BackupReader.RestoreTablesAsync(zip, manifest, transaction, progress), cancel);
            await BackupReader.RestoreHomeAsync(zip, manifest, into.Home, cancel);
            return manifest;
        }, cancel);

    private async Task<BackupManifest> WriteAsync(ZipArchive zip, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        var entries = ImmutableArray.CreateBuilder<BackupEntry>();
        await database.ReadAsync(async transaction =>
        {
            foreach (var table in await Tables.NamesAsync(transaction))
                entries.Add(await WriteTableAsync(zip, string.Create(CultureInfo.InvariantCulture, $"{TablePrefix}{entries.Count:000}-{table}.jsonl"), table, transaction, progress));
            return 0;
        }, cancel);
        foreach (var file in HomeFiles(options.Home, database.Path))
        {
            var name = HomePrefix + Path.GetRelativePath(options.Home.FullName, file.FullName).Replace('\\', '/');
            entries.Add(await WriteEntryAsync(zip, name, async to =>
            {
                await using var content = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                await content.CopyToAsync(to, cancel);
            }, cancel));
            progress?.Report(new BackupProgress(name, 1));
        }
        var version = typeof(Backup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var manifest = new BackupManifest(BackupManifest.Current, version, Migrations.Newest, clock.GetUtcNow(), entries.ToImmutable());
        await using var end = await zip.CreateEntry(ManifestName, CompressionLevel.Fastest).OpenAsync(cancel);
        await JsonSerializer.SerializeAsync(end, manifest, TrustJson.Indented, cancel);
        return manifest;
    }

    private static async Task<BackupEntry> WriteTableAsync(ZipArchive zip, string name, string table, DatabaseTransaction transaction, IProgress<BackupProgress>? progress)
    {
        var rows = 0L;
        var entry = await WriteEntryAsync(zip, name, async to =>
        {
            await using var command = transaction.Connection.CreateCommand();
            command.Transaction = transaction.Inner;
            command.CommandText = $"select * from {table}";
            await using var reader = await command.ExecuteReaderAsync(transaction.Cancel);
            await BackupRows.WriteHeaderAsync(to, reader, transaction.Cancel);
            while (await reader.ReadAsync(transaction.Cancel))
            {
                await BackupRows.WriteAsync(to, reader, transaction.Cancel);
                if (++rows % 1000 == 0)
                    progress?.Report(new BackupProgress(table, rows));
            }
        }, transaction.Cancel);
        progress?.Report(new BackupProgress(table, rows));
        return entry with { Rows = rows };
    }

    private static async Task<BackupEntry> WriteEntryAsync(ZipArchive zip, string name, Func<Stream, Task> write, CancellationToken cancel)
    {
        await using var target = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancel);
        await using var digest = new DigestStream(target);
        await using var buffered = new BufferedStream(digest, 1 << 16);
        await write(buffered);
        await buffered.FlushAsync(cancel);
        return new BackupEntry(name, digest.Written, digest.Digest, Rows: null);
    }

    /// <summary>Everything in the data folder but the database itself; links are left out.</summary>
    private static IEnumerable<FileInfo> HomeFiles(DirectoryInfo home, string? database)
    {
        home.Refresh();
        if (!home.Exists)
            return [];
        var every = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return home.EnumerateFiles("*", every)
            .Where(f => database is null || !(f.FullName == database || f.FullName == database + "-wal" || f.FullName == database + "-shm" || f.FullName == database + "-journal"))
            .Where(f => f.Extension is not ".unfinished")
            .OrderBy(f => f.FullName, StringComparer.Ordinal);
    }
}
