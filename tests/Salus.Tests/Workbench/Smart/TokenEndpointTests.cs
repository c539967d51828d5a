using System.Net;
using System.Text.Json.Nodes;
using Salus.Fhir.Client;
using Salus.Fhir.Smart;
using Salus.Tests.Fhir.Smart;
using Salus.Trust;

namespace Salus.Tests.Workbench.Smart;

/// <summary>Programs that sign in by themselves: with our own client, and with forgeries.</summary>
public sealed class TokenEndpointTests : IAsyncLifetime
{
    private static readonly SigningKey key = SigningKey.Create(SigningAlgorithm.ES384);
    private readonly HttpClient http = SmartDiscovery.NewHttpClient();
    private Workplace workplace = null!;
    private Person account = null!;
    private ApiClient client = null!;
    private Uri endpoint = null!;

    public async ValueTask InitializeAsync()
    {
        workplace = await Workplace.OpenAsync();
        account = await workplace.HireAsync("warehouse", Role.Clinician);
        client = await workplace.Get<ApiClients>().RegisterAsync("warehouse", account.Id, SmartScopes.Parse("system/Patient.rs system/Observation.rs"), new JsonWebKeySet([key.PublicKey]), null, null, default);
        endpoint = new Uri(workplace.Address, "/auth/token");
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return workplace.DisposeAsync();
    }

