using System.Net;
using System.Net.Http.Headers;

namespace Salus.Fhir.Smart;

/// <summary>Requests about keys and tokens: over TLS, without following redirects, and no more of an answer than it can be.</summary>
internal static class Transport
{
    /// <summary>https; or this machine alone, where nobody listens in between.</summary>
    public static bool IsSafe(Uri address) => address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) && address.UserInfo.Length == 0;

    /// <summary>For secrets on the way: never follows a redirect, keeps no cookies, renews connections so that moved names are found.</summary>
    public static SocketsHttpHandler NewHandler() => new() { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(20), AutomaticDecompression = DecompressionMethods.All };

    /// <exception cref="SmartException">Not reachable, not safe, or the answer is larger than <paramref name="longest"/>.</exception>
    public static async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(HttpClient http, HttpRequestMessage request, int longest, CancellationToken cancel)
    {
        var address = request.RequestUri!;
        if (!IsSafe(address))
            throw new SmartException($"{address.Host} is not asked over http: keys and tokens need https.");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (answer.RequestMessage?.RequestUri is { } final && final != address)
                throw new SmartException($"{address.Host} redirected to {final.Host}, which is not followed for keys and tokens.");
            return (answer.StatusCode, await BoundedBody.ReadAsync(answer, longest, cancel) ?? throw new SmartException($"The answer of {address.Host} has more than {longest} bytes."));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new SmartException($"{address.Host} cannot be reached: {(e is OperationCanceledException ? "it did not answer in time." : e.Message)}", e);
        }
    }
}
