using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Salus.Fhir.Smart;

/// <summary>
/// A public key that verifies signatures (RFC 7517): RSA of 2048 to 8192 bits, or an elliptic curve key on P-384.
/// What this type holds is known to be usable; other keys cannot be read into it.
/// </summary>
public sealed record JsonWebKey
{
    private JsonWebKey(string? keyId, SigningAlgorithm? algorithm, RSAParameters? rsa, ECParameters? curve) =>
        (KeyId, Algorithm, this.rsa, this.curve) = (keyId, algorithm, rsa, curve);

    private readonly RSAParameters? rsa;
    private readonly ECParameters? curve;

    /// <summary>The <c>kid</c> that tokens name; null when the set gives none.</summary>
    public string? KeyId { get; }

    /// <summary>The only algorithm this key may be used with; null when the set leaves it open.</summary>
    public SigningAlgorithm? Algorithm { get; }

    public bool IsRsa => rsa is not null;

    /// <summary>Null for keys that this program does not use: another type or curve, or meant for encryption.</summary>
    /// <exception cref="JoseException">A signature key that must not be trusted: malformed, too weak, or with its private part.</exception>
    internal static JsonWebKey? Read(JsonElement key)
    {
        if (key.ValueKind is not JsonValueKind.Object)
            throw new JoseException("A key of the set is not a JSON object.");
        var type = Text(key, "kty") ?? throw new JoseException("A key of the set has no kty.");
        if (Text(key, "use") is { } use && use != "sig")
            return null;
        if (key.TryGetProperty("key_ops", out var operations) && !(operations.ValueKind is JsonValueKind.Array && operations.EnumerateArray().Any(o => o.ValueKind is JsonValueKind.String && o.ValueEquals("verify"))))
            return null;
        var named = Text(key, "alg");
        var algorithm = named is null ? null : SigningAlgorithms.Find(named);
        if (named is not null && algorithm is null)
            return null;
        if (type is "RSA" or "EC" && key.TryGetProperty("d", out _))
            throw new JoseException("A key of the set carries its private part, so it protects nothing any more. Replace it, and publish public keys only.");
        var keyId = Text(key, "kid");
        return type switch
        {
            "RSA" when algorithm?.IsRsa() is not false => Of(keyId, algorithm, new RSAParameters { Modulus = Number(key, "n"), Exponent = Number(key, "e") }),
            "EC" when Text(key, "crv") is not "P-384" => null,
            "EC" when algorithm?.IsRsa() is not true => Of(keyId, algorithm, Coordinate(key, "x"), Coordinate(key, "y")),
            "RSA" or "EC" => throw new JoseException("A key of the set says an algorithm that its type cannot do."),
            _ => null,
        };
    }

    internal static JsonWebKey Of(string? keyId, SigningAlgorithm? algorithm, RSAParameters parameters)
    {
        var modulus = parameters.Modulus!.AsSpan().TrimStart((byte)0);
        var exponent = parameters.Exponent!.AsSpan().TrimStart((byte)0);
        if (modulus.Length * 8 is < SigningAlgorithms.ShortestRsaBits or > SigningAlgorithms.LongestRsaBits)
            throw new JoseException($"An RSA key of the set has about {modulus.Length * 8} bits; {SigningAlgorithms.ShortestRsaBits} to {SigningAlgorithms.LongestRsaBits} are accepted.");
        if (exponent.Length is 0 or > 4 || exponent[^1] % 2 == 0 || (exponent.Length == 1 && exponent[0] < 3))
            throw new JoseException("The exponent of an RSA key of the set is not usable; 65537 is usual.");
        var numbers = new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() };
        try
        {
            using var _ = RSA.Create(numbers);
        }
        catch (CryptographicException e)
        {
            throw new JoseException("The numbers of an RSA key of the set do not make a key.", e);
        }
        return new JsonWebKey(keyId, algorithm, numbers, null);
    }

    internal static JsonWebKey Of(string? keyId, SigningAlgorithm? algorithm, byte[] x, byte[] y)
    {
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP384, Q = new ECPoint { X = x, Y = y } };
        try
        {
            using var _ = ECDsa.Create(parameters);
        }
        catch (CryptographicException e)
        {
            throw new JoseException("The point of an elliptic curve key of the set is not on P-384.", e);
        }
        return new JsonWebKey(keyId, algorithm, null, parameters);
    }

    /// <summary>Whether a token signed with this algorithm may be verified with this key.</summary>
    internal bool Fits(SigningAlgorithm algorithm) => IsRsa == algorithm.IsRsa() && (Algorithm is null || Algorithm == algorithm);

    internal bool Verifies(SigningAlgorithm algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (!Fits(algorithm))
            return false;
        if (rsa is { } numbers)
        {
            using var key = RSA.Create(numbers);
            return key.VerifyData(signed, signature, algorithm.Hash(), RSASignaturePadding.Pkcs1);
        }
        if (signature.Length != SigningAlgorithms.Es384SignatureBytes)
            return false;
        using var point = ECDsa.Create(curve!.Value);
        return point.VerifyData(signed, signature, algorithm.Hash(), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>As a member of a key set.</summary>
    public JsonObject ToJson()
    {
        var json = Members();
        json["use"] = "sig";
        if (Algorithm is { } algorithm)
            json["alg"] = algorithm.ToString();
        if (KeyId is not null)
            json["kid"] = KeyId;
        return json;
    }

    /// <summary>The name of a key by its own numbers (RFC 7638, SHA-256): equal keys have equal thumbprints everywhere.</summary>
    public string Thumbprint()
    {
        var sorted = new JsonObject(Members().OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
        return Base64UrlText.Write(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(sorted)));
    }

    private JsonObject Members() => rsa is { } numbers
        ? new JsonObject { ["kty"] = "RSA", ["n"] = Base64UrlText.Write(numbers.Modulus), ["e"] = Base64UrlText.Write(numbers.Exponent) }
        : new JsonObject { ["kty"] = "EC", ["crv"] = "P-384", ["x"] = Base64UrlText.Write(curve!.Value.Q.X), ["y"] = Base64UrlText.Write(curve.Value.Q.Y) };

    private static string? Text(JsonElement key, string name) => StrictJson.Text(key, name, "A key of the set");

    private static byte[] Number(JsonElement key, string name) => Base64UrlText.Read(Text(key, name) ?? throw new JoseException($"A key of the set has no '{name}'."), $"'{name}' of a key of the set");

    private static byte[] Coordinate(JsonElement key, string name) => Number(key, name) is { Length: SigningAlgorithms.Es384SignatureBytes / 2 } coordinate
        ? coordinate
        : throw new JoseException($"'{name}' of an elliptic curve key of the set has not the 48 bytes of P-384.");

    /// <summary>By what the keys are, not by how they were read.</summary>
    public bool Equals(JsonWebKey? other) => other is not null && KeyId == other.KeyId && Algorithm == other.Algorithm && Thumbprint() == other.Thumbprint();

    public override int GetHashCode() => HashCode.Combine(KeyId, Algorithm, IsRsa);
}
