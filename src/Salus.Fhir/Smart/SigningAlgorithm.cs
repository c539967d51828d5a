using System.Security.Cryptography;

namespace Salus.Fhir.Smart;

/// <summary>
/// The signature algorithms that are understood. Symmetric ones (<c>HS256</c> and its kin) and <c>none</c> have no value here, so no
/// token can ask for them.
/// </summary>
public enum SigningAlgorithm
{
    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256. Only for OpenID Connect id tokens, where SMART App Launch 2.2 demands it of servers.</summary>
    RS256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384, keys of at least 2048 bits.</summary>
    RS384,

    /// <summary>ECDSA on P-384 with SHA-384.</summary>
    ES384,
}

internal static class SigningAlgorithms
{
    public const int ShortestRsaBits = 2048;

    /// <summary>Verification takes time with the square of the length: a key set must not be able to slow us down.</summary>
    public const int LongestRsaBits = 8192;

    /// <summary>P-384: 48 bytes for each of r and s.</summary>
    public const int Es384SignatureBytes = 96;

    /// <summary>Exactly as written in the header, case and all.</summary>
    public static SigningAlgorithm? Find(string name) => name switch
    {
        "RS256" => SigningAlgorithm.RS256,
        "RS384" => SigningAlgorithm.RS384,
        "ES384" => SigningAlgorithm.ES384,
        _ => null,
    };

    public static HashAlgorithmName Hash(this SigningAlgorithm algorithm) => algorithm is SigningAlgorithm.RS256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384;

    public static bool IsRsa(this SigningAlgorithm algorithm) => algorithm is SigningAlgorithm.RS256 or SigningAlgorithm.RS384;
}
