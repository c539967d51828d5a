using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Salus.Fhir.Smart;

/// <summary>How an app is known to an authorization server.</summary>
/// <param name="Key">For private_key_jwt; null for a public client, which PKCE alone protects.</param>
public sealed record SmartClient(string Id, Uri RedirectUri, SigningKey? Key);

/// <summary>A sign-in that has begun: what must be remembered, bound to the same browser, until the server sends it back.</summary>
/// <param name="State">Comes back with the code; anything else is somebody else's sign-in.</param>
/// <param name="Nonce">Comes back inside the id token.</param>
public sealed record PendingLaunch(Uri FhirBase, string State, string Nonce, string Verifier, SmartScopes Scopes);

/// <summary>Who signed in, from a verified id token.</summary>
/// <param name="Issuer">Together with <paramref name="Subject"/> names the person for ever.</param>
/// <param name="FhirUser">Absolute or relative reference to Practitioner, Patient, …; null when not told.</param>
public sealed record SmartIdentity(string Issuer, string Subject, string? FhirUser);

/// <summary>
/// The app's side of SMART App Launch 2.2: EHR launch and standalone launch with authorization code, PKCE S256, state and nonce;
/// refresh; and the id token, verified before anybody is believed.
/// </summary>
/// <param name="http">Must not follow redirects.</param>
public sealed class AppLaunch(HttpClient http, JsonWebKeySetCache keySets, TimeProvider clock)
{
    /// <summary>EHRs issue id tokens for the length of a session.</summary>
    private static readonly TimeSpan longestIdToken = TimeSpan.FromHours(24);

    /// <summary>Where to send the browser, and what to remember.</summary>
    /// <param name="launch">The opaque value of an EHR launch; null for a standalone one.</param>
    /// <exception cref="SmartException">The server has no authorization endpoint, or cannot do S256.</exception>
    public static (Uri Address, PendingLaunch Pending) Begin(SmartConfiguration server, SmartClient client, Uri fhirBase, SmartScopes scopes, string? launch)
    {
        var endpoint = server.AuthorizationEndpoint ?? throw new SmartException($"{fhirBase.Host} offers no sign-in with a browser.");
        if (!server.CodeChallengeMethods.IsEmpty && !server.CodeChallengeMethods.Contains(Pkce.Method, StringComparer.Ordinal))
            throw new SmartException($"{fhirBase.Host} does not accept PKCE with S256, which every sign-in here needs.");
        var pkce = Pkce.New();
        var pending = new PendingLaunch(fhirBase, NewSecret(), NewSecret(), pkce.Verifier, scopes);
        var query = new List<(string Name, string Value)>
        {
            ("response_type", "code"), ("client_id", client.Id), ("redirect_uri", client.RedirectUri.OriginalString), ("scope", scopes.ToString()), ("state", pending.State),
            ("aud", fhirBase.OriginalString.TrimEnd('/')), ("nonce", pending.Nonce), ("code_challenge", pkce.Challenge), ("code_challenge_method", Pkce.Method),
        };
        if (launch is not null)
            query.Add(("launch", launch));
        var text = new StringBuilder(endpoint.AbsoluteUri).Append(endpoint.Query.Length == 0 ? '?' : '&');
        text.AppendJoin('&', query.Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value)}"));
        return (new Uri(text.ToString()), pending);
    }

    /// <summary>Whether what came back belongs to this sign-in; compared without telling by time.</summary>
    public static bool IsAnswerTo(PendingLaunch pending, string? state) =>
        state is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(pending.State));

    /// <summary>Turns the code into a token.</summary>
    /// <exception cref="SmartException">Refused, or not reachable.</exception>
    public Task<AccessToken> RedeemAsync(SmartConfiguration server, SmartClient client, PendingLaunch pending, string code, CancellationToken cancel) => RequestAsync(server, client, pending.Scopes, new(StringComparer.Ordinal)
    {
        ["grant_type"] = "authorization_code",
        ["code"] = code,
        ["redirect_uri"] = client.RedirectUri.OriginalString,
        ["code_verifier"] = pending.Verifier,
    }, cancel);

    /// <summary>A new token for an old one's refresh token, with the same scopes or fewer.</summary>
    /// <returns>Where the server sends no new refresh token, the old one stays.</returns>
    /// <exception cref="SmartException">Refused, or not reachable.</exception>
    public async Task<AccessToken> RefreshAsync(SmartConfiguration server, SmartClient client, string refreshToken, SmartScopes scopes, CancellationToken cancel)
    {
        var token = await RequestAsync(server, client, scopes, new(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, cancel);
        return token with { RefreshToken = token.RefreshToken ?? refreshToken };
    }

    /// <summary>Who signed in.</summary>
    /// <exception cref="JoseException">The id token is not the server's, not for us, not of this sign-in, or expired.</exception>
    /// <exception cref="SmartException">There is none, or the server's keys cannot be fetched.</exception>
    public async Task<SmartIdentity> IdentifyAsync(SmartConfiguration server, SmartClient client, PendingLaunch pending, AccessToken token, CancellationToken cancel)
    {
        if (server is not { Issuer: { } issuer, JwksUri: { } keys })
            throw new SmartException($"{pending.FhirBase.Host} does not publish who signs its id tokens (issuer, jwks_uri).");
        var unverified = UnverifiedToken.Read(token.IdToken ?? throw new SmartException($"{pending.FhirBase.Host} sent no id token, so nobody is known to have signed in."));
        var set = await keySets.FindAsync(keys, unverified.KeyId, cancel);
        var verified = unverified.Verify(set, SigningAlgorithm.RS256, SigningAlgorithm.RS384, SigningAlgorithm.ES384);
        await new TokenRules(issuer, client.Id, longestIdToken) { Nonce = pending.Nonce }.CheckAsync(verified, clock, cancel);
        // With several audiences the token must say for which of them it was made (OpenID Connect Core §3.1.3.7).
        if (verified.Claims.GetProperty("aud") is { ValueKind: JsonValueKind.Array } audiences && audiences.GetArrayLength() > 1 && verified.Text("azp") != client.Id)
            throw new JoseException("The id token has several audiences and was not made for us (azp).");
        var subject = verified.Text("sub") is { Length: > 0 and <= 255 } sub ? sub : throw new JoseException("The id token has no sub.");
        return new SmartIdentity(issuer, subject, verified.Text("fhirUser") ?? verified.Text("profile"));
    }

    private Task<AccessToken> RequestAsync(SmartConfiguration server, SmartClient client, SmartScopes scopes, Dictionary<string, string> form, CancellationToken cancel)
    {
        if (client.Key is { } key)
            ClientAssertion.AddTo(form, key, client.Id, server.TokenEndpoint, clock);
        else
            form["client_id"] = client.Id;
        return AccessToken.RequestAsync(http, server.TokenEndpoint, form, scopes, clock, cancel);
    }

    private static string NewSecret() => Base64UrlText.Write(RandomNumberGenerator.GetBytes(32));
}
