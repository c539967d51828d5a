using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Salus.Trust;

/// <summary>256 random bits that open something: a session, a link, an API token. Shown once; only the digest is kept.</summary>
internal static class Secret
{
    /// <returns>43 characters that need no escaping in an address.</returns>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string Digest(string secret) => Sha256.Of(Encoding.UTF8.GetBytes(secret)).ToString();
}
