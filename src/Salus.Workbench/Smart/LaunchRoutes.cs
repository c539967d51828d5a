using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Salus.Fhir.Client;
using Salus.Fhir.Smart;
using Salus.Trust;
using Salus.Workbench.Web;

namespace Salus.Workbench.Smart;

/// <summary>
/// Salus as an app of an EHR (SMART App Launch 2.2): launched from inside it, or starting by itself. Only EHRs that an administrator connected,
/// and only their users whom an administrator mapped to an account. Nothing of the launch is kept but the session; no refresh token at all.
/// </summary>
internal static class LaunchRoutes
{
    public const string Callback = "/smart/callback";

    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);

    public static void Map(IEndpointRouteBuilder app)
    {
        var smart = app.MapGroup("/smart").AllowAnonymous().ExcludeFromDescription();
        smart.MapGet("/launch", (string? iss, string? launch, HttpContext http) => BeginAsync(http, iss, launch is { Length: > 0 and <= 4000 } ? launch : ""));
        smart.MapGet("/start", (string? iss, HttpContext http) => BeginAsync(http, iss, launch: null));
        smart.MapGet("/callback", FinishAsync);
    }

    /// <param name="launch">The opaque value of an EHR launch; empty where the EHR forgot it; null to start by ourselves.</param>
    private static async Task BeginAsync(HttpContext http, string? iss, string? launch)
    {
        var services = http.RequestServices;
        if (launch is "")
            throw new LaunchRefusedException("The EHR sent no launch value. Start Salus from the EHR again.");
        if (!services.GetRequiredService<WebOptions>().KnowsItsName)
            throw new LaunchRefusedException("This server does not know its own name: start it with --host-name.");
        if (!Uri.TryCreate(iss, UriKind.Absolute, out var issuer) || await services.GetRequiredService<EhrConnections>().FindAsync(issuer, http.RequestAborted) is not { } connection)
        {
            await AuditAsync(http, null, null, "an EHR that is not connected");
            throw new LaunchRefusedException("This EHR is not connected. An administrator adds it with 'salus fhir connect'.");
        }
        try
        {
            var server = await SmartDiscovery.ReadAsync(services.GetRequiredService<SmartHttp>().Client, connection.Issuer, http.RequestAborted);
            var (address, pending) = AppLaunch.Begin(server, ClientOf(http, connection), connection.Issuer, ScopesFor(connection, launch is not null), launch);
            LaunchCookie.Write(http, pending, services.GetRequiredService<TimeProvider>().GetUtcNow() + patience);
            http.Response.Redirect(address.AbsoluteUri);
        }
        catch (SmartException e)
        {
            throw new LaunchRefusedException(e.Message, e);
        }
    }

    private static async Task FinishAsync(string? code, string? state, string? error, HttpContext http)
    {
        var services = http.RequestServices;
        var (clock, cancel) = (services.GetRequiredService<TimeProvider>(), http.RequestAborted);
        var pending = LaunchCookie.Take(http, clock.GetUtcNow());
        if (pending is null || !AppLaunch.IsAnswerTo(pending, state))
        {
            await AuditAsync(http, null, null, "a state that is not of this browser");
            throw new LaunchRefusedException("This sign-in was not started here, or it took longer than ten minutes. Start Salus from the EHR again.");
        }
        if (code is not { Length: > 0 and <= 4000 } || error is not null)
            throw new LaunchRefusedException("The EHR did not let you in.");
        var connection = await services.GetRequiredService<EhrConnections>().FindAsync(pending.FhirBase, cancel) ?? throw new LaunchRefusedException("This EHR is no longer connected.");
        Person? person;
        AccessToken token;
        try
        {
            var launch = new AppLaunch(services.GetRequiredService<SmartHttp>().Client, services.GetRequiredService<JsonWebKeySetCache>(), clock);
            var server = await SmartDiscovery.ReadAsync(services.GetRequiredService<SmartHttp>().Client, connection.Issuer, cancel);
            var client = ClientOf(http, connection);
            token = await launch.RedeemAsync(server, client, pending, code, cancel);
            var identity = await launch.IdentifyAsync(server, client, pending, token, cancel);
            person = identity.FhirUser is null ? null : await services.GetRequiredService<EhrConnections>().PersonAsync(connection.Issuer, identity.FhirUser, cancel);
        }
        catch (Exception e) when (e is SmartException or JoseException)
        {
            await AuditAsync(http, connection, null, e.Message);
            throw new LaunchRefusedException($"The sign-in at the EHR could not be completed. {e.Message}", e);
        }
        if (person is null)
        {
            await AuditAsync(http, connection, null, "a user without an account here");
            throw new LaunchRefusedException("The EHR knows you, and Salus does not: an administrator says who you are with 'salus fhir user'.");
        }
        await AuditAsync(http, connection, person, refused: null);
        var patient = token.Patient is { } id ? await services.GetRequiredService<LaunchedPatient>().FetchAsync(connection, token, id, person, cancel) : null;
        SessionCookie.Write(http.Response, services.GetRequiredService<WebOptions>(), await services.GetRequiredService<Sessions>().StartAsync(person.Id, cancel));
        // A page, not a redirect: browsers send a SameSite=Strict cookie only on a way that began here.
        await Page.Show<Pages.LaunchedPage>(new { Target = patient is null ? "/" : $"/patients/{patient}" }, bare: true).ExecuteAsync(http);
    }

    private static SmartClient ClientOf(HttpContext http, EhrConnection connection) => new(
        connection.ClientId,
        new Uri($"{http.Request.Scheme}://{http.Request.Host}{Callback}"),
        connection.Confidential ? http.RequestServices.GetRequiredService<SmartKeys>().Current : null);

    /// <summary>Inside an EHR the scope <c>launch</c> takes over its context; alone, <c>launch/patient</c> asks for one.</summary>
    private static SmartScopes ScopesFor(EhrConnection connection, bool fromEhr) =>
        SmartScopes.Parse($"{(fromEhr ? "launch" : "launch/patient")} {string.Join(' ', connection.Scopes.Named.Where(n => !n.StartsWith("launch", StringComparison.Ordinal)))} {string.Join(' ', connection.Scopes.Resources)}");

    private static Task AuditAsync(HttpContext http, EhrConnection? connection, Person? person, string? refused) => http.RequestServices.GetRequiredService<AuditLog>().WriteAsync(
        new AuditEntry(http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), person?.Id, "launch", null, null, refused is null ? "done" : "refused", $"{connection?.Name ?? "unknown"}{(refused is null ? "" : ": " + refused)}"), http.RequestAborted);
}

