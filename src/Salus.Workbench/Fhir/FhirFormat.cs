using Microsoft.Net.Http.Headers;
using Salus.Fhir;

namespace Salus.Workbench.Fhir;

/// <summary>How resources are written on the wire.</summary>
internal sealed record FhirFormat(string Name, string MediaType, Func<byte[], FhirReadLimits, FhirNode> Read, Func<FhirNode, bool, byte[]> Write)
{
    public static FhirFormat Json { get; } = new("json", "application/fhir+json", static (body, limits) => FhirNode.Parse(body, limits), static (resource, pretty) => resource.ToUtf8(pretty));

    public static FhirFormat Xml { get; } = new("xml", "application/fhir+xml", static (body, limits) => FhirNode.ParseXml(body, limits: limits), static (resource, pretty) => resource.ToXml(pretty));

    /// <summary>The form of the answer: <c>_format</c> goes before the Accept header.</summary>
    /// <exception cref="FhirRefusedException">406.</exception>
    public static FhirFormat Negotiate(HttpRequest request)
    {
        if (request.Query["_format"].ToString() is { Length: > 0 } asked)
            return Of(asked.Replace(' ', '+')) ?? throw NotAcceptable();
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0)
            return Json;
        foreach (var type in accepted.OrderByDescending(a => a.Quality ?? 1))
        {
            if (type.Quality is 0)
                continue;
            if (type.MatchesAllTypes || (type.MatchesAllSubTypes && type.Type == "application"))
                return Json;
            if (Of(type.MediaType.ToString()) is { } format)
                return format;
        }
        throw NotAcceptable();
    }

    /// <summary>The form of a request's body; null for a kind that is not understood.</summary>
    public static FhirFormat? OfBody(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? Of(type.MediaType.ToString())
            : null;

    private static FhirFormat? Of(string name) => name.ToLowerInvariant() switch
    {
        "json" or "application/fhir+json" or "application/json" or "application/json+fhir" or "text/json" => Json,
        "xml" or "application/fhir+xml" or "application/xml" or "application/xml+fhir" or "text/xml" => Xml,
        _ => null,
    };

    private static FhirRefusedException NotAcceptable() => new(StatusCodes.Status406NotAcceptable, "not-supported", "Answers are given as application/fhir+json or application/fhir+xml: ask for one of them in Accept or _format.");
}
