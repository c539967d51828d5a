using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Salus.Fhir.Smart;

namespace Salus.Fhir.Client;

/// <summary>
/// Talks to a FHIR R4 server over REST (https://hl7.org/fhir/R4/http.html). The token goes to the server's own origin and nowhere else:
/// links and redirects that lead away are refused. Requests that may be repeated are, after a growing pause or the server's Retry-After.
/// </summary>
public sealed class FhirClient : IDisposable
{
    private readonly HttpClient http;
    private readonly FhirTransport transport;

    /// <param name="server">Base address, https unless it is this machine: <c>https://ehr.example/r4</c>.</param>
    /// <param name="handler">Sends the requests; must not follow redirects by itself. Null uses the framework's.</param>
    /// <exception cref="ArgumentException">The address is not https and not this machine.</exception>
    public FhirClient(Uri server, FhirClientOptions? options = null, HttpMessageHandler? handler = null, TimeProvider? clock = null)
    {
        if (!Transport.IsSafe(server))
            throw new ArgumentException($"'{server}' is not asked for patient data: give an https address (http works for this machine alone).", nameof(server));
        http = new HttpClient(handler ?? Transport.NewHandler(), disposeHandler: handler is null) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(FhirTransport.FhirJson));
        var root = new Uri(server.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        transport = new FhirTransport(root, options ?? new FhirClientOptions(), http, clock ?? TimeProvider.System);
    }

    /// <summary>With a slash at the end.</summary>
    public Uri Server => transport.Root;

    /// <summary>What the server can do.</summary>
    public async Task<FhirNode> CapabilitiesAsync(CancellationToken cancel = default) =>
        (await SendAsync("Reading the capability statement", HttpMethod.Get, "metadata", cancel)).Resource ?? throw Empty("The capability statement");

    /// <summary>The current version.</summary>
    /// <exception cref="FhirNotFoundException">There is none, or it was deleted.</exception>
    public async Task<FhirNode> ReadAsync(string type, string id, CancellationToken cancel = default) =>
        (await SendAsync($"Reading a {type}", HttpMethod.Get, Place(type, id), cancel)).Resource ?? throw Empty($"The {type}");

    /// <summary>The current version unless it is the one already known.</summary>
    /// <returns><see cref="FhirAnswer.NotModified"/> when <paramref name="knownVersion"/> is still the newest.</returns>
    public Task<FhirAnswer> ReadIfNewerAsync(string type, string id, string knownVersion, CancellationToken cancel = default) =>
        SendAsync($"Reading a {type}", HttpMethod.Get, Place(type, id), cancel, headers: [("If-None-Match", ETag(knownVersion))]);

    /// <summary>One version.</summary>
    public async Task<FhirNode> ReadVersionAsync(string type, string id, string version, CancellationToken cancel = default) =>
        (await SendAsync($"Reading a version of a {type}", HttpMethod.Get, $"{Place(type, id)}/_history/{Part(version, "version")}", cancel)).Resource ?? throw Empty($"The {type}");

    /// <summary>What matches, page by page, as the entries of the search set: <c>search.mode</c> tells matches from what was included.</summary>
    /// <param name="query">For example <c>name=roe&amp;birthdate=ge1970</c>, escaped as in an address.</param>
    public IAsyncEnumerable<FhirNode> SearchAsync(string type, string query, CancellationToken cancel = default) =>
        EntriesAsync($"Searching {type}", query.Length == 0 ? Part(type, "type") : $"{Part(type, "type")}?{query}", null, cancel);

    /// <summary>The same with the query in the body, where it stays out of logs: for names, identifiers and dates of birth.</summary>
    public IAsyncEnumerable<FhirNode> SearchByPostAsync(string type, string query, CancellationToken cancel = default) =>
        EntriesAsync($"Searching {type}", $"{Part(type, "type")}/_search", query, cancel);

    /// <summary>Versions of one resource, newest first, as entries of the history.</summary>
    public IAsyncEnumerable<FhirNode> HistoryAsync(string type, string id, CancellationToken cancel = default) => EntriesAsync($"Reading the history of a {type}", $"{Place(type, id)}/_history", null, cancel);

