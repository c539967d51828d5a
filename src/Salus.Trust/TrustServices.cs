using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Salus.Trust;

/// <param name="Database"><c>sqlite:PATH</c> or a PostgreSQL connection string.</param>
/// <param name="Home">Data folder: the SQLite database and the keys.</param>
public sealed record TrustOptions(string Database, DirectoryInfo Home);

public static class TrustServices
{
    /// <summary>Drafts, review, the record, ledger, people and access. Further checks (<see cref="ICheck"/>) come from the capabilities.</summary>
    public static IServiceCollection AddTrust(this IServiceCollection services, TrustOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(_ => Database.Parse(options.Database));
        services.AddSingleton(_ => LedgerKey.Open(PrivateFolder.Create(options.Home.FullName)));
        services.AddSingleton<Ledger>();
        services.AddSingleton<LedgerReader>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<ICheck, EvidenceCheck>();
        services.AddSingleton<Record>();
        services.AddSingleton<PatientMatching>();
        services.AddSingleton<ChartReader>();
        services.AddSingleton<Deliveries>();
        services.AddSingleton<Review>();
        services.AddSingleton<Replay>();
        services.AddSingleton<Backup>();
        services.AddPeople();
        return services;
    }
}
