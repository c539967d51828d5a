using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Salus.Fhir.Smart;
using Salus.Tests.Trust;

namespace Salus.Tests.Fhir.Smart;

public sealed class SmartClientTests : IDisposable
{
    private static readonly SigningKey ours = SigningKey.Create(SigningAlgorithm.ES384);
    private static readonly SigningKey theirs = SigningKey.Create(SigningAlgorithm.RS384);
    private static readonly Uri fhirBase = new("https://ehr.example/r4");
    private static readonly SmartConfiguration server = new()
    {
        Issuer = "https://ehr.example/r4",
        JwksUri = new Uri("https://ehr.example/keys"),
        AuthorizationEndpoint = new Uri("https://ehr.example/authorize?tenant=1"),
        TokenEndpoint = new Uri("https://ehr.example/token"),
        CodeChallengeMethods = ["S256"],
    };

    private static readonly SmartClient client = new("salus", new Uri("https://salus.example/smart/callback"), ours);

    private readonly ManualClock clock = new();
    private readonly Ehr ehr;
    private readonly HttpClient http;
    private readonly JsonWebKeySetCache keySets;

    public SmartClientTests()
    {
        ehr = new Ehr();
        http = new HttpClient(ehr);
        keySets = new JsonWebKeySetCache(http, clock);
    }

    public void Dispose()
    {
        keySets.Dispose();
        http.Dispose();
        ehr.Dispose();
    }

