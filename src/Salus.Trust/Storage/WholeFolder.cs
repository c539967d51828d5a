namespace Salus.Trust;

/// <summary>Writes folders that are there with all their files or not at all, readable by their owner alone.</summary>
public static class WholeFolder
{
    /// <param name="folder">Must not exist; its parent must.</param>
    /// <param name="fill">Writes into a folder beside it that takes its name at the end.</param>
    /// <exception cref="IOException">The folder exists, its parent does not, or the disk is full: nothing is left behind.</exception>
    public static async Task WriteAsync(DirectoryInfo folder, Func<DirectoryInfo, Task> fill)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(fill);
        if (Path.Exists(folder.FullName))
            throw new IOException($"{folder.FullName} exists already. Name a new folder: a release is never mixed with other files.");
        if (folder.Parent is { Exists: false } missing)
            throw new DirectoryNotFoundException($"There is no folder {missing.FullName} to release into.");
        var part = folder.FullName.TrimEnd(Path.DirectorySeparatorChar) + ".part";
        try
        {
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
            await fill(PrivateFolder.Create(part));
            Directory.Move(part, folder.FullName);
        }
        finally
        {
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
        }
    }

    /// <summary>Writes one file of such a folder to the disk.</summary>
    public static async Task FileAsync(DirectoryInfo folder, string name, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(write);
        await using var file = PrivateFolder.CreateFile(Path.Combine(folder.FullName, name));
        await write(file);
        file.Flush(flushToDisk: true);
    }
}
