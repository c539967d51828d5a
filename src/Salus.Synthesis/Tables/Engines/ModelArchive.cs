using System.IO.Compression;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Engines;

/// <summary>Model files: one ZIP each, written whole or not at all, read as something that anybody may have changed.</summary>
public static class ModelArchive
{
    public static void Write(FileInfo file, Action<ModelFileWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        WholeFile.Write(file, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            write(new ModelFileWriter(archive));
        });
    }

    /// <param name="command">What makes such a file: <c>salus synth tables fit</c>.</param>
    /// <exception cref="SynthesisException">There is no such file, it is no model, or it is damaged.</exception>
    public static T Read<T>(FileInfo file, string command, Func<ModelFileReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(read);
        try
        {
            using var stream = file.OpenRead();
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            return read(new ModelFileReader(archive));
        }
        catch (InvalidDataException)
        {
            throw new SynthesisException($"{file.Name} is no model of '{command}', or it is cut short.");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SynthesisException($"There is no file {file.FullName}. Make one: {command} DATA.csv --out {file.Name}");
        }
    }
}
