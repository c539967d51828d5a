using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Salus.Fhir.Smart;

/// <summary>The public keys that somebody signs with (RFC 7517 §5). Keys of kinds that are not used here are passed over.</summary>
public sealed record JsonWebKeySet(ImmutableArray<JsonWebKey> Keys)
{
    /// <summary>Of the document; a set of a few keys has some kilobytes.</summary>
    public const int LongestBytes = 256 * 1024;

    private const int MostKeys = 100;

    /// <exception cref="JoseException">Not a key set, too large, or it holds a signature key that must not be trusted.</exception>
    public static JsonWebKeySet Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > LongestBytes)
            throw new JoseException($"The key set has more than {LongestBytes} bytes.");
        try
        {
            using var document = UnicodeJson.Parse(json, StrictJson.Document);
            if (document.RootElement.ValueKind is not JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind is not JsonValueKind.Array)
                throw new JoseException("This is not a key set: it has no array 'keys'.");
            return keys.GetArrayLength() > MostKeys
                ? throw new JoseException($"The key set has more than {MostKeys} keys.")
                : new JsonWebKeySet([.. keys.EnumerateArray().Select(JsonWebKey.Read).OfType<JsonWebKey>()]);
        }
        catch (JsonException e)
        {
            throw new JoseException("The key set is not JSON.", e);
        }
    }

    public static JsonWebKeySet Parse(string json) => Parse(System.Text.Encoding.UTF8.GetBytes(json));

    public bool Has(string keyId) => Keys.Any(k => string.Equals(k.KeyId, keyId, StringComparison.Ordinal));

    public JsonObject ToJson() => new() { ["keys"] = new JsonArray([.. Keys.Select(k => (JsonNode)k.ToJson())]) };
}

/// <summary>JSON whose meaning two readers cannot see differently: no property twice, no comments, shallow.</summary>
internal static class StrictJson
{
    public static JsonDocumentOptions Document { get; } = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>A member that is text; null when it is not there.</summary>
    /// <param name="what">For the message, for example <c>The token</c>.</param>
    /// <exception cref="JoseException">It is something else, or text that is not Unicode.</exception>
    public static string? Text(JsonElement json, string name, string what)
    {
        if (!json.TryGetProperty(name, out var value))
            return null;
        try
        {
            if (value.ValueKind is JsonValueKind.String)
                return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // half of a surrogate pair: told below
        }
        throw new JoseException($"{what} has a '{name}' that is not text.");
    }
}
