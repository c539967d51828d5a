using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Salus.Trust;

internal static class PeopleServices
{
    /// <summary>OWASP's figure for PBKDF2 with HMAC-SHA512 (Password Storage Cheat Sheet, 2023). Older hashes are renewed at the next sign-in.</summary>
    private const int Iterations = 210_000;

    public static IServiceCollection AddPeople(this IServiceCollection services)
    {
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = Iterations);
        services.TryAddSingleton<IPasswordHasher<Person>, PasswordHasher<Person>>();
        services.AddSingleton<People>();
        services.TryAddSingleton<ICredentialCheck>(s => s.GetRequiredService<People>());
        services.AddSingleton<SignInLinks>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<ApiClients>();
        services.AddSingleton<UsedAssertions>();
        services.AddSingleton<EhrConnections>();
        services.AddSingleton<BreakGlass>();
        services.AddSingleton<RestrictedPatients>();
        services.AddSingleton<AuditTrail>();
        return services;
    }
}
