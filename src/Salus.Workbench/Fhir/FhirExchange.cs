using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Salus.Fhir;
using Salus.Fhir.Definitions;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>What a change answers with: R4 http, "managing return content".</summary>
internal enum FhirReturn
{
    Representation,
    Minimal,
    Outcome,
}

/// <summary>One request over FHIR and its answer: formats, preferences, and what both sides agree on in headers.</summary>
internal sealed class FhirExchange
{
    /// <summary>Of a request body.</summary>
    public const int LongestBody = 16 * 1024 * 1024;

    private static readonly FhirReadLimits limits = new(64, LongestBody);
    private readonly FhirFormat format;

    public FhirExchange(HttpContext http)
    {
        Http = http;
        Caller = new FhirCaller(http.User);
        format = FhirFormat.Negotiate(http.Request);
        foreach (var preference in http.Request.Headers["Prefer"].SelectMany(p => (p ?? "").Split([',', ';'], StringSplitOptions.TrimEntries)))
        {
            switch (preference)
            {
                case "return=representation": WantsRepresentation = true; break;
                case "return=minimal": Return = FhirReturn.Minimal; break;
                case "return=OperationOutcome": Return = FhirReturn.Outcome; break;
                case "handling=lenient": Lenient = true; break;
                case "handling=strict": Lenient = false; break;
                case "respond-async": Async = true; break;
            }
        }
    }

    public HttpContext Http { get; }

    public FhirCaller Caller { get; }

    public FhirReturn Return { get; }

    /// <summary>The client asked for what it changed; in a Bundle it gets it only then.</summary>
    public bool WantsRepresentation { get; }

    /// <summary>Search parameters that are not known are passed over; without it they are refused.</summary>
    public bool Lenient { get; }

    public bool Async { get; }

    public CancellationToken Cancel => Http.RequestAborted;

    /// <summary>For example <c>https://salus.example/fhir</c>.</summary>
    public string Base => $"{Http.Request.Scheme}://{Http.Request.Host}{FhirRoutes.Prefix}";

    public Record Record => Http.RequestServices.GetRequiredService<Record>();

    /// <exception cref="FhirRefusedException">404: R4 has no such type.</exception>
    public static void RequireType(string type)
    {
        if (!FhirDefinitions.R4.ResourceTypes.Contains(type, StringComparer.Ordinal))
            throw new FhirRefusedException(StatusCodes.Status404NotFound, "not-supported", "R4 has no such resource type.");
    }

    /// <exception cref="FhirRefusedException">Another kind of content, or none.</exception>
    /// <exception cref="FhirFormatException">It cannot be read.</exception>
    public async Task<FhirNode> ReadResourceAsync()
    {
        var kind = FhirFormat.OfBody(Http.Request) ?? throw Outcomes.From(Web.Problem.Of(StatusCodes.Status415UnsupportedMediaType));
        var body = await ReadBytesAsync();
        return body.Length == 0 ? throw FhirRefusedException.Invalid("The request has no body: send a resource.") : kind.Read(body, limits);
    }

    public async Task<byte[]> ReadBytesAsync()
    {
        using var whole = new MemoryStream();
        await Http.Request.Body.CopyToAsync(whole, Cancel);
        return whole.ToArray();
    }

    /// <summary>The version in <c>If-Match</c>; null without one.</summary>
    /// <exception cref="FhirRefusedException">It names no version of ours.</exception>
    public long? IfMatch() => Http.Request.Headers.IfMatch is { Count: > 0 } header ? VersionIn(header.ToString()) ?? throw new FhirRefusedException(StatusCodes.Status412PreconditionFailed, "conflict", "If-Match names no version of this server: write it as W/\"3\".") : null;

    /// <summary>304 where the client has the newest version already.</summary>
    public bool IsKnown(RecordVersion version)
    {
        var headers = Http.Request.Headers;
        if (headers.IfNoneMatch is { Count: > 0 } known)
            return known.ToString().Split(',').Any(tag => VersionIn(tag.Trim()) == version.Version);
        return headers.IfModifiedSince is { Count: > 0 } since && HeaderUtilities.TryParseDate(since.ToString(), out var at) && version.At < at.AddSeconds(1);
    }

    public static long? VersionIn(string etag)
    {
        var text = etag.StartsWith("W/", StringComparison.Ordinal) ? etag[2..] : etag;
        return long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }

    public static string ETag(long version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    public void Announce(long version, DateTimeOffset at)
    {
        Http.Response.Headers.ETag = ETag(version);
        Http.Response.Headers.LastModified = HeaderUtilities.FormatDate(at);
    }

    /// <summary>The versioned address of a resource.</summary>
    public string AddressOf(ResourceName name, long version) => string.Create(CultureInfo.InvariantCulture, $"{Base}/{name}/_history/{version}");

    /// <summary>Writes a resource in the form that was asked for, cut by <c>_summary</c> and <c>_elements</c>.</summary>
    public Task WriteAsync(int status, FhirNode resource)
    {
        var view = ResourceView.Of(Http.Request);
        return WriteWholeAsync(status, resource.ResourceType == "OperationOutcome" ? resource : view.Apply(resource));
    }

    /// <summary>The same, never cut.</summary>
    public async Task WriteWholeAsync(int status, FhirNode resource)
    {
        Http.Response.StatusCode = status;
        Http.Response.ContentType = format.MediaType + "; charset=utf-8";
        var bytes = format.Write(resource, Http.Request.Query["_pretty"] == "true");
        Http.Response.ContentLength = bytes.Length;
        await Http.Response.Body.WriteAsync(bytes, Cancel);
    }

    /// <summary>Answers a change as the client prefers.</summary>
    public Task WriteChangeAsync(int status, FhirNode? resource, string said) => Return switch
    {
        FhirReturn.Representation when resource is not null => WriteAsync(status, resource),
        FhirReturn.Outcome => WriteWholeAsync(status, Outcomes.Of("informational", said, "information")),
        _ => Empty(status),
    };

    public Task Empty(int status)
    {
        Http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>The one value of a header; null without it.</summary>
    public string? Header(string name) => Http.Request.Headers[name] is { Count: > 0 } values && !StringValues.IsNullOrEmpty(values) ? values.ToString() : null;
}
