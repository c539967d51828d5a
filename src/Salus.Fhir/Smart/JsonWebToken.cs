using System.Text;
using System.Text.Json;

namespace Salus.Fhir.Smart;

/// <summary>
/// A token as it came in: anybody could have written it. Its claims tell whom to ask for keys and nothing else;
/// <see cref="Verify"/> is the only way to a <see cref="VerifiedToken"/>.
/// </summary>
public sealed class UnverifiedToken
{
    /// <summary>Of the whole token.</summary>
    public const int LongestCharacters = 16 * 1024;

    private const string Header = "The token's header";

    private readonly JsonElement claims;
    private readonly byte[] signed;
    private readonly byte[] signature;

    private UnverifiedToken(SigningAlgorithm algorithm, string? keyId, JsonElement claims, byte[] signed, byte[] signature) =>
        (Algorithm, KeyId, this.claims, this.signed, this.signature) = (algorithm, keyId, claims, signed, signature);

    public SigningAlgorithm Algorithm { get; }

    /// <summary>The <c>kid</c> of the header.</summary>
    public string? KeyId { get; }

    /// <summary>Who says to have written it; null when it does not say.</summary>
    /// <exception cref="JoseException">It is not text.</exception>
    public string? Issuer => StrictJson.Text(claims, "iss", "The token");

    /// <exception cref="JoseException">Not a compact JWS with a JSON object, or its algorithm is not one of ours.</exception>
    public static UnverifiedToken Read(string token)
    {
        if (token.Length > LongestCharacters)
            throw new JoseException($"The token has more than {LongestCharacters} characters.");
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var second = first < 0 ? -1 : token.IndexOf('.', first + 1);
        if (second < 0 || token.IndexOf('.', second + 1) >= 0)
            throw new JoseException("The token has not the three parts of a signed token.");
        var header = Parse(token.AsSpan(0, first), Header);
        // A header that points to its own keys, or demands extensions we do not know, is not followed (RFC 7515 §4.1.11).
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _))
            throw new JoseException("The token's header demands an extension that is not understood.");
        var algorithm = SigningAlgorithms.Find(StrictJson.Text(header, "alg", Header) ?? "") ?? throw new JoseException("The token's algorithm is not accepted: sign with RS384 or ES384.");
        var keyId = StrictJson.Text(header, "kid", Header);
        if (StrictJson.Text(header, "typ", Header) is { } type && !string.Equals(type, "JWT", StringComparison.OrdinalIgnoreCase))
            throw new JoseException("The token's typ is not JWT.");
        return new UnverifiedToken(algorithm, keyId, Parse(token.AsSpan(first + 1, second - first - 1), "The token's content"), Encoding.ASCII.GetBytes(token[..second]), Base64UrlText.Read(token.AsSpan(second + 1), "The token's signature"));
    }

    /// <summary>
    /// Tries the keys of that <c>kid</c>. A token without one is accepted only where the set has a single key that fits.
    /// </summary>
    /// <param name="allowed">The algorithms that this kind of token may have.</param>
    /// <exception cref="JoseException">No key of the set made this signature.</exception>
    public VerifiedToken Verify(JsonWebKeySet keys, params ReadOnlySpan<SigningAlgorithm> allowed)
    {
        if (!allowed.Contains(Algorithm))
            throw new JoseException("The token's algorithm is not accepted here.");
        var candidates = keys.Keys.Where(k => k.Fits(Algorithm) && (KeyId is null || string.Equals(k.KeyId, KeyId, StringComparison.Ordinal))).ToArray();
        if (candidates.Length == 0)
            throw new JoseException("No key of the issuer has the token's kid and algorithm.");
        if (KeyId is null && candidates.Length > 1)
            throw new JoseException("The token names no kid, and its issuer has more than one key.");
        foreach (var key in candidates)
        {
            if (key.Verifies(Algorithm, signed, signature))
                return new VerifiedToken(claims, Algorithm, key);
        }
        throw new JoseException("The token's signature is wrong.");
    }

    private static JsonElement Parse(ReadOnlySpan<char> part, string what)
    {
        var bytes = Base64UrlText.Read(part, what);
        try
        {
            using var document = UnicodeJson.Parse(bytes, StrictJson.Document);
            return document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Clone() : throw new JoseException($"{what} is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new JoseException($"{what} is not JSON, or says something twice.", e);
        }
    }
}

/// <summary>A token whose signature a key of its issuer made. When it holds, and for whom, is still to be asked: <see cref="TokenRules"/>.</summary>
public sealed class VerifiedToken
{
    internal VerifiedToken(JsonElement claims, SigningAlgorithm algorithm, JsonWebKey key) => (Claims, Algorithm, Key) = (claims, algorithm, key);

    /// <summary>A JSON object.</summary>
    public JsonElement Claims { get; }

    public SigningAlgorithm Algorithm { get; }

    public JsonWebKey Key { get; }

    /// <summary>A claim that is text; null when it is not there.</summary>
    /// <exception cref="JoseException">It is there and is not text.</exception>
    public string? Text(string name) => StrictJson.Text(Claims, name, "The token");
}
