using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;

namespace Salus.Trust;

/// <summary>
/// Rows as JSON Lines: first the column names, then one array per row. Text, whole numbers, truth values and nulls as JSON has them,
/// bytes as <c>{"base64": …}</c>.
/// </summary>
internal static class BackupRows
{
    public static async Task WriteHeaderAsync(Stream to, DbDataReader reader, CancellationToken cancel)
    {
        await JsonSerializer.SerializeAsync(to, Columns(reader), TrustJson.Canonical, cancel);
        to.WriteByte((byte)'\n');
    }

    public static async Task WriteAsync(Stream to, DbDataReader row, CancellationToken cancel)
    {
        await using (var json = new Utf8JsonWriter(to))
        {
            json.WriteStartArray();
            for (var i = 0; i < row.FieldCount; i++)
                Write(json, row.GetValue(i), row.GetName(i));
            json.WriteEndArray();
            await json.FlushAsync(cancel);
        }
        to.WriteByte((byte)'\n');
    }

    public static ImmutableArray<string> Columns(DbDataReader reader) => [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];

    /// <exception cref="JsonException">Not a row.</exception>
    public static object[] Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        return [.. json.RootElement.EnumerateArray().Select(Read)];
    }

    private static object Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => DBNull.Value,
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetInt64(),
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Object when value.TryGetProperty("base64", out var bytes) => bytes.GetBytesFromBase64(),
        _ => throw new JsonException($"A row holds {value.ValueKind}."),
    };

    private static void Write(Utf8JsonWriter json, object value, string column)
    {
        switch (value)
        {
            case DBNull:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case byte[] bytes:
                json.WriteStartObject();
                json.WriteBase64String("base64", bytes);
                json.WriteEndObject();
                break;
            default:
                throw new NotSupportedException($"The column {column} holds {value.GetType().Name}, which backups cannot carry: use text, bigint or bytes.");
        }
    }
}
