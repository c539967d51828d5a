using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Salus.Documentation.Scribe;

/// <summary>Looks every minute for live visits that were left alone.</summary>
internal sealed partial class LiveSweeper(LiveVisits visits, TimeProvider clock, ILogger<LiveSweeper> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        while (await minute.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await visits.SweepAsync(stoppingToken);
            }
#pragma warning disable CA1031 // a database that is away for a minute must not end the sweeping
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Failed(log, e.GetType().FullName!);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Left-over live visits could not be ended: {Exception}. They are looked at again in a minute.")]
    private static partial void Failed(ILogger log, string exception);
}
