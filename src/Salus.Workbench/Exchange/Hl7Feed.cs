using Microsoft.Extensions.Hosting;
using Salus.Fhir.V2;
using Salus.Trust;

namespace Salus.Workbench.Exchange;

/// <summary>The listener of an HL7 v2 feed, from start to graceful stop: in <c>salus hl7 listen</c>, and inside <c>salus serve</c> where configured.</summary>
public sealed partial class Hl7Feed(Hl7Options options, Record record, TimeProvider clock, ILogger<Hl7Feed> log) : IHostedService, IAsyncDisposable
{
    private MllpListener? listener;

    public System.Net.IPEndPoint? Endpoint => listener?.Endpoint;

    /// <summary>Told of every event besides the log.</summary>
    public Action<MllpEvent>? Observer { get; set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var listen = options.Listen ?? new Hl7Listen();
        listen.RefuseUnsafe();
        listener = MllpListener.Start(listen.ToListener(clock, Observe), new MessageDoor(record, options.Site, options.Source).StoreAsync);
        Listening(log, listener.Endpoint.ToString());
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (listener is { } running)
            await running.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        var running = listener;
        listener = null;
        if (running is not null)
            await running.DisposeAsync();
    }

    /// <summary>Numbers and codes only: a control id is the sender's, and may be made from a patient's.</summary>
    private void Observe(MllpEvent what)
    {
        if (what.Kind is MllpEventKind.Refused)
            Refused(log, what.Connection, what.Bytes, what.Detail);
        else if (what.Kind is MllpEventKind.TurnedAway)
            TurnedAway(log, what.Connection);
        else
            Happened(log, what.Kind, what.Connection, what.Bytes);
        Observer?.Invoke(what);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "HL7 v2 listener on {Endpoint}")]
    private static partial void Listening(ILogger log, string endpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "HL7 v2 connection {Connection}: a message of {Bytes} bytes was refused: {Reason}")]
    private static partial void Refused(ILogger log, long connection, int bytes, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "HL7 v2 connection {Connection} was turned away: too many are open")]
    private static partial void TurnedAway(ILogger log, long connection);

    [LoggerMessage(Level = LogLevel.Debug, Message = "HL7 v2 {Kind} on connection {Connection}, {Bytes} bytes")]
    private static partial void Happened(ILogger log, MllpEventKind kind, long connection, int bytes);
}

public static class Hl7FeedServices
{
    /// <summary>The feed starts and stops with the host.</summary>
    public static IServiceCollection AddHl7Feed(this IServiceCollection services, Hl7Options options)
    {
        services.AddSingleton(options);
        if (options.Listen is not null)
        {
            services.AddSingleton<Hl7Feed>();
            services.AddHostedService(provider => provider.GetRequiredService<Hl7Feed>());
        }
        if (options.Send is not null)
        {
            services.AddSingleton<NoteSender>();
            services.AddHostedService(provider => provider.GetRequiredService<NoteSender>());
        }
        return services;
    }
}
