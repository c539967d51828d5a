using Salus.Fhir;

namespace Salus.Workbench.Fhir;

/// <summary>One entry of a transaction or batch: what it asks for, as it stands in <c>request</c>.</summary>
/// <param name="Index">In the Bundle, counted from 0.</param>
/// <param name="Id">Null for a create, and where <paramref name="Query"/> finds it.</param>
/// <param name="Query">What stands after the question mark; null without one.</param>
internal sealed record BundleRequest(int Index, string Method, string Type, string? Id, string? Version, string? Query, FhirNode? Resource)
{
    public string? FullUrl { get; init; }

    public string? IfMatch { get; init; }

    public string? IfNoneExist { get; init; }

    public bool OnlyIfNew { get; init; }

    public string Place => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Bundle.entry[{Index}]");

    /// <summary>R4 http, "transaction processing rules": deletes, creates, updates and patches, reads.</summary>
    public int Order => Method switch { "DELETE" => 0, "POST" => 1, "PUT" => 2, "PATCH" => 3, _ => 4 };

    public bool Changes => Order < 4;

    /// <exception cref="FhirRefusedException">400: it asks for nothing that can be understood.</exception>
    public static BundleRequest Read(FhirNode entry, int index)
    {
        var request = entry["request"] ?? throw Wrong(index, "It has no request.");
        var method = request["method"]?.Value ?? "";
        if (method is not ("GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE"))
            throw Wrong(index, "request.method is GET, POST, PUT, PATCH or DELETE.");
        var url = request["url"]?.Value ?? throw Wrong(index, "It has no request.url.");
        var question = url.IndexOf('?', StringComparison.Ordinal);
        var parts = (question < 0 ? url : url[..question]).Trim('/').Split('/');
        var read = parts switch
        {
            [var type] => new BundleRequest(index, method, type, null, null, question < 0 ? null : url[(question + 1)..], entry["resource"]),
            [var type, var id] when question < 0 => new BundleRequest(index, method, type, id, null, null, entry["resource"]),
            [var type, var id, "_history", var version] when question < 0 && method is "GET" => new BundleRequest(index, method, type, id, version, null, null),
            _ => throw Wrong(index, "request.url is Type, Type/id or Type?search; other addresses are not taken in a Bundle."),
        };
        if (method is "POST" or "PUT" or "PATCH" && read.Resource is null)
            throw Wrong(index, "It has no resource.");
        if (method is "POST" && read.Id is not null)
            throw Wrong(index, "A create names the type alone.");
        if (method is "PUT" or "PATCH" or "DELETE" && read is { Id: null, Query: null })
            throw Wrong(index, "It names neither an id nor a search.");
        return read with
        {
            FullUrl = entry["fullUrl"]?.Value,
            IfMatch = request["ifMatch"]?.Value,
            IfNoneExist = request["ifNoneExist"]?.Value,
            OnlyIfNew = request["ifNoneMatch"]?.Value == "*",
        };
    }

    public static FhirRefusedException Wrong(int index, string message) => FhirRefusedException.Invalid(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Bundle.entry[{index}]: {message}"));
}
