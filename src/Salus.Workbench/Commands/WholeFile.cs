using System.Text;

namespace Salus.Workbench.Commands;

/// <summary>Files that are there completely or not at all, readable by their owner alone: they may hold patient data.</summary>
internal static class WholeFile
{
    public static async Task WriteAsync(FileInfo file, Func<TextWriter, Task> write)
    {
        var folder = file.Directory!;
        if (!folder.Exists)
            throw new WorkFailedException($"There is no folder {folder.FullName} to write {file.Name} into.");
        var part = file.FullName + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using (var stream = new FileStream(part, options))
            {
                await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
                await write(writer);
                await writer.FlushAsync();
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, file.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
