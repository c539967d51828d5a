using System.Net;

namespace Salus.Fhir.Smart;

/// <summary>Finds out how to sign in at a FHIR server.</summary>
public static class SmartDiscovery
{
    private const int LongestAnswer = 256 * 1024;

    /// <summary>A client for keys and tokens: it follows no redirect.</summary>
    public static HttpClient NewHttpClient() => new(Transport.NewHandler()) { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Reads <c>.well-known/smart-configuration</c> below a server's base.</summary>
    /// <exception cref="SmartException">It has none, or what it has is not usable.</exception>
    public static async Task<SmartConfiguration> ReadAsync(HttpClient http, Uri fhirBase, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(fhirBase.AbsoluteUri.TrimEnd('/') + "/.well-known/smart-configuration"));
        var (status, body) = await Transport.SendAsync(http, request, LongestAnswer, cancel);
        return status is HttpStatusCode.OK
            ? SmartConfiguration.Parse(body)
            : throw new SmartException($"{fhirBase.Host} does not say how to sign in: its .well-known/smart-configuration answered {(int)status}.");
    }
}
