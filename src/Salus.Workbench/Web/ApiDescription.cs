using Microsoft.AspNetCore.OpenApi;

namespace Salus.Workbench.Web;

/// <summary>The OpenAPI document: what every route under <c>/api</c> takes and answers.</summary>
internal static class ApiDescription
{
    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath is { } path && (path.StartsWith("api/", StringComparison.Ordinal) || path == "health");
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "Salus", Version = HealthEndpoints.Version, Description = "Drafts with evidence, checks, signatures and the record. Send an API token as 'Authorization: Bearer …'. Failures are application/problem+json: title says what, detail what to do." };
            document.Servers = [];
            return Task.CompletedTask;
        });
    }
}
