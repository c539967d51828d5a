using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Salus.Trust;

/// <summary>
/// An entry and what the ledger's key said after appending it: the root over all entries up to this one, signed. So every
/// entry carries its own checkpoint and a change is found at the entry where it happened.
/// </summary>
public sealed record LedgerLine(LedgerEntry Entry, Sha256 Root, string Signer, string Signature)
{
    public Checkpoint Checkpoint(string origin) => new(origin, Entry.Index + 1, Root, Entry.At);
}

/// <summary>First line of an exported ledger.</summary>
/// <param name="Entries">How many lines follow.</param>
/// <param name="Keys">Public keys by fingerprint, in order of fingerprint.</param>
public sealed record LedgerHeader(string Origin, long Entries, IReadOnlyDictionary<string, string> Keys);

/// <summary>
/// The exported ledger: JSON Lines, a header and one line per entry, each written in exactly one way,
/// so that no byte of the file can change unnoticed.
/// </summary>
public static class LedgerFile
{
    /// <summary>No line that Salus writes comes near; a longer one is damage, not data.</summary>
    internal const int LongestLine = 64 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(LedgerHeader header) => Json(json =>
    {
        json.WriteString("ledger", header.Origin);
        json.WriteNumber("version", 1);
        json.WriteNumber("entries", header.Entries);
        json.WriteStartObject("keys");
        foreach (var (fingerprint, key) in header.Keys.OrderBy(k => k.Key, StringComparer.Ordinal))
            json.WriteString(fingerprint, key);
        json.WriteEndObject();
    });

    public static string Write(LedgerLine line) => Json(json =>
    {
        json.WriteNumber("index", line.Entry.Index);
        json.WriteString("at", LedgerTime.Write(line.Entry.At));
        json.WriteString("kind", line.Entry.Kind);
        json.WriteString("content", line.Entry.Content.ToString());
        json.WriteString("root", line.Root.ToString());
        json.WriteString("signer", line.Signer);
        json.WriteString("signature", line.Signature);
    });

    public static string Write(SignedCheckpoint checkpoint) => Json(json =>
    {
        json.WriteString("origin", checkpoint.Origin);
        json.WriteNumber("size", checkpoint.Size);
        json.WriteString("root", checkpoint.Root.ToString());
        json.WriteString("at", LedgerTime.Write(checkpoint.At));
        json.WriteString("signer", checkpoint.Signer);
        json.WriteString("key", checkpoint.Key);
        json.WriteString("signature", checkpoint.Signature);
    });

    /// <summary>Null when the text is not a header written in exactly this way.</summary>
    public static LedgerHeader? ReadHeader(string text) => Read(text, root =>
    {
        var keys = root.GetProperty("keys").EnumerateObject().ToDictionary(k => k.Name, k => k.Value.GetString()!, StringComparer.Ordinal);
        return new LedgerHeader(root.GetProperty("ledger").GetString()!, root.GetProperty("entries").GetInt64(), keys);
    }, Write);

    /// <summary>Null when the text is not an entry written in exactly this way.</summary>
    public static LedgerLine? ReadLine(string text) => Read(text, root =>
    {
        var entry = new LedgerEntry(root.GetProperty("index").GetInt64(), Time(root), root.GetProperty("kind").GetString()!, Digest(root, "content"));
        return new LedgerLine(entry, Digest(root, "root"), root.GetProperty("signer").GetString()!, root.GetProperty("signature").GetString()!);
    }, Write);

    /// <summary>Null when the text is not a checkpoint written in exactly this way.</summary>
    public static SignedCheckpoint? ReadCheckpoint(string text) => Read(text, root => new SignedCheckpoint(
        root.GetProperty("origin").GetString()!, root.GetProperty("size").GetInt64(), Digest(root, "root"), Time(root),
        root.GetProperty("signer").GetString()!, root.GetProperty("key").GetString()!, root.GetProperty("signature").GetString()!), Write);

    private static Sha256 Digest(JsonElement root, string name) => Sha256.Parse(root.GetProperty(name).GetString()!);

    private static DateTimeOffset Time(JsonElement root) =>
        LedgerTime.TryRead(root.GetProperty("at").GetString()!, out var at) ? at : throw new FormatException("Not a time.");

    private static T? Read<T>(string text, Func<JsonElement, T> read, Func<T, string> write) where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 3 });
            var value = read(document.RootElement);
            return string.Equals(write(value), text, StringComparison.Ordinal) ? value : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
