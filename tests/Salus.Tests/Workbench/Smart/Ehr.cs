using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Salus.Fhir.Smart;

namespace Salus.Tests.Workbench.Smart;

/// <summary>An EHR on loopback, as far as a launch and a bulk export need one.</summary>
internal sealed class Ehr : IAsyncDisposable
{
    private static readonly SigningKey key = SigningKey.Create(SigningAlgorithm.RS384);
    private readonly WebApplication app;

    private Ehr(WebApplication app)
    {
        this.app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/r4");
    }

    public Uri Address { get; }

    /// <summary>The form of the last token request.</summary>
    public Dictionary<string, string> Form { get; } = [];

    /// <summary>Claims of the id token, given the nonce; null sends none.</summary>
    public Func<JsonObject?> IdToken { get; set; } = () => null;

    public static async Task<Ehr> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var web = builder.Build();
        Ehr? ehr = null;
        web.MapGet("/r4/.well-known/smart-configuration", () => Results.Text(new SmartConfiguration
        {
            Issuer = ehr!.Address.AbsoluteUri,
            JwksUri = new Uri(ehr.Address + "/keys"),
            AuthorizationEndpoint = new Uri(ehr.Address + "/authorize"),
            TokenEndpoint = new Uri(ehr.Address + "/token"),
            CodeChallengeMethods = ["S256"],
        }.ToJson().ToJsonString(), "application/json"));
        web.MapGet("/r4/keys", () => Results.Text(new JsonWebKeySet([key.PublicKey]).ToJson().ToJsonString(), "application/json"));
        web.MapPost("/r4/token", async (HttpContext http) =>
        {
            foreach (var field in await http.Request.ReadFormAsync())
                ehr!.Form[field.Key] = field.Value.ToString();
            var answer = new JsonObject { ["access_token"] = "ehr-token", ["token_type"] = "Bearer", ["expires_in"] = 300, ["scope"] = ehr!.Form.GetValueOrDefault("scope") ?? "openid fhirUser launch patient/*.rs", ["patient"] = "7" };
            if (ehr.IdToken() is { } claims)
                answer["id_token"] = key.Sign(claims);
            return Results.Text(answer.ToJsonString(), "application/json");
        });
        web.MapGet("/r4/Patient/7", Guard(_ => """{"resourceType":"Patient","id":"7","name":[{"family":"Roe"}]}"""));
        web.MapGet("/r4/{type}", Guard(http =>
        {
            var type = (string)http.Request.RouteValues["type"]!;
            var resource = new JsonObject { ["resourceType"] = type, ["id"] = $"{type}-1", ["subject"] = new JsonObject { ["reference"] = "Patient/7" } };
            return new JsonObject { ["resourceType"] = "Bundle", ["type"] = "searchset", ["entry"] = new JsonArray(new JsonObject { ["resource"] = resource }) }.ToJsonString();
        }));
        web.MapGet("/r4/Patient/$export", (HttpContext http) =>
        {
            http.Response.Headers.ContentLocation = ehr!.Address + "/jobs/1";
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });
        web.MapGet("/r4/jobs/1", Guard(_ => $$"""{"transactionTime":"2026-06-01T12:00:00Z","request":"x","requiresAccessToken":true,"output":[{"type":"Patient","url":"{{ehr!.Address}}/files/1"}],"error":[]}"""));
        web.MapDelete("/r4/jobs/1", () => Results.StatusCode(StatusCodes.Status202Accepted));
        web.MapGet("/r4/files/1", Guard(_ => "{\"resourceType\":\"Patient\",\"id\":\"7\"}\n{\"resourceType\":\"Patient\",\"id\":\"8\"}\n"));
        await web.StartAsync(TestContext.Current.CancellationToken);
        return ehr = new Ehr(web);
    }

    public JsonObject Claims(string nonce, DateTimeOffset now) => new()
    {
        ["iss"] = Address.AbsoluteUri,
        ["sub"] = "u-7",
        ["aud"] = "salus",
        ["nonce"] = nonce,
        ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        ["fhirUser"] = Address + "/Practitioner/7",
    };

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static Func<HttpContext, IResult> Guard(Func<HttpContext, string> answer) => http =>
        http.Request.Headers.Authorization == "Bearer ehr-token" ? Results.Text(answer(http), "application/fhir+json") : Results.StatusCode(StatusCodes.Status401Unauthorized);
}
