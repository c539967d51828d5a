using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Salus.Language.Models;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>What every capability that writes words needs.</summary>
public static class WritingServices
{
    /// <summary>The model writer, and the checks of words for the drafts of this capability. May be called by any number of capabilities.</summary>
    /// <param name="capability">Its name, for example <c>letters</c>.</param>
    public static IServiceCollection AddWords(this IServiceCollection services, string capability)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => Vocabulary.Embedded);
        services.TryAddSingleton(provider => ChatModels.None(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ModelWriter>();
        services.TryAddSingleton<StyleNotes>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRewriter, KeptTaskRewriter>());
        services.AddSingleton(new InWords(capability));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICheck, GroundingCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICheck, PersonCheck>());
        return services;
    }
}
