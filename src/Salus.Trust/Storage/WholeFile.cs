using System.Text;

namespace Salus.Trust;

/// <summary>
/// Writes files that are there completely or not at all, readable by their owner alone: they may hold patient data. What was there before
/// stays until the new content is on disk.
/// </summary>
public static class WholeFile
{
    /// <exception cref="DirectoryNotFoundException">There is no such folder; the message says which.</exception>
    public static void Write(FileInfo file, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var part = PartOf(file);
        try
        {
            using (var stream = PrivateFolder.CreateFile(part))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, file.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Text in UTF-8 without a byte order mark, with line feeds.</summary>
    /// <returns>What the writer returns.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder; the message says which.</exception>
    public static async Task<T> WriteAsync<T>(FileInfo file, Func<TextWriter, Task<T>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var part = PartOf(file);
        try
        {
            T result;
            await using (var stream = PrivateFolder.CreateFile(part))
            {
                await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
                result = await write(writer);
                await writer.FlushAsync();
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, file.FullName, overwrite: true);
            return result;
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public static Task WriteAsync(FileInfo file, Func<TextWriter, Task> write) => WriteAsync(file, async writer =>
    {
        await write(writer);
        return true;
    });

    private static string PartOf(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Directory is { Exists: false } missing ? throw new DirectoryNotFoundException($"There is no folder {missing.FullName} to write {file.Name} into.") : file.FullName + ".part";
    }
}
