using Microsoft.Extensions.DependencyInjection;
using Salus.Governance.Deidentification.Releases.Studio;
using Salus.Language.Identifiers;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>Runs, works, review and release of de-identified files.</summary>
public static class ReleaseServices
{
    /// <summary>Wants readers (<see cref="IFileDeidentifier"/>), a <see cref="TextReading"/> and <see cref="ReleaseKeys"/> beside it.</summary>
    /// <param name="second">Makes the reader of what came out: see <see cref="ReleaseRun"/>.</param>
    public static void Add(IServiceCollection services, Func<IIdentifierDetector> second)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(provider => new ReleaseRun(provider.GetServices<IFileDeidentifier>(), provider.GetRequiredService<TextReading>(), second(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ReleaseWorks(provider.GetRequiredService<TrustOptions>().Home));
        services.AddSingleton(provider => new ReleaseStore(provider.GetRequiredService<TrustOptions>().Home, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ReleaseStudio>();
        services.AddSingleton<Release>();
        services.AddSingleton<ReleaseJobs>();
        services.AddHostedService(provider => provider.GetRequiredService<ReleaseJobs>());
        services.AddSingleton<ICheck, ReleaseCheck>();
    }
}
