using System.Net;

namespace Salus.Fhir.Client;

/// <summary>What a server answered to a change or a conditional read.</summary>
/// <param name="Resource">The body; null when the server sent none.</param>
/// <param name="Version">From the ETag, for the next <c>If-Match</c>; null when it sent none.</param>
/// <param name="Location">Of what was created, as the server wrote it.</param>
public sealed record FhirAnswer(HttpStatusCode Status, FhirNode? Resource, string? Version, Uri? Location)
{
    /// <summary>It was not there before.</summary>
    public bool Created => Status is HttpStatusCode.Created;

    /// <summary>304: what the caller has is the newest.</summary>
    public bool NotModified => Status is HttpStatusCode.NotModified;

    /// <summary>The logical id of what was created or changed, from the body or the location.</summary>
    public string? Id => Resource is { ResourceType: not "OperationOutcome" and not "Bundle" } ? Resource.Id : IdFrom(Location);

    private static string? IdFrom(Uri? location)
    {
        if (location is null)
            return null;
        var path = (location.IsAbsoluteUri ? location.AbsolutePath : location.OriginalString).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var history = Array.LastIndexOf(path, "_history");
        return history > 0 ? path[history - 1] : path.Length > 0 ? path[^1] : null;
    }
}
