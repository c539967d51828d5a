using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Salus.Fhir;

/// <summary>
/// JSON whose every text is Unicode. The framework's documents find out only when a text is asked for, and then with another exception
/// than for all other mistakes; here half a surrogate pair is a mistake like every other.
/// </summary>
internal static class UnicodeJson
{
    /// <exception cref="JsonException">Not JSON, or not Unicode.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, JsonDocumentOptions options = default)
    {
        Check(json.Span, options);
        return JsonDocument.Parse(json, options);
    }

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, JsonDocumentOptions)"/>
    public static JsonDocument Parse(string json, JsonDocumentOptions options = default) => Parse(Encoding.UTF8.GetBytes(json), options);

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, JsonDocumentOptions)"/>
    public static void Check(ReadOnlySpan<byte> json, JsonDocumentOptions options = default)
    {
        if (!Utf8.IsValid(json))
            throw new JsonException("The text is not UTF-8.");
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = options.MaxDepth, CommentHandling = options.CommentHandling, AllowTrailingCommas = options.AllowTrailingCommas });
        while (reader.Read())
        {
            if (!reader.ValueIsEscaped || reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
                continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException("A text has half a surrogate pair.", e);
            }
        }
    }
}
