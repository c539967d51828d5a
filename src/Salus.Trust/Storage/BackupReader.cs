using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Salus.Trust;

/// <summary>Reads what <see cref="Backup"/> wrote. Nothing is used before every digest has been compared.</summary>
internal static class BackupReader
{
    /// <exception cref="BackupException">No backup, or damaged.</exception>
    public static async Task<BackupManifest> UseAsync(FileInfo from, Func<ZipArchive, BackupManifest, Task<BackupManifest>> use, CancellationToken cancel)
    {
        try
        {
            await using var file = from.Open(FileMode.Open, FileAccess.Read, FileShare.Read);
            await using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            return await use(zip, await VerifyAsync(zip, from.FullName, cancel));
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or EndOfStreamException or FormatException)
        {
            throw new BackupException($"{from.FullName} is no backup of Salus, or was cut short or damaged. Take another one. ({e.Message})", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException(e.Message, e);
        }
    }

    public static async Task RestoreTablesAsync(ZipArchive zip, BackupManifest manifest, DatabaseTransaction transaction, IProgress<BackupProgress>? progress)
    {
        await Tables.DropAsync(transaction);
        await Migrations.ApplyAsync(transaction, from: 0, upTo: manifest.Schema);
        var tables = await Tables.NamesAsync(transaction);
        foreach (var table in tables.Reverse())
            await transaction.ExecuteAsync($"delete from {table}");
        foreach (var entry in manifest.Entries.Where(e => e.Name.StartsWith(Backup.TablePrefix, StringComparison.Ordinal)))
        {
            var name = Path.GetFileNameWithoutExtension(entry.Name).Split('-', 2)[^1];
            var table = tables.FirstOrDefault(t => t == name) ?? throw new InvalidDataException($"{name} is no table of schema {manifest.Schema}");
            var rows = await RestoreAsync(zip.GetEntry(entry.Name)!, table, transaction);
            if (rows != entry.Rows)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{table} has {rows} rows instead of {entry.Rows}"));
            progress?.Report(new BackupProgress(table, rows));
        }
        await Tables.ContinueCountersAsync(transaction);
        await Migrations.ApplyAsync(transaction, manifest.Schema, Migrations.Newest);
    }

    public static async Task RestoreHomeAsync(ZipArchive zip, BackupManifest manifest, DirectoryInfo home, CancellationToken cancel)
    {
        var root = PrivateFolder.Create(home.FullName).FullName;
        foreach (var entry in manifest.Entries.Where(e => e.Name.StartsWith(Backup.HomePrefix, StringComparison.Ordinal)))
        {
            var path = Path.GetFullPath(Path.Combine(root, entry.Name[Backup.HomePrefix.Length..]));
            PrivateFolder.Create(Path.GetDirectoryName(path)!);
            await using (var target = PrivateFolder.CreateFile(path + ".unfinished"))
            {
                await using var content = await zip.GetEntry(entry.Name)!.OpenAsync(cancel);
                await content.CopyToAsync(target, cancel);
                target.Flush(flushToDisk: true);
            }
            File.Move(path + ".unfinished", path, overwrite: true);
        }
    }

    private static async Task<BackupManifest> VerifyAsync(ZipArchive zip, string name, CancellationToken cancel)
    {
        var end = zip.GetEntry(Backup.ManifestName) ?? throw new InvalidDataException("it has no manifest");
        BackupManifest manifest;
        await using (var content = await end.OpenAsync(cancel))
            manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(content, TrustJson.Canonical, cancel) ?? throw new InvalidDataException("its manifest is empty");
        if (manifest.Format != BackupManifest.Current)
            throw new BackupException($"{name} has the format '{manifest.Format}'; this program reads '{BackupManifest.Current}'. Restore it with the Salus that wrote it (version {manifest.Version}).");
        if (manifest.Entries.IsDefault)
            throw new InvalidDataException("its manifest lists nothing");
        foreach (var entry in manifest.Entries)
        {
            if (entry.Name.Split('/', '\\').Any(part => part is "" or ".."))
                throw new InvalidDataException($"{entry.Name} points out of the data folder");
            var stored = zip.GetEntry(entry.Name) ?? throw new InvalidDataException($"{entry.Name} is missing");
            await using var content = await stored.OpenAsync(cancel);
            if (Sha256.FromBytes(await SHA256.HashDataAsync(content, cancel)) != entry.Digest)
                throw new InvalidDataException($"{entry.Name} does not fit its digest");
        }
        return manifest;
    }

    private static async Task<long> RestoreAsync(ZipArchiveEntry entry, string table, DatabaseTransaction transaction)
    {
        using var lines = new StreamReader(await entry.OpenAsync(transaction.Cancel));
        var header = await lines.ReadLineAsync(transaction.Cancel) ?? throw new InvalidDataException($"{entry.FullName} is empty");
        var columns = JsonSerializer.Deserialize<string[]>(header, TrustJson.Canonical)!;
        await using (var probe = Command(transaction, $"select * from {table} where 1 = 0"))
        await using (var reader = await probe.ExecuteReaderAsync(transaction.Cancel))
        {
            if (columns.Except(BackupRows.Columns(reader), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
                throw new InvalidDataException($"{table} has no column '{unknown}'");
        }

        await using var insert = Command(transaction, $"insert into {table} ({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select((_, i) => "@p" + i.ToString(CultureInfo.InvariantCulture)))})");
        var rows = 0L;
        while (await lines.ReadLineAsync(transaction.Cancel) is { } line)
        {
            var values = BackupRows.Read(line);
            if (values.Length != columns.Length)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{entry.FullName}, line {rows + 2}: {values.Length} values for {columns.Length} columns"));
            insert.Parameters.Clear();
            for (var i = 0; i < values.Length; i++)
            {
                var parameter = insert.CreateParameter();
                parameter.ParameterName = "p" + i.ToString(CultureInfo.InvariantCulture);
                parameter.Value = values[i];
                insert.Parameters.Add(parameter);
            }
            await insert.ExecuteNonQueryAsync(transaction.Cancel);
            rows++;
        }
        return rows;
    }

    private static DbCommand Command(DatabaseTransaction transaction, string sql)
    {
        var command = transaction.Connection.CreateCommand();
        command.Transaction = transaction.Inner;
        command.CommandText = sql;
        return command;
    }
}
