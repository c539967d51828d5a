using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Salus.Fhir.Smart;
using Salus.Workbench.Fhir;
using Salus.Workbench.Web;

namespace Salus.Workbench.Smart;

/// <summary>SMART on FHIR: what this server says about signing in, its keys, and the door for programs.</summary>
internal static class SmartRoutes
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<SmartKeys>();
        services.AddSingleton<LaunchedPatient>();
        services.AddSingleton(new SmartHttp(SmartDiscovery.NewHttpClient()));
        services.AddSingleton(s => new JsonWebKeySetCache(s.GetRequiredService<SmartHttp>().Client, s.GetRequiredService<TimeProvider>()));
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        LaunchRoutes.Map(app);
        var open = app.MapGroup("").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        open.MapGet(FhirRoutes.Prefix + "/.well-known/smart-configuration", Describe);
        open.MapGet("/.well-known/smart-configuration", Describe);
        open.MapGet("/.well-known/jwks.json", (SmartKeys keys) => TypedResults.Json(keys.Published.ToJson()));
        open.MapPost(TokenEndpoint.Path, TokenEndpoint.GrantAsync).WithMetadata(new ProvesItself());
    }

    private static JsonHttpResult<JsonObject> Describe(HttpContext http) => TypedResults.Json(new SmartConfiguration
    {
        TokenEndpoint = new Uri(TokenEndpoint.Address(http)),
        JwksUri = new Uri($"{http.Request.Scheme}://{http.Request.Host}/.well-known/jwks.json"),
        GrantTypes = ["client_credentials"],
        ClientAuthentication = ["private_key_jwt"],
        SigningAlgorithms = ["RS384", "ES384"],
        Scopes = ["system/*.rs", "system/*.cruds"],
        Capabilities = ["client-confidential-asymmetric", "permission-v1", "permission-v2"],
    }.ToJson());
}

/// <summary>The client for keys and tokens of others; it follows no redirect.</summary>
internal sealed record SmartHttp(HttpClient Client);
