using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Salus.Fhir.Smart;

/// <summary>A private key of our own. Its key id is the thumbprint of its public half, so a new key never takes an old one's name.</summary>
public sealed class SigningKey
{
    private readonly byte[] pkcs8;

    private SigningKey(SigningAlgorithm algorithm, byte[] pkcs8, JsonWebKey publicKey) => (Algorithm, this.pkcs8, PublicKey) = (algorithm, pkcs8, publicKey);

    public SigningAlgorithm Algorithm { get; }

    /// <summary>What others verify with; its <see cref="JsonWebKey.KeyId"/> is never null.</summary>
    public JsonWebKey PublicKey { get; }

    /// <summary>Makes a new key: P-384, or RSA with 3072 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">RS256 is only verified here.</exception>
    public static SigningKey Create(SigningAlgorithm algorithm)
    {
        if (algorithm is SigningAlgorithm.ES384)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
            return Of(key);
        }
        ArgumentOutOfRangeException.ThrowIfNotEqual(algorithm, SigningAlgorithm.RS384);
        using var rsa = RSA.Create(3072);
        return Of(rsa);
    }

    /// <param name="pem">A PKCS #8, PKCS #1 or SEC 1 private key, not encrypted: P-384 (signs ES384) or RSA of at least 2048 bits (signs RS384).</param>
    /// <exception cref="JoseException">Another kind of key, or none.</exception>
    public static SigningKey FromPem(string pem)
    {
        try
        {
            if (IsCurve(pem))
            {
                using var key = ECDsa.Create();
                key.ImportFromPem(pem);
                return key.KeySize == 384 && key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value is "1.3.132.0.34"
                    ? Of(key)
                    : throw new JoseException("The elliptic curve key is not on P-384, which ES384 needs.");
            }
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return Of(rsa);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new JoseException("The file holds no private key that can be read: give an unencrypted PEM with a P-384 or RSA key, for example from 'openssl ecparam -name secp384r1 -genkey -noout'.", e);
        }
    }

    /// <summary>PKCS #8. Whoever has it can sign in our name.</summary>
    public string ToPem() => PemEncoding.WriteString("PRIVATE KEY", pkcs8);

    /// <summary>A compact JWS (RFC 7515) over claims, with <c>typ</c> JWT and our <c>kid</c>.</summary>
    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = Algorithm.ToString(), ["kid"] = PublicKey.KeyId, ["typ"] = "JWT" };
        var signed = $"{Base64UrlText.Write(JsonSerializer.SerializeToUtf8Bytes(header))}.{Base64UrlText.Write(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Base64UrlText.Write(Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private byte[] Sign(byte[] data)
    {
        if (Algorithm is SigningAlgorithm.ES384)
        {
            using var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return key.SignData(data, Algorithm.Hash(), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(pkcs8, out _);
        return rsa.SignData(data, Algorithm.Hash(), RSASignaturePadding.Pkcs1);
    }

    /// <summary>By its content: PKCS #8 does not say the kind of key in its label.</summary>
    private static bool IsCurve(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
            throw new JoseException("The file is not PEM: a private key starts with -----BEGIN PRIVATE KEY-----.");
        if (pem.AsSpan()[fields.Label] is "EC PRIVATE KEY")
            return true;
        if (pem.AsSpan()[fields.Label] is not "PRIVATE KEY")
            return false;
        using var probe = ECDsa.Create();
        try
        {
            probe.ImportFromPem(pem);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static SigningKey Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var nameless = JsonWebKey.Of(null, SigningAlgorithm.ES384, point.X!, point.Y!);
        return new SigningKey(SigningAlgorithm.ES384, key.ExportPkcs8PrivateKey(), JsonWebKey.Of(nameless.Thumbprint(), SigningAlgorithm.ES384, point.X!, point.Y!));
    }

    private static SigningKey Of(RSA key)
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        var nameless = JsonWebKey.Of(null, SigningAlgorithm.RS384, numbers);
        return new SigningKey(SigningAlgorithm.RS384, key.ExportPkcs8PrivateKey(), JsonWebKey.Of(nameless.Thumbprint(), SigningAlgorithm.RS384, numbers));
    }
}