    /// <summary>Versions of all resources of a type; of the whole server when <paramref name="type"/> is null.</summary>
    public IAsyncEnumerable<FhirNode> HistoryAsync(string? type, DateTimeOffset? since = null, CancellationToken cancel = default) => EntriesAsync("Reading the history",
        (type is null ? "_history" : $"{Part(type, "type")}/_history") + (since is { } from ? $"?_since={Uri.EscapeDataString(from.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", System.Globalization.CultureInfo.InvariantCulture))}" : ""), null, cancel);

    /// <summary>Everything the server has about a patient.</summary>
    public IAsyncEnumerable<FhirNode> EverythingAsync(string patient, CancellationToken cancel = default) => EntriesAsync("Reading everything of a patient", $"{Place("Patient", patient)}/$everything", null, cancel);

    /// <summary>The server gives the id.</summary>
    /// <param name="ifNoneExist">Search that must find nothing; finds it one, that one is the answer and nothing is created.</param>
    public Task<FhirAnswer> CreateAsync(FhirNode resource, string? ifNoneExist = null, CancellationToken cancel = default) => SendAsync(
        $"Creating a {TypeOf(resource)}", HttpMethod.Post, Part(TypeOf(resource), "type"), cancel, () => FhirTransport.Body(resource), ifNoneExist is null ? [] : [("If-None-Exist", Line(ifNoneExist))]);

    /// <summary>Writes the resource under its own id.</summary>
    /// <param name="ifMatch">The version it was made from; anything newer on the server is a <see cref="FhirConflictException"/>.</param>
    public Task<FhirAnswer> UpdateAsync(FhirNode resource, string? ifMatch = null, CancellationToken cancel = default) => SendAsync(
        $"Updating a {TypeOf(resource)}", HttpMethod.Put, Place(TypeOf(resource), resource.Id ?? throw new ArgumentException("The resource has no id.", nameof(resource))), cancel, () => FhirTransport.Body(resource), Match(ifMatch));

    /// <summary>Writes the resource over the one that a search finds, or creates it when there is none.</summary>
    public Task<FhirAnswer> UpdateWhereAsync(FhirNode resource, string query, CancellationToken cancel = default) => SendAsync(
        $"Updating a {TypeOf(resource)}", HttpMethod.Put, $"{Part(TypeOf(resource), "type")}?{query}", cancel, () => FhirTransport.Body(resource));

    /// <summary>Changes parts of a resource by JSON Patch (RFC 6902).</summary>
    public Task<FhirAnswer> PatchAsync(string type, string id, JsonArray patch, string? ifMatch = null, CancellationToken cancel = default)
    {
        var text = patch.ToJsonString();
        return SendAsync($"Patching a {type}", HttpMethod.Patch, Place(type, id), cancel, () => new StringContent(text, Encoding.UTF8, "application/json-patch+json"), Match(ifMatch));
    }

    /// <summary>Changes parts of a resource by FHIRPath Patch: a Parameters resource of operations.</summary>
    public Task<FhirAnswer> PatchAsync(string type, string id, FhirNode parameters, string? ifMatch = null, CancellationToken cancel = default) => SendAsync(
        $"Patching a {type}", HttpMethod.Patch, Place(type, id), cancel, () => FhirTransport.Body(parameters), Match(ifMatch));

    public Task<FhirAnswer> DeleteAsync(string type, string id, string? ifMatch = null, CancellationToken cancel = default) =>
        SendAsync($"Deleting a {type}", HttpMethod.Delete, Place(type, id), cancel, headers: Match(ifMatch));

    /// <summary>Sends a bundle of type transaction (all or nothing) or batch (each for itself).</summary>
    /// <returns>The response bundle, with an entry for each sent.</returns>
    /// <exception cref="ArgumentException">Another kind of bundle.</exception>
    public async Task<FhirNode> TransactAsync(FhirNode bundle, CancellationToken cancel = default) => bundle is { ResourceType: "Bundle" } && bundle["type"]?.Value is "transaction" or "batch"
        ? (await SendAsync($"A {bundle["type"]!.Value}", HttpMethod.Post, "", cancel, () => FhirTransport.Body(bundle))).Resource ?? throw Empty("The answer to the bundle")
        : throw new ArgumentException("Only a Bundle of type transaction or batch is sent to the server itself.", nameof(bundle));

    /// <summary>Asks the server what it thinks of a resource; nothing is stored.</summary>
    /// <returns>The OperationOutcome, also when it holds errors.</returns>
    public async Task<FhirNode> ValidateAsync(FhirNode resource, string? profile = null, CancellationToken cancel = default)
    {
        var type = Part(TypeOf(resource), "type");
        var body = FhirNode.Resource("Parameters", ("parameter", FhirNode.List([
            FhirNode.Object(("name", "resource"), ("resource", resource)),
            .. profile is null ? Array.Empty<FhirElement>() : [FhirNode.Object(("name", "profile"), ("valueUri", profile))]])));
        try
        {
            return (await SendAsync($"Validating a {type}", HttpMethod.Post, $"{type}/$validate", cancel, () => FhirTransport.Body(body), idempotent: true)).Resource ?? throw Empty("The outcome");
        }
        catch (FhirInvalidException e) when (e.Outcome is not null)
        {
            return e.Outcome;
        }
    }

    /// <summary>Any operation that answers with a resource: <c>Patient/7/$summary</c>.</summary>
    /// <param name="parameters">POSTed; null asks with GET.</param>
    public Task<FhirAnswer> OperateAsync(string address, FhirNode? parameters = null, CancellationToken cancel = default) => parameters is null
        ? SendAsync("An operation", HttpMethod.Get, address, cancel)
        : SendAsync("An operation", HttpMethod.Post, address, cancel, () => FhirTransport.Body(parameters));

    /// <summary>Starts a bulk export: see <see cref="BulkExport"/>.</summary>
    public Task<BulkExport> ExportAsync(BulkExportRequest request, CancellationToken cancel = default) => BulkExport.StartAsync(transport, request, cancel);

    /// <summary>Goes on with an export that was started earlier.</summary>
    /// <param name="status">Its <see cref="BulkExport.Status"/>.</param>
    public BulkExport ResumeExport(Uri status) => BulkExport.Resume(transport, status);

    public void Dispose() => http.Dispose();

    private async IAsyncEnumerable<FhirNode> EntriesAsync(string what, string address, string? form, [EnumeratorCancellation] CancellationToken cancel)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var next = transport.At(address); ;)
        {
            var page = form is null
                ? await SendAsync(what, HttpMethod.Get, next, cancel)
                : await SendAsync(what, HttpMethod.Post, next, cancel, () => FhirTransport.Form(form), idempotent: true);
            form = null;
            if (page.Resource is not { ResourceType: "Bundle" } bundle)
                throw new FhirTransportException($"{what}: {Server.Host} answered with no Bundle.");
            foreach (var entry in bundle.All("entry"))
                yield return entry;
            if (bundle.All("link").FirstOrDefault(l => l["relation"]?.Value is "next")?["url"]?.Value is not { } link)
                yield break;
            if (!Uri.TryCreate(next, link, out var following) || !FhirTransport.SameOrigin(following, Server))
                throw new FhirTransportException($"{what}: the next page lies on another server than {Server.Host}, which is not asked.");
            if (!seen.Add(following.AbsoluteUri))
                throw new FhirTransportException($"{what}: {Server.Host} gives the same next page twice.");
            if (seen.Count >= transport.Options.MostPages)
                throw new FhirTransportException($"{what}: {Server.Host} gives more than {transport.Options.MostPages} pages. Narrow the search, or raise the limit.");
            next = following;
        }
    }

    private Task<FhirAnswer> SendAsync(string what, HttpMethod method, string address, CancellationToken cancel, Func<HttpContent>? body = null, ImmutableArray<(string Name, string Value)> headers = default, bool idempotent = false) =>
        SendAsync(what, method, transport.At(address), cancel, body, headers, idempotent);

    private async Task<FhirAnswer> SendAsync(string what, HttpMethod method, Uri address, CancellationToken cancel, Func<HttpContent>? body = null, ImmutableArray<(string Name, string Value)> headers = default, bool idempotent = false)
    {
        // An update that names the version it replaces would, done twice, be refused the second time.
        var conditional = !headers.IsDefaultOrEmpty && headers.Any(h => h.Name == "If-Match");
        var repeatable = idempotent || method == HttpMethod.Get || ((method == HttpMethod.Put || method == HttpMethod.Delete) && !conditional);
        using var answer = await transport.SendAsync(what, Request, repeatable, authorize: true, cancel);
        if (answer.StatusCode is HttpStatusCode.NotModified)
            return new FhirAnswer(answer.StatusCode, null, VersionOf(answer), null);
        if (!answer.IsSuccessStatusCode)
            throw await transport.RefusalAsync(what, answer, cancel);
        return new FhirAnswer(answer.StatusCode, await transport.ReadAsync(what, answer, cancel), VersionOf(answer), answer.Headers.Location ?? answer.Content.Headers.ContentLocation);

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(method, address) { Content = body?.Invoke() };
            foreach (var (name, value) in headers.IsDefault ? [] : headers)
                request.Headers.TryAddWithoutValidation(name, value);
            if (method == HttpMethod.Post || method == HttpMethod.Put || method == HttpMethod.Patch)
                request.Headers.TryAddWithoutValidation("Prefer", "return=representation");
            return request;
        }
    }

    private static string? VersionOf(HttpResponseMessage answer) => answer.Headers.ETag?.Tag.Trim('"');

    private static ImmutableArray<(string Name, string Value)> Match(string? version) => version is null ? [] : [("If-Match", ETag(version))];

    private static string ETag(string version) => $"W/\"{Part(version, "version")}\"";

    private static string Place(string type, string id) => $"{Part(type, "type")}/{Part(id, "id")}";

    private static string TypeOf(FhirNode resource) => resource.ResourceType ?? throw new ArgumentException("This is an element, not a resource.", nameof(resource));

    /// <summary>R4 ids, versions and type names: nothing that could change the address.</summary>
    private static string Part(string part, string what) => part.Length is > 0 and <= 64 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') && part is not "." and not ".."
        ? part
        : throw new ArgumentException($"This is no FHIR {what}: 1 to 64 letters, digits, '-' and '.'.", nameof(part));

    private static string Line(string query) => query.All(c => c is > ' ' and <= '~') ? query : throw new ArgumentException("Write the search as in an address, with everything else than ASCII escaped.", nameof(query));

    private FhirTransportException Empty(string what) => new($"{what}: {Server.Host} answered without a body.");
}
