using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Salus.Fhir.Smart;
using Salus.Tests.Fhir.Smart;
using Salus.Trust;

namespace Salus.Tests.Workbench.Smart;

/// <summary>Salus launched from an EHR, in a browser that follows as far as the test lets it.</summary>
public sealed class LaunchTests : IAsyncLifetime
{
    private Workplace workplace = null!;
    private Ehr ehr = null!;
    private Visitor browser = null!;
    private Person ada = null!;

    public async ValueTask InitializeAsync()
    {
        workplace = await Workplace.OpenAsync();
        ehr = await Ehr.OpenAsync();
        browser = workplace.Visit();
        ada = await workplace.HireAsync("ada", Role.Clinician);
        await workplace.Get<EhrConnections>().SaveAsync(new EhrConnection(ehr.Address, "ehr", "salus", SmartScopes.Parse("openid fhirUser patient/*.rs"), Confidential: true), null, default);
        await workplace.Get<EhrConnections>().MapAsync(new EhrUser(ehr.Address, "Practitioner/7", ada.Id), null, default);
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await ehr.DisposeAsync();
        await workplace.DisposeAsync();
    }

    [Fact]
    public async Task Signs_in_the_mapped_person_and_takes_the_patient_in()
    {
        var query = await BeginAsync($"/smart/launch?iss={Uri.EscapeDataString(ehr.Address.AbsoluteUri)}&launch=opaque");
        Assert.Equal("opaque", query["launch"]);
        Assert.Equal("launch openid fhirUser patient/*.rs", string.Join(' ', query["scope"].Split(' ').OrderBy(s => s == "launch" ? 0 : s == "openid" ? 1 : s == "fhirUser" ? 2 : 3)));
        var done = await FinishAsync(query);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.True(await browser.IsSignedInAsync());
        Assert.Equal(Pkce.ChallengeOf(ehr.Form["code_verifier"]), query["code_challenge"]);
        using var anybody = workplace.Visit();
        JoseTests.Verify(ehr.Form["client_assertion"], JsonWebKeySet.Parse(await anybody.ReadAsync("/.well-known/jwks.json")));
        var patient = await workplace.Get<Record>().FindAsync("ehr", "Patient", "7", ada, default);
        Assert.Contains($"url=/patients/{patient!.Name.Id}", await done.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.NotNull(await workplace.Get<Record>().FindAsync("ehr", "Condition", "Condition-1", ada, default));
        Assert.Contains(await workplace.TrailAsync("launch"), e => e.Person == ada.Id && e.Outcome == "done");
        Assert.DoesNotContain(workplace.Log, line => line.Contains("ehr-token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Starts_by_itself_and_asks_for_a_patient()
    {
        var query = await BeginAsync($"/smart/start?iss={Uri.EscapeDataString(ehr.Address.AbsoluteUri)}");
        Assert.Contains("launch/patient", query["scope"], StringComparison.Ordinal);
        Assert.DoesNotContain("launch", query.Keys);
        Assert.Equal(HttpStatusCode.OK, (await FinishAsync(query)).StatusCode);
    }

    [Theory]
    [InlineData("/smart/launch?iss=https://evil.example/r4&launch=x")]
    [InlineData("/smart/launch?iss=nonsense&launch=x")]
    [InlineData("/smart/launch?launch=x")]
    [InlineData("/smart/callback?code=c&state=s")]
    public async Task Begins_nothing_for_an_EHR_that_is_not_connected(string path)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync(path)).StatusCode);
        Assert.Contains(await workplace.TrailAsync("launch"), e => e.Outcome == "refused");
    }

    [Fact]
    public async Task Refuses_a_state_that_is_not_of_this_browser_and_one_that_was_used()
    {
        var query = await BeginAsync($"/smart/start?iss={Uri.EscapeDataString(ehr.Address.AbsoluteUri)}");
        using var victim = workplace.Visit();
        Assert.Equal(HttpStatusCode.BadRequest, (await victim.GetAsync($"/smart/callback?code=c&state={query["state"]}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await FinishAsync(query)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await FinishAsync(query)).StatusCode);
    }

    [Fact]
    public async Task Refuses_an_answer_after_ten_minutes_and_a_refusal_of_the_EHR()
    {
        var late = await BeginAsync($"/smart/start?iss={Uri.EscapeDataString(ehr.Address.AbsoluteUri)}");
        workplace.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.BadRequest, (await FinishAsync(late)).StatusCode);
        var refused = await BeginAsync($"/smart/start?iss={Uri.EscapeDataString(ehr.Address.AbsoluteUri)}");
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync($"/smart/callback?error=access_denied&state={refused["state"]}")).StatusCode);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("fhirUser", "Practitioner/8")]
    [InlineData("fhirUser", "Patient/7")]
    [InlineData("fhirUser", "https://evil.example/r4/Practitioner/7")]
    [InlineData("nonce", "another")]
    [InlineData("aud", "another")]
    [InlineData("iss", "https://evil.example/r4")]
    public async Task Lets_nobody_in_whom_the_EHR_does_not_vouch_for_or_nobody_mapped(string claim, string value)
    {
        var query = await BeginAsync($"/smart/start?iss={Uri.EscapeDataString(ehr.Address.AbsoluteUri)}");
        Assert.Equal(HttpStatusCode.BadRequest, (await FinishAsync(query, claims => claims[claim] = value)).StatusCode);
        Assert.False(await browser.IsSignedInAsync());
        Assert.Contains(await workplace.TrailAsync("launch"), e => e.Outcome == "refused");
    }

    [Fact]
    public async Task Refuses_connections_that_could_not_be_safe()
    {
        var connections = workplace.Get<EhrConnections>();
        var scopes = SmartScopes.Parse("openid fhirUser patient/*.rs");
        await Assert.ThrowsAsync<AccountRefusedException>(() => connections.SaveAsync(new EhrConnection(new Uri("http://ehr.example/r4"), "x", "salus", scopes, true), null, default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => connections.SaveAsync(new EhrConnection(new Uri("https://ehr.example/r4"), "x y", "salus", scopes, true), null, default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => connections.SaveAsync(new EhrConnection(new Uri("https://ehr.example/r4"), "x", "salus", SmartScopes.Parse("patient/*.rs"), true), null, default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => connections.SaveAsync(new EhrConnection(new Uri("https://ehr.example/r4"), "x", "salus", SmartScopes.Parse("openid fhirUser offline_access"), true), null, default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => connections.MapAsync(new EhrUser(new Uri("https://ehr.example/r4"), "Practitioner/7", ada.Id), null, default));
        await Assert.ThrowsAsync<AccountRefusedException>(() => connections.MapAsync(new EhrUser(ehr.Address, "Dragon/7", ada.Id), null, default));
    }

    private async Task<Dictionary<string, string>> BeginAsync(string path)
    {
        using var answer = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith(ehr.Address + "/authorize", answer.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(answer.Headers.Location.Query).ToDictionary(q => q.Key, q => q.Value.ToString());
    }

    private Task<HttpResponseMessage> FinishAsync(Dictionary<string, string> query, Action<JsonObject>? change = null)
    {
        ehr.IdToken = () =>
        {
            var claims = ehr.Claims(query["nonce"], workplace.Clock.GetUtcNow());
            change?.Invoke(claims);
            return claims;
        };
        return browser.GetAsync($"/smart/callback?code=c-1&state={query["state"]}");
    }
}
