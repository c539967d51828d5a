using System.Text.Json;

namespace Salus.Fhir.Smart;

/// <summary>What a verified token must say to be accepted. Everything given here is demanded; nothing is optional because it is missing.</summary>
/// <param name="Issuer"><c>iss</c>.</param>
/// <param name="Audience"><c>aud</c>, alone or in its array.</param>
/// <param name="LongestLife">How far ahead <c>exp</c> may lie. SMART Backend Services: five minutes.</param>
public sealed record TokenRules(string Issuer, string Audience, TimeSpan LongestLife)
{
    /// <summary>SMART Backend Services 2.2, "Protocol details": exp at most five minutes ahead.</summary>
    public static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    /// <summary>Clocks of two houses differ; only for <c>iat</c> and <c>nbf</c> that lie ahead, never to lengthen a life.</summary>
    private static readonly TimeSpan skew = TimeSpan.FromSeconds(30);

    /// <summary><c>sub</c>; null accepts any, and none.</summary>
    public string? Subject { get; init; }

    /// <summary><c>nonce</c>; null accepts any, and none.</summary>
    public string? Nonce { get; init; }

    /// <summary>Where <c>jti</c> is remembered until the token expires; null does not ask for one.</summary>
    public IReplayGuard? Replay { get; init; }

    /// <exception cref="JoseException">Says which claim is wrong.</exception>
    public async ValueTask CheckAsync(VerifiedToken token, TimeProvider clock, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        Demand(token.Text("iss") == Issuer, "The token's iss is not who signed it should be.");
        if (Subject is not null)
            Demand(token.Text("sub") == Subject, "The token's sub is not whom it should be about.");
        Demand(IsFor(token.Claims), "The token's aud is not us.");
        if (Nonce is not null)
            Demand(token.Text("nonce") == Nonce, "The token's nonce is not that of this sign-in.");
        var expires = Time(token.Claims, "exp") ?? throw new JoseException("The token has no exp.");
        Demand(expires > now, "The token has expired.");
        Demand(expires <= now + LongestLife, $"The token's exp lies too far ahead: at most {(long)LongestLife.TotalMinutes} minutes are accepted.");
        Demand(Time(token.Claims, "nbf") is not { } from || from <= now + skew, "The token is not valid yet (nbf).");
        Demand(Time(token.Claims, "iat") is not { } at || at <= now + skew, "The token was issued in the future (iat).");
        if (Replay is null)
            return;
        var id = token.Text("jti");
        Demand(id is { Length: > 0 and <= 255 }, "The token needs a jti of 1 to 255 characters, a new one each time.");
        Demand(await Replay.UseAsync(Issuer, id!, expires, cancel), "The token was used before (jti).");
    }

    private bool IsFor(JsonElement claims) => claims.TryGetProperty("aud", out var audience) && audience.ValueKind switch
    {
        JsonValueKind.String => audience.ValueEquals(Audience),
        JsonValueKind.Array => audience.EnumerateArray().Any(a => a.ValueKind is JsonValueKind.String && a.ValueEquals(Audience)),
        _ => false,
    };

    /// <summary>NumericDate (RFC 7519 §2): seconds since 1970, fractions allowed.</summary>
    private static DateTimeOffset? Time(JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var claim))
            return null;
        return claim.ValueKind is JsonValueKind.Number && claim.TryGetDecimal(out var seconds) && seconds is >= 0 and < 253_402_300_800m
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw new JoseException($"The token's {name} is not a time in seconds since 1970.");
    }

    private static void Demand(bool held, string otherwise)
    {
        if (!held)
            throw new JoseException(otherwise);
    }
}