    [Fact]
    public void Sends_the_browser_with_everything_the_server_must_bind()
    {
        var (address, pending) = AppLaunch.Begin(server, client, fhirBase, SmartScopes.Parse("launch openid patient/*.rs"), "opaque");
        var query = QueryHelpers.ParseQuery(address.Query);
        Assert.StartsWith("https://ehr.example/authorize?tenant=1&", address.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal("code", query["response_type"]);
        Assert.Equal("opaque", query["launch"]);
        Assert.Equal("https://ehr.example/r4", query["aud"]);
        Assert.Equal("launch openid patient/*.rs", query["scope"]);
        Assert.Equal(Pkce.ChallengeOf(pending.Verifier), query["code_challenge"]);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.DoesNotContain(pending.Verifier, address.AbsoluteUri, StringComparison.Ordinal);
        Assert.True(AppLaunch.IsAnswerTo(pending, query["state"]));
        Assert.False(AppLaunch.IsAnswerTo(pending, query["state"] + "x"));
        Assert.False(AppLaunch.IsAnswerTo(pending, null));
    }

    [Fact]
    public void Does_not_begin_where_the_server_cannot_do_S256() =>
        Assert.Throws<SmartException>(() => AppLaunch.Begin(server with { CodeChallengeMethods = ["plain"] }, client, fhirBase, SmartScopes.None, null));

    [Fact]
    public async Task Redeems_a_code_with_verifier_and_signed_assertion_and_knows_who_signed_in()
    {
        var launch = new AppLaunch(http, keySets, clock);
        var (_, pending) = AppLaunch.Begin(server, client, fhirBase, SmartScopes.Parse("openid fhirUser patient/*.rs"), null);
        ehr.Tokens = () => Token(IdToken(pending.Nonce), refresh: "r-1");
        var token = await launch.RedeemAsync(server, client, pending, "c-1", default);
        Assert.Equal(pending.Verifier, ehr.Form["code_verifier"]);
        JoseTests.Verify(ehr.Form["client_assertion"]!, new JsonWebKeySet([ours.PublicKey]));
        Assert.Equal("p-7", token.Patient);
        Assert.DoesNotContain("secret", token.ToString(), StringComparison.Ordinal);
        var who = await launch.IdentifyAsync(server, client, pending, token, default);
        Assert.Equal(new SmartIdentity("https://ehr.example/r4", "u-1", "https://ehr.example/r4/Practitioner/1"), who);

        ehr.Tokens = () => Token(null, refresh: null);
        var renewed = await launch.RefreshAsync(server, client, token.RefreshToken!, token.Scopes, default);
        Assert.Equal("r-1", ehr.Form["refresh_token"]);
        Assert.Equal("r-1", renewed.RefreshToken);
    }

    [Theory]
    [InlineData("nonce", "another")]
    [InlineData("aud", "another")]
    [InlineData("iss", "https://evil.example")]
    [InlineData("exp", 1)]
    [InlineData("sub", "")]
    public async Task Believes_no_id_token_of_another_sign_in(string claim, object value)
    {
        var launch = new AppLaunch(http, keySets, clock);
        var (_, pending) = AppLaunch.Begin(server, client, fhirBase, SmartScopes.Parse("openid"), null);
        var claims = IdToken(pending.Nonce);
        claims[claim] = value is int number ? number : (string)value;
        await Assert.ThrowsAsync<JoseException>(() => launch.IdentifyAsync(server, client, pending, new AccessToken("t", clock.GetUtcNow(), SmartScopes.None) { IdToken = theirs.Sign(claims) }, default));
    }

    [Fact]
    public async Task Believes_no_id_token_of_a_stranger_or_for_several()
    {
        var launch = new AppLaunch(http, keySets, clock);
        var (_, pending) = AppLaunch.Begin(server, client, fhirBase, SmartScopes.Parse("openid"), null);
        var claims = IdToken(pending.Nonce);
        await Assert.ThrowsAsync<JoseException>(() => launch.IdentifyAsync(server, client, pending, new AccessToken("t", clock.GetUtcNow(), SmartScopes.None) { IdToken = ours.Sign(claims) }, default));
        claims["aud"] = new JsonArray("salus", "another");
        await Assert.ThrowsAsync<JoseException>(() => launch.IdentifyAsync(server, client, pending, new AccessToken("t", clock.GetUtcNow(), SmartScopes.None) { IdToken = theirs.Sign(claims) }, default));
        await Assert.ThrowsAsync<SmartException>(() => launch.IdentifyAsync(server, client, pending, new AccessToken("t", clock.GetUtcNow(), SmartScopes.None), default));
    }

    [Fact]
    public async Task A_backend_service_keeps_its_token_until_it_is_old_or_refused()
    {
        using var service = new BackendService(http, server.TokenEndpoint, "salus", ours, SmartScopes.Parse("system/*.rs"), clock);
        Assert.Equal("secret-1", await service.TokenAsync(default));
        Assert.Equal("secret-1", await service.TokenAsync(default));
        Assert.Equal("client_credentials", ehr.Form["grant_type"]);
        Assert.Equal("system/*.rs", ehr.Form["scope"]);
        clock.Advance(TimeSpan.FromSeconds(271));
        Assert.Equal("secret-2", await service.TokenAsync(default));
        service.Forget("secret-2");
        Assert.Equal("secret-3", await service.TokenAsync(default));
    }

    [Fact]
    public async Task Tells_the_servers_error_code_and_never_its_text()
    {
        ehr.Tokens = () => (HttpStatusCode.BadRequest, """{"error":"invalid_client","error_description":"Jane Roe 1970"}""");
        using var service = new BackendService(http, server.TokenEndpoint, "salus", ours, SmartScopes.None, clock);
        var refused = await Assert.ThrowsAsync<SmartException>(() => service.RequestAsync(default));
        Assert.Equal("invalid_client", refused.Code);
        Assert.DoesNotContain("Jane", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"access_token":"x"}""")]
    [InlineData("""{"access_token":"x","token_type":"mac"}""")]
    public async Task Refuses_an_answer_that_is_no_token(string answer)
    {
        ehr.Tokens = () => (HttpStatusCode.OK, answer);
        using var service = new BackendService(http, server.TokenEndpoint, "salus", ours, SmartScopes.None, clock);
        await Assert.ThrowsAsync<SmartException>(() => service.RequestAsync(default));
    }

    [Fact]
    public async Task Sends_no_assertion_over_plain_http()
    {
        using var service = new BackendService(http, new Uri("http://ehr.example/token"), "salus", ours, SmartScopes.None, clock);
        await Assert.ThrowsAsync<SmartException>(() => service.RequestAsync(default));
        Assert.Equal(0, ehr.Requests);
    }

    [Fact]
    public async Task Follows_keys_that_rotate_without_asking_for_every_wrong_token()
    {
        var address = new Uri("https://ehr.example/keys");
        await keySets.FindAsync(address, theirs.PublicKey.KeyId, default);
        await keySets.FindAsync(address, theirs.PublicKey.KeyId, default);
        await keySets.FindAsync(address, "unknown", default);
        Assert.Equal(1, ehr.Requests);
        clock.Advance(JsonWebKeySetCache.Pause);
        var next = SigningKey.Create(SigningAlgorithm.ES384);
        ehr.Keys = new JsonWebKeySet([next.PublicKey]);
        Assert.True((await keySets.FindAsync(address, next.PublicKey.KeyId, default)).Has(next.PublicKey.KeyId!));
        Assert.Equal(2, ehr.Requests);
    }

    [Fact]
    public async Task Believes_a_key_set_for_an_hour_at_most()
    {
        var address = new Uri("https://ehr.example/keys");
        await keySets.FindAsync(address, theirs.PublicKey.KeyId, default);
        ehr.Keys = null;
        clock.Advance(JsonWebKeySetCache.Believed - TimeSpan.FromSeconds(1));
        await keySets.FindAsync(address, theirs.PublicKey.KeyId, default);
        clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<SmartException>(() => keySets.FindAsync(address, theirs.PublicKey.KeyId, default));
    }

    [Fact]
    public async Task Refuses_a_key_set_without_end()
    {
        ehr.Padding = JsonWebKeySet.LongestBytes;
        await Assert.ThrowsAsync<SmartException>(() => keySets.FindAsync(new Uri("https://ehr.example/keys"), null, default));
    }

    [Fact]
    public void A_configuration_that_is_written_reads_back_the_same()
    {
        var again = SmartConfiguration.Parse(Encoding.UTF8.GetBytes(server.ToJson().ToJsonString()));
        Assert.Equal(server.ToJson().ToJsonString(), again.ToJson().ToJsonString());
        Assert.Equal(server.TokenEndpoint, again.TokenEndpoint);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("x")]
    [InlineData("""{"token_endpoint":"http://ehr.example/token"}""")]
    [InlineData("""{"token_endpoint":"https://ehr.example/token","jwks_uri":"/keys"}""")]
    public void Refuses_a_configuration_that_cannot_be_used(string json) => Assert.Throws<SmartException>(() => SmartConfiguration.Parse(Encoding.UTF8.GetBytes(json)));

    private JsonObject IdToken(string nonce) => new()
    {
        ["iss"] = "https://ehr.example/r4",
        ["sub"] = "u-1",
        ["aud"] = "salus",
        ["nonce"] = nonce,
        ["exp"] = clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
        ["iat"] = clock.GetUtcNow().ToUnixTimeSeconds(),
        ["fhirUser"] = "https://ehr.example/r4/Practitioner/1",
    };

    private static (HttpStatusCode Status, string Body) Token(JsonObject? id, string? refresh)
    {
        var answer = new JsonObject { ["access_token"] = "secret", ["token_type"] = "Bearer", ["expires_in"] = 300, ["scope"] = "openid patient/*.rs", ["patient"] = "p-7" };
        if (id is not null)
            answer["id_token"] = theirs.Sign(id);
        if (refresh is not null)
            answer["refresh_token"] = refresh;
        return (HttpStatusCode.OK, answer.ToJsonString());
    }

    /// <summary>The other house: a key set and a token endpoint.</summary>
    private sealed class Ehr : HttpMessageHandler
    {
        private int given;

        public Ehr() => Tokens = () => (HttpStatusCode.OK, $$"""{"access_token":"secret-{{++given}}","token_type":"bearer","expires_in":300}""");

        public int Requests { get; private set; }

        public JsonWebKeySet? Keys { get; set; } = new([theirs.PublicKey]);

        public int Padding { get; set; }

        public Func<(HttpStatusCode Status, string Body)> Tokens { get; set; }

        public Dictionary<string, string?> Form { get; private set; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            if (request.RequestUri!.AbsolutePath == "/keys")
                return Answer(Keys is null ? HttpStatusCode.BadGateway : HttpStatusCode.OK, (Keys?.ToJson().ToJsonString() ?? "") + new string(' ', Padding));
            Form = QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(cancellationToken)).ToDictionary(f => f.Key, f => (string?)f.Value.ToString());
            var (status, body) = Tokens();
            return Answer(status, body);
        }

        private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }
}
