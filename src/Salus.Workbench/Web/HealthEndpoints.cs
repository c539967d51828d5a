using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Salus.Language.Models;
using Salus.Workbench.Models;

namespace Salus.Workbench.Web;

/// <summary>For load balancers and people on the phone with support: is it up, and which one is it.</summary>
internal static class HealthEndpoints
{
    public static string Version { get; } = typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", Ok<Health> (ChatModels models) => TypedResults.Ok(new Health("ok", Version) { Models = ModelOverview.Health(models) })).AllowAnonymous().WithTags("System").WithSummary("Whether the workbench answers, and how many of the chosen models fail; each then works with its embedded engine.");
        routes.MapGet("/api/version", Ok<Health> () => TypedResults.Ok(new Health("ok", Version))).AllowAnonymous().WithTags("System").WithSummary("Which version this is.");
    }
}

public sealed record Health(string Status, string Version)
{
    /// <summary>Absent where the site chose none.</summary>
    public ModelHealth? Models { get; init; }
}
