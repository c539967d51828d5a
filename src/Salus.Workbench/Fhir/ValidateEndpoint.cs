using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Smart;
using Salus.Fhir.Validation;

namespace Salus.Workbench.Fhir;

/// <summary><c>$validate</c> (R4 operation Resource-validate): what is sent, or what is stored. Nothing is kept.</summary>
internal static class ValidateEndpoint
{
    public static async Task SentAsync(string type, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        FhirExchange.RequireType(type);
        var sent = await exchange.ReadResourceAsync();
        var parameters = sent.ResourceType == "Parameters" && type != "Parameters" ? sent.All("parameter").ToArray() : null;
        var resource = parameters is null ? sent : parameters.FirstOrDefault(p => p["name"]?.Value == "resource")?["resource"] ?? throw FhirRefusedException.Invalid("The parameter 'resource' is missing.");
        if (resource.ResourceType != type)
            throw FhirRefusedException.Invalid($"The address asks for a {type}, and the resource is something else.");
        await AnswerAsync(exchange, resource, [.. (parameters ?? []).Where(p => p["name"]?.Value == "profile").Select(p => (p["valueUri"] ?? p["valueCanonical"])?.Value).OfType<string>()]);
    }

    public static async Task StoredAsync(string type, string id, HttpContext http)
    {
        var exchange = new FhirExchange(http);
        FhirExchange.RequireType(type);
        exchange.Caller.Demand(type, SmartActs.Read);
        var stored = (await ChangeEndpoints.CurrentAsync(exchange, type, id))?.Stored ?? throw FhirRefusedException.NotFound(type);
        await AnswerAsync(exchange, stored, []);
    }

    private static async Task AnswerAsync(FhirExchange exchange, FhirNode resource, ImmutableArray<string> profiles)
    {
        if (exchange.Http.Request.Query["profile"].ToString() is { Length: > 0 } asked)
            profiles = profiles.Add(asked);
        var options = ValidationOptions.Default with { Profiles = profiles, Clock = exchange.Http.RequestServices.GetRequiredService<TimeProvider>() };
        var validator = await exchange.Http.RequestServices.GetRequiredService<SiteValidator>().CurrentAsync(exchange.Http.RequestAborted);
        await exchange.WriteWholeAsync(StatusCodes.Status200OK, validator.Validate(resource, options).ToOperationOutcome());
    }
}
