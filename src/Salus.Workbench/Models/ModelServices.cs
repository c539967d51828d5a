using Salus.Design.Components;
using Salus.Language.Models;
using Salus.Trust;

namespace Salus.Workbench.Models;

internal static class ModelServices
{
    /// <summary>The site's models, for every capability; without a file of models each works with its embedded engine.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services, DirectoryInfo home)
    {
        services.AddSingleton(_ => new ModelFile(home));
        services.AddSingleton(provider => new ModelUsage(new DirectoryInfo(Path.Combine(home.FullName, "models")), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ChatModels(provider.GetRequiredService<ModelFile>().File, provider.GetRequiredService<ModelUsage>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ModelTrial>();
        services.AddSingleton(new NavigationLink("Models", ModelRoutes.Address, Act.AdministerModels));
        services.AddSingleton(provider => new SiteNotice(() => ModelOverview.Notice(provider.GetRequiredService<ChatModels>(), Capabilities.All.ToDictionary(c => c.Name, c => c.Title, StringComparer.Ordinal), provider.GetRequiredService<TimeProvider>())));
        return services;
    }
}
