using System.Globalization;
using System.Threading.RateLimiting;
using Salus.Trust;

namespace Salus.Workbench.Web;

/// <summary>How often one caller may ask. Windows of a minute, per process.</summary>
internal static class RateLimits
{
    public static void Add(IServiceCollection services, WebLimits limits)
    {
        services.AddSingleton(new SignInLimit(limits));
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "60";
                return ValueTask.CompletedTask;
            };
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                RateLimitPartition.GetFixedWindowLimiter(Caller(context), _ => Minute(limits.RequestsPerMinute)));
        });
    }

    public static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "local";

    private static string Caller(HttpContext context) => context.User.FindPerson() is { } person ? person.Id.ToString() : Address(context);

    internal static FixedWindowRateLimiterOptions Minute(int permits) => new() { PermitLimit = permits, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 };
}

/// <summary>Guesses at passwords and links: few per address and name, not many per address.</summary>
internal sealed class SignInLimit(WebLimits limits) : IDisposable
{
    private readonly PartitionedRateLimiter<(string Address, string Name)> each = PartitionedRateLimiter.Create<(string Address, string Name), string>(attempt =>
        RateLimitPartition.GetFixedWindowLimiter(string.Create(CultureInfo.InvariantCulture, $"{attempt.Address} {attempt.Name.Trim().ToUpperInvariant()}"), _ => RateLimits.Minute(limits.SignInsPerMinute)));

    private readonly PartitionedRateLimiter<string> all = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => RateLimits.Minute(limits.SignInsPerMinute * 10)));

    /// <returns>False: refuse without looking.</returns>
    public bool Allow(HttpContext context, string name)
    {
        var address = RateLimits.Address(context);
        using var lease = all.AttemptAcquire(address);
        using var own = each.AttemptAcquire((address, name.Length > 100 ? name[..100] : name));
        return lease.IsAcquired && own.IsAcquired;
    }

    public void Dispose()
    {
        each.Dispose();
        all.Dispose();
    }
}