/// <summary>A launch that does not come through; the message is for the person at the screen.</summary>
internal sealed class LaunchRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What must be remembered between leaving for the EHR and coming back, encrypted, in the same browser alone.</summary>
internal static class LaunchCookie
{
    private const string Purpose = "salus.smart.launch";

    public static void Write(HttpContext http, PendingLaunch pending, DateTimeOffset until)
    {
        var kept = new Kept(pending.FhirBase, pending.State, pending.Nonce, pending.Verifier, pending.Scopes.ToString(), until);
        http.Response.Cookies.Append(NameOf(http), Protector(http).Protect(JsonSerializer.Serialize(kept)), Options(http));
    }

    /// <summary>Works once: whatever comes back, the cookie goes.</summary>
    public static PendingLaunch? Take(HttpContext http, DateTimeOffset now)
    {
        if (http.Request.Cookies[NameOf(http)] is not { Length: > 0 and < 8000 } text)
            return null;
        http.Response.Cookies.Delete(NameOf(http), Options(http));
        try
        {
            return JsonSerializer.Deserialize<Kept>(Protector(http).Unprotect(text)) is { } kept && kept.Until > now
                ? new PendingLaunch(kept.FhirBase, kept.State, kept.Nonce, kept.Verifier, SmartScopes.Parse(kept.Scopes))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string NameOf(HttpContext http) => http.RequestServices.GetRequiredService<WebOptions>().Secure ? "__Host-salus-launch" : "salus-launch";

    private static IDataProtector Protector(HttpContext http) => http.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector(Purpose);

    /// <summary>Lax: the way back from the EHR begins there.</summary>
    private static CookieOptions Options(HttpContext http) => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.RequestServices.GetRequiredService<WebOptions>().Secure, Path = "/", IsEssential = true };

    private sealed record Kept(Uri FhirBase, string State, string Nonce, string Verifier, string Scopes, DateTimeOffset Until);
}

/// <summary>Takes the patient of a launch into the record, with what the EHR's token opens about them.</summary>
internal sealed class LaunchedPatient(Record record, TimeProvider clock)
{
    /// <summary>Nobody waits longer at a screen; what did not come in time is not there yet.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    private static readonly string[] types = ["AllergyIntolerance", "Condition", "MedicationRequest", "Observation", "Procedure", "Immunization", "Encounter", "DiagnosticReport", "DocumentReference"];

    /// <returns>The patient's id in the record; null when the EHR did not give the patient.</returns>
    public async Task<string?> FetchAsync(EhrConnection connection, AccessToken token, string patient, Person by, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        using var client = new FhirClient(connection.Issuer, new FhirClientOptions { Tokens = new GivenToken(token.Token), Attempts = 2, MostPages = 20 }, clock: clock);
        var options = new ImportOptions { BaseUrl = connection.Issuer, By = by, Refused = _ => { } };
        try
        {
            var own = await client.ReadAsync("Patient", patient, limit.Token);
            await record.ImportAsync(new[] { new ImportItem(1, own) }.ToAsyncEnumerable(), connection.Name, options, cancel);
            foreach (var type in types.Where(t => Opens(token.Scopes, t)))
            {
                var found = client.SearchAsync(type, $"patient={Uri.EscapeDataString(patient)}", limit.Token).Select(e => e["resource"]).OfType<Salus.Fhir.FhirNode>().Where(r => r.ResourceType != "OperationOutcome");
                await record.ImportAsync(found.Select((r, i) => new ImportItem(i + 1, r)), connection.Name, options, limit.Token);
            }
        }
        catch (Exception e) when (e is FhirRequestException or FhirTransportException or ArgumentException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // What came is kept; the chart shows where each item is from, and the next launch goes on.
        }
        return (await record.FindAsync(connection.Name, "Patient", patient, by, cancel))?.Name.Id;
    }

    private static bool Opens(SmartScopes scopes, string type) => scopes.Allows(SmartContext.Patient, type, SmartActs.Search) || scopes.Allows(SmartContext.User, type, SmartActs.Search);

    private sealed class GivenToken(string token) : IAccessTokens
    {
        public ValueTask<string> TokenAsync(CancellationToken cancel) => ValueTask.FromResult(token);

        public void Forget(string token)
        {
            // there is no other: the launch is over
        }
    }
}
