using System.Net.Http.Headers;

namespace Salus.Language.Models;

/// <summary>What came is longer than is read.</summary>
internal sealed class AnswerTooLargeException() : IOException("The answer is larger than is read.");

/// <summary>
/// The last step before the network: sends no empty key, follows no redirect (the text and the key go where the site said and nowhere
/// else), and stops reading an answer that does not end.
/// </summary>
internal sealed class BoundedTransport : DelegatingHandler
{
    private readonly long mostBytes;
    private readonly bool hasKey;

    private BoundedTransport(HttpMessageHandler inner, long mostBytes, bool hasKey)
        : base(inner)
    {
        this.mostBytes = mostBytes;
        this.hasKey = hasKey;
    }

    /// <param name="useProxy">Inside the house no proxy stands between.</param>
    public static HttpClient Client(long mostBytes, bool hasKey, bool useProxy) =>
        new(new BoundedTransport(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = useProxy, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(10) }, mostBytes, hasKey))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!hasKey)
            request.Headers.Authorization = null;
        request.Headers.UserAgent.Clear();
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Salus", null));
        if (SentRequest.Body.Value is { } sent && request.Content is { } body)
            sent.Value = await body.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            response.Dispose();
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "The endpoint points elsewhere; redirects are not followed.");
        }
        if (response.Content.Headers.ContentLength > mostBytes)
        {
            response.Dispose();
            throw new AnswerTooLargeException();
        }
        var bounded = new StreamContent(new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), mostBytes, () => new AnswerTooLargeException()));
        foreach (var (name, values) in response.Content.Headers)
            bounded.Headers.TryAddWithoutValidation(name, values);
        response.Content = bounded;
        return response;
    }
}
