using System.IO.Compression;
using System.Text;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Inference;

namespace Salus.Tests.Synthesis.Tables.Files;

/// <summary>A folder of its own for files of one test.</summary>
internal sealed class InventedFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-tables-");

    public FileInfo At(string name) => new(Path.Combine(folder.FullName, name));

    public FileInfo Of(string name, string text) => Of(name, Encoding.UTF8.GetBytes(text));

    public FileInfo Of(string name, byte[] bytes)
    {
        var file = At(name);
        File.WriteAllBytes(file.FullName, bytes);
        return file;
    }

    public FileInfo Zip(string name, params (string Name, string Text)[] members)
    {
        using (var archive = ZipFile.Open(At(name).FullName, ZipArchiveMode.Create))
            foreach (var (member, text) in members)
            {
                using var writer = new StreamWriter(archive.CreateEntry(member).Open());
                writer.Write(text);
            }
        return At(name);
    }

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    public TableFile Open(string name, string text, string? schema = null) =>
        TableFile.Open(Of(name, text), schema is null ? null : SchemaFile.Parse(schema, "schema.yaml"));

    public string Refusal(string name, string text, string? schema = null) =>
        Assert.Throws<SynthesisException>(() => Open(name, text, schema)).Message;

    /// <summary>One column of these cells beside a number that keeps the table a table.</summary>
    public TableFile Column(string name, IEnumerable<string> cells, string? schema = null) =>
        Open("t.csv", $"{name},other\n" + string.Concat(cells.Select((c, i) => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{i % 37 * 1.5}\n")), schema);

    public void Dispose() => folder.Delete(recursive: true);
}
