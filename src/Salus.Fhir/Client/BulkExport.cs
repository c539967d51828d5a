using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Salus.Fhir.Client;

/// <summary>What to export in bulk (FHIR Bulk Data Access 2.0 and 3.0).</summary>
public sealed record BulkExportRequest
{
    /// <summary>All patients' data; or of a <see cref="Group"/>; or, when false, the whole server.</summary>
    public bool Patients { get; init; }

    /// <summary>Id of the Group whose members are exported.</summary>
    public string? Group { get; init; }

    /// <summary>Resource types; empty leaves it to the server.</summary>
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>Only what changed since.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Searches that narrow a type, for example <c>Observation?category=laboratory</c>.</summary>
    public ImmutableArray<string> TypeFilters { get; init; } = [];

    /// <summary>Kick off with POST and a Parameters body, which version 4 demands; GET otherwise, which every server knows.</summary>
    public bool ByPost { get; init; }

    internal string Path => Group is { } group ? $"Group/{group}/$export" : Patients ? "Patient/$export" : "$export";

    internal IEnumerable<(string Name, string Value)> Parameters()
    {
        yield return ("_outputFormat", "application/fhir+ndjson");
        if (!Types.IsEmpty)
            yield return ("_type", string.Join(',', Types));
        if (Since is { } since)
            yield return ("_since", since.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
        foreach (var filter in TypeFilters)
            yield return ("_typeFilter", filter);
    }
}

/// <summary>A file of a finished export.</summary>
/// <param name="Type">Of the resources in it; <c>OperationOutcome</c> for a file of errors.</param>
/// <param name="Count">As the server counted; null when it did not.</param>
public sealed record BulkFile(string Type, Uri Address, long? Count);

/// <summary>What a finished export consists of.</summary>
/// <param name="TransactionTime">Ask for what changed since then next time.</param>
/// <param name="NeedsToken">Files are fetched with the token; otherwise never with it.</param>
public sealed record BulkManifest(DateTimeOffset TransactionTime, bool NeedsToken, ImmutableArray<BulkFile> Output, ImmutableArray<BulkFile> Deleted, ImmutableArray<BulkFile> Errors);

/// <summary>A running export at a server: wait for it, stream its files, delete it.</summary>
public sealed class BulkExport
{
    private static readonly TimeSpan usualPause = TimeSpan.FromSeconds(5);
    private const int LongestManifest = 16 * 1024 * 1024;
    private readonly FhirTransport transport;

    private BulkExport(FhirTransport transport, Uri status) => (this.transport, Status) = (transport, status);

    /// <summary>Where the server tells how far it is. Keep it to go on after a break: <see cref="Resume"/>.</summary>
    public Uri Status { get; }

    internal static async Task<BulkExport> StartAsync(FhirTransport transport, BulkExportRequest request, CancellationToken cancel)
    {
        const string what = "Starting a bulk export";
        using var answer = await transport.SendAsync(what, Request, idempotent: false, authorize: true, cancel);
        if (answer.StatusCode is not HttpStatusCode.Accepted)
            throw answer.IsSuccessStatusCode ? new FhirTransportException($"{what}: {transport.Root.Host} answered {(int)answer.StatusCode}, not 202.") : await transport.RefusalAsync(what, answer, cancel);
        var location = answer.Content.Headers.ContentLocation ?? answer.Headers.Location ?? throw new FhirTransportException($"{what}: {transport.Root.Host} did not say where to ask (Content-Location).");
        return new BulkExport(transport, Confine(transport, location));

        HttpRequestMessage Request()
        {
            var parameters = request.Parameters().ToArray();
            var message = request.ByPost
                ? new HttpRequestMessage(HttpMethod.Post, transport.At(request.Path)) { Content = FhirTransport.Body(AsResource(parameters)) }
                : new HttpRequestMessage(HttpMethod.Get, transport.At($"{request.Path}?{string.Join('&', parameters.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"))}"));
            message.Headers.TryAddWithoutValidation("Prefer", "respond-async");
            return message;
        }
    }

    internal static BulkExport Resume(FhirTransport transport, Uri status) => new(transport, Confine(transport, status));

