using System.Net;
using System.Text.Json;

namespace Salus.Fhir.Smart;

/// <summary>What a token endpoint gave (RFC 6749 §5.1, SMART App Launch 2.2 "launch context").</summary>
/// <param name="Token">The secret; not in <see cref="ToString"/>.</param>
/// <param name="Expires">From our clock when the answer came.</param>
/// <param name="Scopes">As granted, which may be less than was asked.</param>
public sealed record AccessToken(string Token, DateTimeOffset Expires, SmartScopes Scopes)
{
    /// <summary>Where the server says nothing: SMART recommends tokens of at most an hour, and five minutes err on the safe side.</summary>
    private static readonly TimeSpan unsaid = TimeSpan.FromMinutes(5);

    private const int LongestAnswer = 64 * 1024;

    /// <summary>The patient in context: the logical id at that server.</summary>
    public string? Patient { get; init; }

    /// <summary>The encounter in context.</summary>
    public string? Encounter { get; init; }

    /// <summary>Who signed in, unverified; null without <c>openid</c>.</summary>
    public string? IdToken { get; init; }

    public string? RefreshToken { get; init; }

    public override string ToString() => $"access token for {Scopes}";

    /// <summary>Sends a form to a token endpoint and reads what it grants.</summary>
    /// <exception cref="SmartException">Refused, with the server's error code; or not understood.</exception>
    internal static async Task<AccessToken> RequestAsync(HttpClient http, Uri endpoint, Dictionary<string, string> form, SmartScopes asked, TimeProvider clock, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
        var (status, body) = await Transport.SendAsync(http, request, LongestAnswer, cancel);
        try
        {
            using var document = UnicodeJson.Parse(body, StrictJson.Document);
            return Read(document.RootElement, status, endpoint, asked, clock.GetUtcNow());
        }
        catch (JsonException e)
        {
            throw new SmartException($"The token endpoint of {endpoint.Host} answered {(int)status} and no JSON.", e);
        }
    }

    private static AccessToken Read(JsonElement answer, HttpStatusCode status, Uri endpoint, SmartScopes asked, DateTimeOffset now)
    {
        string? Text(string name) => answer.ValueKind is JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        if (status is not HttpStatusCode.OK)
        {
            var code = Text("error") is { Length: <= 60 } error && error.All(c => char.IsAsciiLetterLower(c) || c == '_') ? error : null;
            throw new SmartException($"The token endpoint of {endpoint.Host} refused with {(int)status}{(code is null ? "" : $" ({code})")}.", code: code);
        }
        if (Text("access_token") is not { Length: > 0 } token || !string.Equals(Text("token_type"), "bearer", StringComparison.OrdinalIgnoreCase))
            throw new SmartException($"The token endpoint of {endpoint.Host} gave no bearer token.");
        var life = answer.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind is JsonValueKind.Number && seconds.TryGetInt32(out var whole) && whole > 0 ? TimeSpan.FromSeconds(whole) : unsaid;
        return new AccessToken(token, now + life, Text("scope") is { } granted ? SmartScopes.Parse(granted, out _) : asked)
        {
            Patient = Text("patient"),
            Encounter = Text("encounter"),
            IdToken = Text("id_token"),
            RefreshToken = Text("refresh_token"),
        };
    }
}

/// <summary>Gives a bearer token when one is needed: see <see cref="BackendService"/>.</summary>
public interface IAccessTokens
{
    /// <summary>One that still holds.</summary>
    /// <exception cref="SmartException">None can be had.</exception>
    ValueTask<string> TokenAsync(CancellationToken cancel);

    /// <summary>The server refused this one before its time: the next call gets another.</summary>
    void Forget(string token);
}
