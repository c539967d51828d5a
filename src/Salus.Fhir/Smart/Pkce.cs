using System.Security.Cryptography;
using System.Text;

namespace Salus.Fhir.Smart;

/// <summary>Proof key for code exchange (RFC 7636), method S256 and no other: a stolen code is worth nothing without the verifier.</summary>
/// <param name="Verifier">43 characters that stay here until the code is redeemed.</param>
/// <param name="Challenge">Its SHA-256, sent along at the start.</param>
public sealed record Pkce(string Verifier, string Challenge)
{
    public const string Method = "S256";

    public static Pkce New()
    {
        var verifier = Base64UrlText.Write(RandomNumberGenerator.GetBytes(32));
        return new Pkce(verifier, ChallengeOf(verifier));
    }

    public static string ChallengeOf(string verifier) => Base64UrlText.Write(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