    /// <summary>Waits until the server is done, asking as often as it wants to be asked.</summary>
    /// <param name="progress">Gets the server's words in <c>X-Progress</c>, bounded.</param>
    /// <param name="patience">How long to wait in all.</param>
    /// <exception cref="FhirRequestException">The export failed.</exception>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public async Task<BulkManifest> WaitAsync(TimeSpan patience, IProgress<string>? progress = null, CancellationToken cancel = default)
    {
        const string what = "Waiting for a bulk export";
        var began = transport.Clock.GetTimestamp();
        var pause = usualPause;
        while (true)
        {
            using var answer = await transport.SendAsync(what, () => new HttpRequestMessage(HttpMethod.Get, Status) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/json") } } }, idempotent: true, authorize: true, cancel);
            if (answer.StatusCode is HttpStatusCode.OK)
                return await ReadManifestAsync(what, answer, cancel);
            if (answer.StatusCode is not HttpStatusCode.Accepted)
                throw await transport.RefusalAsync(what, answer, cancel);
            if (answer.Headers.TryGetValues("X-Progress", out var words))
                progress?.Report(new string([.. string.Join(' ', words).Where(c => !char.IsControl(c)).Take(100)]));
            var wait = transport.RetryAfter(answer) ?? pause;
            wait = wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait > transport.Options.LongestPause ? transport.Options.LongestPause : wait;
            if (transport.Clock.GetElapsedTime(began) + wait > patience)
                throw new TimeoutException($"{what}: {transport.Root.Host} is not done after {(long)patience.TotalMinutes} minutes.");
            await Task.Delay(wait, transport.Clock, cancel);
            pause = pause * 2 < transport.Options.LongestPause ? pause * 2 : transport.Options.LongestPause;
        }
    }

    /// <summary>Streams the resources of a file, a line at a time.</summary>
    /// <exception cref="FhirFormatException">A line is not a resource.</exception>
    public async IAsyncEnumerable<FhirNode> ReadAsync(BulkManifest manifest, BulkFile file, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var what = $"Fetching {file.Type} of a bulk export";
        using var answer = await transport.SendAsync(what, () => new HttpRequestMessage(HttpMethod.Get, file.Address) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/fhir+ndjson") } } }, idempotent: true, authorize: manifest.NeedsToken, cancel);
        if (!answer.IsSuccessStatusCode)
            throw await transport.RefusalAsync(what, answer, cancel);
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        await foreach (var resource in FhirNdjson.ReadAsync(body, transport.Options.ReadLimits, cancel))
            yield return resource;
    }

    /// <summary>Tells the server that the files are no longer needed, or that it can stop.</summary>
    public async Task DeleteAsync(CancellationToken cancel = default)
    {
        const string what = "Deleting a bulk export";
        using var answer = await transport.SendAsync(what, () => new HttpRequestMessage(HttpMethod.Delete, Status), idempotent: true, authorize: true, cancel);
        if (!answer.IsSuccessStatusCode && answer.StatusCode is not HttpStatusCode.NotFound)
            throw await transport.RefusalAsync(what, answer, cancel);
    }

    private async Task<BulkManifest> ReadManifestAsync(string what, HttpResponseMessage answer, CancellationToken cancel)
    {
        var body = await BoundedBody.ReadAsync(answer, LongestManifest, cancel) ?? throw new FhirTransportException($"{what}: the manifest has more than {LongestManifest} bytes.");
        try
        {
            using var document = UnicodeJson.Parse(body);
            var root = document.RootElement;
            var needsToken = !root.TryGetProperty("requiresAccessToken", out var needs) || needs.ValueKind is not JsonValueKind.False;
            return new BulkManifest(root.GetProperty("transactionTime").GetDateTimeOffset(), needsToken, Files(root, "output", needsToken), Files(root, "deleted", needsToken), Files(root, "error", needsToken));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FhirTransportException($"{what}: {transport.Root.Host} sent a manifest that cannot be read.", e);
        }
    }

    private ImmutableArray<BulkFile> Files(JsonElement root, string name, bool needsToken)
    {
        if (!root.TryGetProperty(name, out var list))
            return [];
        return [.. list.EnumerateArray().Select(f =>
        {
            var address = new Uri(transport.Root, f.GetProperty("url").GetString());
            // With a token only to the server itself; without one wherever it keeps its files, but over TLS.
            if (needsToken ? !FhirTransport.SameOrigin(address, transport.Root) : !Smart.Transport.IsSafe(address))
                throw new FhirTransportException($"A file of the export lies on {address.Host}, which is not asked{(needsToken ? " with our token" : " without TLS")}.");
            return new BulkFile(f.GetProperty("type").GetString() ?? "", address, f.TryGetProperty("count", out var count) && count.TryGetInt64(out var number) ? number : null);
        })];
    }

    private static FhirNode AsResource((string Name, string Value)[] parameters) => FhirNode.Resource("Parameters", ("parameter", FhirNode.List(parameters.Select(p =>
        (FhirElement)FhirNode.Object(("name", p.Name), (p.Name == "_since" ? "valueInstant" : "valueString", p.Value))))));

    private static Uri Confine(FhirTransport transport, Uri location)
    {
        var address = new Uri(transport.Root, location);
        return FhirTransport.SameOrigin(address, transport.Root) ? address : throw new FhirTransportException($"The export runs on {address.Host}, not on {transport.Root.Host}; it is not asked there.");
    }
}
