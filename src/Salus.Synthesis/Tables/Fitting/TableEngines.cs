using Microsoft.Extensions.DependencyInjection;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Engines.Marginals;
using Salus.Synthesis.Tables.Privacy;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Fitting;

/// <summary>The engines that come with Salus; the first is the default. A site adds its own as one more <see cref="ITableEngine"/>.</summary>
internal static class TableEngines
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ITableEngine, Engines.Trees.TreesEngine>();
        services.AddSingleton<ITableEngine, Engines.Copula.CopulaEngine>();
        services.AddSingleton<ITableEngine, BayesNetEngine>();
        services.AddSingleton<ITableEngine>(provider => new AimEngine(new AimOptions { NoiseSecret = NoiseSecret.Of(provider.GetRequiredService<TrustOptions>().Home) }));
        services.AddSingleton<ITableEngine, Engines.Neural.TvaeEngine>();
        services.AddSingleton<ITableEngine, Engines.Neural.CtganEngine>();
        services.AddSingleton<ITableEngine, Engines.Neural.DiffusionEngine>();
    }
}
