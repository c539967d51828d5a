using System.Text.Json.Nodes;
using Salus.Fhir.Smart;
using Salus.Tests.Trust;

namespace Salus.Tests.Fhir.Smart;

public sealed class TokenRulesTests
{
    private static readonly SigningKey key = SigningKey.Create(SigningAlgorithm.ES384);
    private readonly ManualClock clock = new();
    private readonly TokenRules rules;

    public TokenRulesTests() => rules = new TokenRules("app", "https://salus.example/auth/token", TokenRules.FiveMinutes) { Subject = "app", Replay = new ReplayGuard(clock) };

    [Fact]
    public async Task Accepts_the_assertion_that_its_own_client_makes()
    {
        var token = ClientAssertion.Sign(key, "app", new Uri("https://salus.example/auth/token"), clock);
        await CheckAsync(token);
        Assert.Contains("jti", (await Assert.ThrowsAsync<JoseException>(() => CheckAsync(token))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iss", "another", "iss")]
    [InlineData("sub", "another", "sub")]
    [InlineData("aud", "https://salus.example/auth/token/", "aud")]
    [InlineData("jti", "", "jti")]
    public async Task Refuses_a_claim_that_is_not_as_agreed(string claim, string value, string named)
    {
        var claims = Claims();
        claims[claim] = value;
        Assert.Contains(named, (await Assert.ThrowsAsync<JoseException>(() => CheckAsync(key.Sign(claims)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("aud")]
    [InlineData("exp")]
    [InlineData("jti")]
    public async Task Refuses_a_token_without(string claim)
    {
        var claims = Claims();
        claims.Remove(claim);
        Assert.Contains(claim, (await Assert.ThrowsAsync<JoseException>(() => CheckAsync(key.Sign(claims)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exp", 0)]
    [InlineData("exp", -1)]
    [InlineData("exp", 301)]
    [InlineData("nbf", 31)]
    [InlineData("iat", 31)]
    public async Task Refuses_times_that_do_not_hold(string claim, int secondsAhead)
    {
        var claims = Claims();
        claims[claim] = clock.GetUtcNow().AddSeconds(secondsAhead).ToUnixTimeSeconds();
        Assert.Contains(claim, (await Assert.ThrowsAsync<JoseException>(() => CheckAsync(key.Sign(claims)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_times_that_are_no_times()
    {
        foreach (var wrong in new JsonNode[] { "soon", -5, 1e300, true })
        {
            var claims = Claims();
            claims["exp"] = wrong;
            Assert.Contains("exp", (await Assert.ThrowsAsync<JoseException>(() => CheckAsync(key.Sign(claims)))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Accepts_the_audience_among_others()
    {
        var claims = Claims();
        claims["aud"] = new JsonArray("https://elsewhere.example", "https://salus.example/auth/token");
        await CheckAsync(key.Sign(claims));
    }

    [Fact]
    public async Task Forgets_a_used_token_only_when_it_has_expired()
    {
        var guard = new ReplayGuard(clock);
        var until = clock.GetUtcNow().AddMinutes(5);
        Assert.True(await guard.UseAsync("app", "1", until, default));
        Assert.True(await guard.UseAsync("other", "1", until, default));
        clock.Advance(TimeSpan.FromMinutes(4.99));
        Assert.False(await guard.UseAsync("app", "1", until, default));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await guard.UseAsync("app", "1", clock.GetUtcNow().AddMinutes(5), default));
    }

    [Fact]
    public async Task Refuses_new_tokens_rather_than_forgetting_old_ones()
    {
        var guard = new ReplayGuard(clock, most: 2);
        var until = clock.GetUtcNow().AddMinutes(5);
        Assert.True(await guard.UseAsync("app", "1", until, default));
        Assert.True(await guard.UseAsync("app", "2", until, default));
        Assert.False(await guard.UseAsync("app", "3", until, default));
        Assert.False(await guard.UseAsync("app", "1", until, default));
    }

    private JsonObject Claims() => new()
    {
        ["iss"] = "app",
        ["sub"] = "app",
        ["aud"] = "https://salus.example/auth/token",
        ["exp"] = clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
        ["jti"] = "j-1",
    };

    private Task CheckAsync(string token) => rules.CheckAsync(JoseTests.Verify(token, new JsonWebKeySet([key.PublicKey])), clock, default).AsTask();
}
