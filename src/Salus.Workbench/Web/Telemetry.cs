using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Salus.Workbench.Commands;

namespace Salus.Workbench.Web;

/// <summary>Where traces and metrics go.</summary>
/// <param name="Endpoint">OTLP; null sends nothing anywhere.</param>
public sealed record TelemetryTarget(Uri? Endpoint, bool OverHttp = false)
{
    /// <summary>As OpenTelemetry's own variables say: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</summary>
    /// <exception cref="UnsafeAddressException">The address is none.</exception>
    public static TelemetryTarget FromEnvironment() => CommandLine.Setting("OTEL_EXPORTER_OTLP_ENDPOINT") switch
    {
        null => new TelemetryTarget(Endpoint: null),
        var text when Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" => new TelemetryTarget(new Uri(text), CommandLine.Setting("OTEL_EXPORTER_OTLP_PROTOCOL") is "http/protobuf"),
        _ => throw new UnsafeAddressException("OTEL_EXPORTER_OTLP_ENDPOINT is no address that starts with http:// or https://."),
    };
}

/// <summary>
/// Sends traces and metrics to the site's collector, when one is named: one span per request with the route's pattern, counts of drafts, findings,
/// signatures and model calls, and the runtime's own figures. Ids, names of checks and counts; never a path, a query or a word of a patient.
/// </summary>
internal sealed class Telemetry(TelemetryTarget target) : IHostedService
{
    public static readonly ActivitySource Requests = new("Salus.Workbench");

    private TracerProvider? traces;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (target.Endpoint is null)
            return Task.CompletedTask;
        var house = ResourceBuilder.CreateEmpty().AddService("salus", serviceVersion: typeof(Telemetry).Assembly.GetName().Version!.ToString(3), autoGenerateServiceInstanceId: false);
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(house).SetSampler(new AlwaysOnSampler()).AddSource(Requests.Name).AddOtlpExporter(options => To(options, "v1/traces")).Build();
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(house)
            .AddMeter("Salus.Trust", "Salus.Language", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.RateLimiting")
            .AddOtlpExporter(options => To(options, "v1/metrics")).Build();
        return Task.CompletedTask;
    }

    /// <summary>What was counted is sent before the program ends.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        traces?.Dispose();
        metrics?.Dispose();
        return Task.CompletedTask;
    }

    private void To(OtlpExporterOptions options, string path)
    {
        options.Protocol = target.OverHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = target.OverHttp ? new Uri(target.Endpoint!.ToString().TrimEnd('/') + "/" + path) : target.Endpoint!;
    }
}