    [Fact]
    public async Task Our_own_client_finds_the_door_signs_in_and_reads()
    {
        using var desk = await Workbench.Fhir.FhirDesk.OpenAsync(workplace);
        await desk.PutAsync("""{"resourceType":"Patient","id":"p1"}""");
        var server = new Uri(workplace.Address, "/fhir");
        var configuration = await SmartDiscovery.ReadAsync(http, server, TestContext.Current.CancellationToken);
        Assert.Equal(endpoint, configuration.TokenEndpoint);
        using var service = new BackendService(http, configuration.TokenEndpoint, client.Id, key, SmartScopes.Parse("system/*.cruds"), workplace.Clock);
        using var fhir = new FhirClient(server, new FhirClientOptions { Tokens = service });
        Assert.Equal("p1", (await fhir.ReadAsync("Patient", "p1", TestContext.Current.CancellationToken)).Id);
        await Assert.ThrowsAsync<FhirAccessDeniedException>(() => fhir.ReadAsync("Condition", "c1", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<FhirAccessDeniedException>(() => fhir.DeleteAsync("Patient", "p1", cancel: TestContext.Current.CancellationToken));
        Assert.Equal("system/Patient.rs system/Observation.rs", (await service.RequestAsync(TestContext.Current.CancellationToken)).Scopes.ToString());
    }

    [Fact]
    public async Task A_token_ends_after_five_minutes_and_with_its_client()
    {
        var (_, first) = await AskAsync(Assertion());
        using var program = workplace.Program(first["access_token"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync("/fhir/Patient/p1", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.GetAsync("/api/drafts", TestContext.Current.CancellationToken)).StatusCode);
        workplace.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/fhir/Patient/p1", TestContext.Current.CancellationToken)).StatusCode);
        var (_, second) = await AskAsync(Assertion());
        using var again = workplace.Program(second["access_token"]!.GetValue<string>());
        await workplace.Get<ApiClients>().DisableAsync(client.Id, null, default);
        Assert.Equal(HttpStatusCode.Unauthorized, (await again.GetAsync("/fhir/Patient/p1", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await RefusedAsync(Assertion()));
        Assert.Empty(await workplace.Get<ApiTokens>().ListAsync(account.Id, default));
    }

    [Fact]
    public async Task An_assertion_works_once()
    {
        var assertion = Assertion();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(assertion)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await RefusedAsync(assertion));
        Assert.Contains(await workplace.TrailAsync("issue-token"), e => e.Outcome == "refused" && e.Detail!.Contains("jti", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refuses_claims_that_are_not_for_this_door_now()
    {
        var changes = new (string Name, JsonNode? Value)[]
        {
            ("aud", "https://elsewhere.example/auth/token"), ("aud", null), ("iss", "another"), ("sub", "another"), ("jti", null), ("exp", null),
            ("exp", workplace.Clock.GetUtcNow().ToUnixTimeSeconds()), ("exp", workplace.Clock.GetUtcNow().AddMinutes(6).ToUnixTimeSeconds()), ("nbf", workplace.Clock.GetUtcNow().AddMinutes(2).ToUnixTimeSeconds()),
        };
        foreach (var (name, value) in changes)
        {
            var claims = Claims();
            if (value is null)
                claims.Remove(name);
            else
                claims[name] = value;
            Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await RefusedAsync(key.Sign(claims)));
        }
    }

    [Fact]
    public async Task Refuses_other_keys_and_other_algorithms()
    {
        var stranger = SigningKey.Create(SigningAlgorithm.ES384);
        var header = (string algorithm) => $$"""{"alg":"{{algorithm}}","kid":"{{key.PublicKey.KeyId}}","typ":"JWT"}""";
        string[] forgeries =
        [
            stranger.Sign(Claims()),
            JoseTests.Forge(header("none"), _ => [], Claims().ToJsonString()),
            JoseTests.Forge(header("HS384"), data => System.Security.Cryptography.HMACSHA384.HashData(System.Text.Encoding.UTF8.GetBytes(key.PublicKey.ToJson().ToJsonString()), data), Claims().ToJsonString()),
            JoseTests.Forge(header("ES384"), _ => new byte[96], Claims().ToJsonString()),
            JoseTests.Forge("""{"alg":"ES384"}""", _ => new byte[96], Claims().ToJsonString()),
            key.Sign(Claims()) + "A",
            "not a token",
        ];
        foreach (var forged in forgeries)
            Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await RefusedAsync(forged));
    }

    [Fact]
    public async Task Grants_nothing_that_is_not_registered()
    {
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), await RefusedAsync(Assertion(), "system/Condition.rs"));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), await RefusedAsync(Assertion(), ""));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_scope"), await RefusedAsync(Assertion(), "user/Patient.rs"));
        Assert.Equal("system/Patient.rs", (await AskAsync(Assertion(), "system/Patient.cruds openid dragon")).Answer["scope"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("grant_type", "password", "unsupported_grant_type")]
    [InlineData("grant_type", "", "unsupported_grant_type")]
    [InlineData("client_assertion_type", "basic", "invalid_client")]
    public async Task Refuses_other_ways_to_sign_in(string field, string value, string error)
    {
        var form = Form(Assertion(), "system/Patient.rs");
        form[field] = value;
        Assert.Equal(error, (await PostAsync(new FormUrlEncodedContent(form))).Answer["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task Refuses_what_is_no_form_and_too_many_attempts()
    {
        Assert.Equal("invalid_request", (await PostAsync(new StringContent("{}"))).Answer["error"]!.GetValue<string>());
        await using var strict = await Workplace.OpenAsync(new Salus.Workbench.Web.WebLimits(SignInsPerMinute: 2));
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
            statuses.Add((await http.PostAsync(new Uri(strict.Address, "/auth/token"), new FormUrlEncodedContent(Form(Assertion(), "x")), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], statuses);
    }

    [Fact]
    public async Task Refuses_registrations_that_would_open_too_much()
    {
        var clients = workplace.Get<ApiClients>();
        var keys = new JsonWebKeySet([key.PublicKey]);
        await Assert.ThrowsAsync<AccountRefusedException>(() => clients.RegisterAsync("x", account.Id, SmartScopes.Parse("user/*.rs"), keys, null, null, default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => clients.RegisterAsync("x", account.Id, SmartScopes.None, keys, null, null, default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => clients.RegisterAsync("x", account.Id, SmartScopes.Parse("system/*.rs"), null, null, null, default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => clients.RegisterAsync("x", account.Id, SmartScopes.Parse("system/*.rs"), new JsonWebKeySet([]), null, null, default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => clients.RegisterAsync("x", account.Id, SmartScopes.Parse("system/*.rs"), null, new Uri("http://keys.example/jwks"), null, default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => clients.RegisterAsync("x", default, SmartScopes.Parse("system/*.rs"), keys, null, null, default));
    }

    [Fact]
    public async Task Publishes_its_keys_without_their_private_part()
    {
        var published = await http.GetStringAsync(new Uri(workplace.Address, "/.well-known/jwks.json"), TestContext.Current.CancellationToken);
        Assert.Single(JsonWebKeySet.Parse(published).Keys);
        Assert.DoesNotContain("\"d\"", published, StringComparison.Ordinal);
        Assert.Equal(published, await http.GetStringAsync(new Uri(workplace.Address, "/.well-known/jwks.json"), TestContext.Current.CancellationToken));
    }

    private JsonObject Claims() => new()
    {
        ["iss"] = client.Id,
        ["sub"] = client.Id,
        ["aud"] = endpoint.OriginalString,
        ["exp"] = workplace.Clock.GetUtcNow().AddMinutes(4).ToUnixTimeSeconds(),
        ["jti"] = Guid.NewGuid().ToString(),
    };

    private string Assertion() => key.Sign(Claims());

    private static Dictionary<string, string> Form(string assertion, string scope) => new()
    {
        ["grant_type"] = "client_credentials",
        ["scope"] = scope,
        ["client_assertion_type"] = ClientAssertion.Type,
        ["client_assertion"] = assertion,
    };

    private Task<(HttpStatusCode Status, JsonObject Answer)> AskAsync(string assertion, string scope = "system/Patient.rs") => PostAsync(new FormUrlEncodedContent(Form(assertion, scope)));

    private async Task<(HttpStatusCode Status, string Error)> RefusedAsync(string assertion, string scope = "system/Patient.rs")
    {
        var (status, answer) = await AskAsync(assertion, scope);
        return (status, answer["error"]?.GetValue<string>() ?? "");
    }

    private async Task<(HttpStatusCode Status, JsonObject Answer)> PostAsync(HttpContent content)
    {
        using var answer = await http.PostAsync(endpoint, content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject());
    }
}
