using Microsoft.AspNetCore.Mvc;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>The FHIR R4 surface of the record. Every route names its act; scopes, types and patients are asked for on the way.</summary>
internal static class FhirRoutes
{
    public const string Prefix = "/fhir";

    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<ExportJobs>();
        services.AddSingleton<SiteValidator>();
        services.AddHostedService(s => s.GetRequiredService<ExportJobs>());
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        var fhir = app.MapGroup(Prefix).DisableAntiforgery().ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(FhirExchange.LongestBody));
        fhir.MapGet("/metadata", Capability.WriteAsync).AllowAnonymous();

        fhir.MapPost("", TransactionEndpoint.RunAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/{type}", SearchEndpoints.GetAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapPost("/{type}/_search", SearchEndpoints.PostAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/Patient/{id}/$everything", SearchEndpoints.EverythingAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/{type}/{id}", ReadEndpoints.ReadAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/{type}/{id}/_history/{version}", ReadEndpoints.ReadVersionAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/{type}/{id}/_history", ReadEndpoints.HistoryOfOneAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/{type}/_history", ReadEndpoints.HistoryOfTypeAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/_history", ReadEndpoints.HistoryOfAllAsync).RequiresOverFhir(Act.ReadChart);

        foreach (var method in new[] { HttpMethods.Get, HttpMethods.Post })
        {
            fhir.MapMethods("/$export", [method], ExportEndpoints.SystemAsync).RequiresOverFhir(Act.ExportChart);
            fhir.MapMethods("/Patient/$export", [method], ExportEndpoints.PatientsAsync).RequiresOverFhir(Act.ExportChart);
            fhir.MapMethods("/Group/{id}/$export", [method], ExportEndpoints.GroupAsync).RequiresOverFhir(Act.ExportChart);
        }
        fhir.MapGet("/jobs/{job}", ExportEndpoints.StatusAsync).RequiresOverFhir(Act.ExportChart);
        fhir.MapDelete("/jobs/{job}", ExportEndpoints.DeleteAsync).RequiresOverFhir(Act.ExportChart);
        fhir.MapGet("/jobs/{job}/{file}", ExportEndpoints.FileAsync).RequiresOverFhir(Act.ExportChart);

        fhir.MapPost("/{type}/$validate", ValidateEndpoint.SentAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapPost("/{type}/{id}/$validate", ValidateEndpoint.SentAsync).RequiresOverFhir(Act.ReadChart);
        fhir.MapGet("/{type}/{id}/$validate", ValidateEndpoint.StoredAsync).RequiresOverFhir(Act.ReadChart);

        fhir.MapPost("/{type}", ChangeEndpoints.CreateAsync).RequiresOverFhir(Act.ChangeChart);
        fhir.MapPut("/{type}/{id}", ChangeEndpoints.UpdateAsync).RequiresOverFhir(Act.ChangeChart);
        fhir.MapPut("/{type}", ChangeEndpoints.UpdateWhereAsync).RequiresOverFhir(Act.ChangeChart);
        fhir.MapDelete("/{type}", ChangeEndpoints.DeleteWhereAsync).RequiresOverFhir(Act.ChangeChart);
        fhir.MapPatch("/{type}/{id}", ChangeEndpoints.PatchAsync).RequiresOverFhir(Act.ChangeChart);
        fhir.MapDelete("/{type}/{id}", ChangeEndpoints.DeleteAsync).RequiresOverFhir(Act.ChangeChart);
    }

    /// <summary>A request whose refusals are OperationOutcomes.</summary>
    public static bool Covers(HttpRequest request) => request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase);
}
