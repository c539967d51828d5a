using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Salus.Language.Models;
using Salus.Trust;
using Salus.Workbench.Pages;
using Salus.Workbench.Web;

namespace Salus.Workbench.Models;

/// <summary>Which models the site uses and how they are, for administrators. Models are added on the command line, where their keys are.</summary>
internal static class ModelRoutes
{
    public const string Address = "/models";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Address).Requires(Act.AdministerModels).ExcludeFromDescription();
        pages.MapGet("", (ChatModels models) => Show(models));
        pages.MapPost("/{name}/test", async (string name, ChatModels models, ModelTrial trial, AuditLog audit, ClaimsPrincipal user, TimeProvider clock, CancellationToken cancel) =>
        {
            if (!models.Settings.Models.ContainsKey(name))
                return Show(models);
            await audit.WriteAsync(new AuditEntry(clock.GetUtcNow(), user.Person().Id, "test-model", null, null, Detail: name), cancel);
            return Show(models, await trial.RunAsync(name, cancel));
        });
    }

    private static RazorComponentResult<Pages.Shell> Show(ChatModels models, TrialResult? tried = null)
    {
        try
        {
            return Page.Show<ModelsPage>(new { Lines = ModelOverview.Of(models), Tried = tried, Examples = models.Settings.StyleExamples });
        }
        catch (ModelSettingsException unusable)
        {
            return Page.Show<ModelsPage>(new { Lines = ImmutableArray<ModelLine>.Empty, Error = unusable.Message });
        }
    }
}
