using System.IO.Compression;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>All outputs in one ZIP file: equal outputs under equal names give equal bytes.</summary>
internal static class ReleaseArchive
{
    // The earliest time that the format holds.
    private static readonly DateTimeOffset noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task WriteAsync(DirectoryInfo files, Stream to, CancellationToken cancel)
    {
        using var archive = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var file in files.EnumerateFiles().OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(file.Name, CompressionLevel.Fastest);
            entry.LastWriteTime = noTime;
            await using var from = file.OpenRead();
            await using var part = entry.Open();
            await from.CopyToAsync(part, cancel);
        }
    }

    /// <exception cref="InvalidDataException">It holds what no release writes.</exception>
    public static async Task UnpackAsync(Stream archive, DirectoryInfo folder, CancellationToken cancel)
    {
        using var packed = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in packed.Entries)
        {
            if (entry.FullName.Length == 0 || entry.FullName.IndexOfAny(['/', '\\', ':']) >= 0 || entry.FullName.StartsWith('.'))
                throw new InvalidDataException("The archive holds a file whose name is no plain one.");
            await WholeFolder.FileAsync(folder, entry.FullName, async to =>
            {
                await using var from = entry.Open();
                await from.CopyToAsync(to, cancel);
            });
        }
    }
}
