using System.IO.Compression;
using System.Text.Json;

namespace Salus.Synthesis.Tables.Engines;

/// <summary>Writes the parts of a learned model into one ZIP file. Equal parts give equal bytes.</summary>
public sealed class ModelFileWriter(ZipArchive archive)
{
    /// <summary>1980-01-01, the earliest a ZIP file can say: when a model was learned is no part of it.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Json<T>(string name, T value)
    {
        using var part = Part(name + ".json");
        JsonSerializer.Serialize(part, value, ModelFileReader.Options);
    }

    /// <summary>Little-endian numbers and strings, for what is too large for JSON.</summary>
    public void Binary(string name, Action<BinaryWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var part = Part(name + ".bin");
        using var writer = new BinaryWriter(part);
        write(writer);
    }

    private Stream Part(string name)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = NoTime;
        return entry.Open();
    }
}

/// <summary>Reads the parts that <see cref="ModelFileWriter"/> wrote. A damaged or oversized part is an error with its name, never a crash.</summary>
public sealed class ModelFileReader(ZipArchive archive)
{
    /// <summary>No part may unpack to more than this: 2 GiB.</summary>
    private const long MostBytes = 1L << 31;

    internal static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    /// <exception cref="SynthesisException">There is no such part or it cannot be read.</exception>
    public T Json<T>(string name) => Read(name + ".json", part => JsonSerializer.Deserialize<T>(part, Options) ?? throw new JsonException("It is empty."));

    /// <exception cref="SynthesisException">There is no such part or it cannot be read.</exception>
    public T Binary<T>(string name, Func<BinaryReader, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return Read(name + ".bin", part =>
        {
            using var reader = new BinaryReader(part);
            return read(reader);
        });
    }

    private T Read<T>(string name, Func<Stream, T> read)
    {
        var entry = archive.GetEntry(name) ?? throw new SynthesisException($"The model file has no part '{name}'. Was it written by another version? Fit the model again.");
        if (entry.Length > MostBytes)
            throw new SynthesisException($"The part '{name}' of the model file is larger than {MostBytes / (1 << 20)} MiB.");
        try
        {
            using var part = entry.Open();
            return read(part);
        }
        catch (Exception wrong) when (wrong is JsonException or IOException or InvalidDataException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new SynthesisException($"The part '{name}' of the model file is damaged ({wrong.Message}). Fit the model again.", wrong);
        }
    }
}
