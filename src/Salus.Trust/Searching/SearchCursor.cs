using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>Where a page ended: the sort values and the key of its last match, so that new resources neither repeat nor hide others.</summary>
internal sealed record SearchCursor(long Key, object[] Values)
{
    public string Write() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes<object[]>([Key, .. Values], TrustJson.Canonical));

    /// <exception cref="SearchException">Not a cursor of a search with so many sort keys.</exception>
    public static SearchCursor Read(string text, int values)
    {
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            object[] parts = [.. json.RootElement.EnumerateArray().Select(v => v.ValueKind is JsonValueKind.Number ? (object)v.GetInt64() : v.GetString()!)];
            if (parts.Length == values + 1 && parts[0] is long key)
                return new SearchCursor(key, parts[1..]);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw new SearchException("_cursor", "It is not one that a page of this search gave. Start again at the first page.");
        }
        throw new SearchException("_cursor", "It belongs to a search with another order. Start again at the first page.");
    }
}
