namespace Salus.Fhir.Smart;

/// <summary>
/// Signs in at a FHIR server as a program, with nobody at a screen: SMART Backend Services 2.2 (client_credentials with private_key_jwt).
/// Keeps its token until shortly before it expires; SMART gives no refresh tokens here.
/// </summary>
/// <param name="http">Must not follow redirects.</param>
/// <param name="tokenEndpoint">From the server's <see cref="SmartConfiguration"/>.</param>
/// <param name="clientId">As registered with the server, together with our key set.</param>
public sealed class BackendService(HttpClient http, Uri tokenEndpoint, string clientId, SigningKey key, SmartScopes scopes, TimeProvider clock) : IAccessTokens, IDisposable
{
    private static readonly TimeSpan early = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim oneAtATime = new(1);
    private AccessToken? held;

    public async ValueTask<string> TokenAsync(CancellationToken cancel)
    {
        await oneAtATime.WaitAsync(cancel);
        try
        {
            if (held is null || held.Expires - early <= clock.GetUtcNow())
                held = await RequestAsync(cancel);
            return held.Token;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Forget(string token)
    {
        if (held?.Token == token)
            held = null;
    }

    public void Dispose() => oneAtATime.Dispose();

    /// <summary>Asks for a new token in any case.</summary>
    /// <exception cref="SmartException">Refused, or not reachable.</exception>
    public Task<AccessToken> RequestAsync(CancellationToken cancel)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "client_credentials", ["scope"] = scopes.ToString() };
        ClientAssertion.AddTo(form, key, clientId, tokenEndpoint, clock);
        return AccessToken.RequestAsync(http, tokenEndpoint, form, scopes, clock, cancel);
    }
}
