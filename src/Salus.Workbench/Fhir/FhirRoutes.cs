using Microsoft.AspNetCore.Mvc;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>The FHIR R4 surface of the record. Every route names its act; scopes, types and patients are asked for on the way.</summary>
internal static class FhirRoutes
{
    public const string Prefix = "/fhir";

    public static void Map(IEndpointRouteBuilder app)
    {
        var fhir = app.MapGroup(Prefix).DisableAntiforgery().ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(FhirExchange.LongestBody));
        fhir.MapGet("/metadata", Capability.WriteAsync).AllowAnonymous();

        fhir.MapGet("/{type}/{id}", ReadEndpoints.ReadAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/{type}/{id}/_history/{version}", ReadEndpoints.ReadVersionAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/{type}/{id}/_history", ReadEndpoints.HistoryOfOneAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/{type}/_history", ReadEndpoints.HistoryOfTypeAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/_history", ReadEndpoints.HistoryOfAllAsync).RequiresOverFhir(Act.ReadChart);

        fhir.MapPost("/{type}/$validate", ValidateEndpoint.SentAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapPost("/{type}/{id}/$validate", ValidateEndpoint.SentAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/{type}/{id}/$validate", ValidateEndpoint.StoredAsync).RequiresOverFhir(Act.ReadChart);

        fhir.MapPost("/{type}", ChangeEndpoints.CreateAsync).RequiresOverFhir(Act.ChangeChart);
        fhir.MapPut("/{type}/{id}", ChangeEndpoints.UpdateAsync).RequiresOverFhir(Act.ChangeChart);
        fhir.MapPatch("/{type}/{id}", ChangeEndpoints.PatchAsync).RequiresOverFhir(Act.ChangeChart);
        fhir.MapDelete("/{type}/{id}", ChangeEndpoints.DeleteAsync).RequiresOverFhir(Act.ChangeChart);
    }

    /// <summary>A request whose refusals are OperationOutcomes.</summary>
    public static bool Covers(HttpRequest request) => request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase);
}
