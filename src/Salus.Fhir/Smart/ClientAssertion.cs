using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Salus.Fhir.Smart;

/// <summary>
/// How a program proves who it is without a shared secret: a JWT that it signs for one request (RFC 7523; SMART App Launch 2.2,
/// "Asymmetric authentication", private_key_jwt).
/// </summary>
public static class ClientAssertion
{
    /// <summary>Value of <c>client_assertion_type</c>.</summary>
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <param name="audience">The token endpoint that will read it.</param>
    public static string Sign(SigningKey key, string clientId, Uri audience, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return key.Sign(new JsonObject
        {
            ["iss"] = clientId,
            ["sub"] = clientId,
            ["aud"] = audience.OriginalString,
            ["iat"] = now.ToUnixTimeSeconds(),
            // a minute below the limit of five, for clocks that differ
            ["exp"] = (now + TimeSpan.FromMinutes(4)).ToUnixTimeSeconds(),
            ["jti"] = Base64UrlText.Write(RandomNumberGenerator.GetBytes(24)),
        });
    }

    /// <summary>Adds client authentication to a token request.</summary>
    internal static void AddTo(Dictionary<string, string> form, SigningKey key, string clientId, Uri endpoint, TimeProvider clock)
    {
        form["client_assertion_type"] = Type;
        form["client_assertion"] = Sign(key, clientId, endpoint, clock);
    }
}
