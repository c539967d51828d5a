using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Salus.Fhir.Smart;

namespace Salus.Fhir.Client;

/// <summary>
/// Sends requests to one server: with its token and to nobody else, again after a pause where that is safe, and never more of an
/// answer than was allowed.
/// </summary>
internal sealed class FhirTransport(Uri root, FhirClientOptions options, HttpClient http, TimeProvider clock)
{
    public const string FhirJson = "application/fhir+json";
    private const int MostRedirects = 5;

    public Uri Root => root;

    public FhirClientOptions Options => options;

    public TimeProvider Clock => clock;

    /// <summary>An address below the server's base; <paramref name="relative"/> has no leading slash.</summary>
    public Uri At(string relative) => new(root, relative);

    /// <summary>Same scheme, host and port: whatever a server links to is only asked there.</summary>
    public static bool SameOrigin(Uri one, Uri other) => one.Scheme == other.Scheme && string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase) && one.Port == other.Port;

    /// <summary>Sends until there is an answer worth having. The caller disposes it.</summary>
    /// <param name="what">For messages, without ids: <c>Reading a Patient</c>.</param>
    /// <param name="authorize">False for files that the server says need no token.</param>
    /// <exception cref="FhirTransportException">No answer, or one that leads to another server.</exception>
    public async Task<HttpResponseMessage> SendAsync(string what, Func<HttpRequestMessage> request, bool idempotent, bool authorize, CancellationToken cancel)
    {
        var renewed = false;
        for (var attempt = 1; ; attempt++)
        {
            var (answer, token, failure) = await TryAsync(request, authorize, cancel);
            if (answer is not null)
            {
                if (answer.StatusCode is HttpStatusCode.Unauthorized && token is not null && !renewed)
                {
                    // the token ended before its time: once, with a new one
                    renewed = true;
                    attempt--;
                    options.Tokens!.Forget(token);
                    answer.Dispose();
                    continue;
                }
                if (!IsWorthRepeating(answer.StatusCode, idempotent) || attempt >= options.Attempts || PauseBefore(attempt + 1, answer) is not { } wait)
                    return answer;
                answer.Dispose();
                await Task.Delay(wait, clock, cancel);
                continue;
            }
            if (!idempotent || attempt >= options.Attempts)
                throw new FhirTransportException($"{what}: {root.Host} cannot be reached. {failure!.Message}", failure);
            await Task.Delay(PauseBefore(attempt + 1, null)!.Value, clock, cancel);
        }
    }

    private async Task<(HttpResponseMessage? Answer, string? Token, Exception? Failure)> TryAsync(Func<HttpRequestMessage> create, bool authorize, CancellationToken cancel)
    {
        var token = authorize && options.Tokens is { } tokens ? await tokens.TokenAsync(cancel) : null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.Timeout);
        try
        {
            Uri? moved = null;
            for (var redirects = 0; ; redirects++)
            {
                using var request = create();
                if (moved is not null)
                    request.RequestUri = moved;
                var origin = request.RequestUri!;
                if (token is not null)
                {
                    if (!SameOrigin(origin, root))
                        throw new FhirTransportException($"{origin.Host} is not {root.Host}: no token is sent there.");
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                }
                var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if (answer.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || answer.Headers.Location is not { } location)
                    return (answer, token, null);
                answer.Dispose();
                var target = new Uri(origin, location);
                if (request.Method != HttpMethod.Get || !SameOrigin(target, origin) || redirects == MostRedirects)
                    throw new FhirTransportException($"{origin.Host} redirects to {target.Host}, which is not followed. Use the address it points to if that is your server.");
                moved = target;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return (null, token, e is OperationCanceledException ? new TimeoutException("It did not answer in time.", e) : e);
        }
    }

    /// <summary>429 and 503 say that nothing was done; other failures of the way are repeated only where doing it twice is doing it once.</summary>
    private static bool IsWorthRepeating(HttpStatusCode status, bool idempotent) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
        || (idempotent && status is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout);

    /// <summary>Null when the server wants to be left alone for longer than we wait.</summary>
    private TimeSpan? PauseBefore(int attempt, HttpResponseMessage? answer)
    {
        if (answer is not null && RetryAfter(answer) is { } asked)
            return asked <= options.LongestPause ? asked : null;
        var pause = options.FirstPause * Math.Pow(2, attempt - 2);
        return pause < options.LongestPause ? pause : options.LongestPause;
    }

    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        var asked = answer.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - clock.GetUtcNow() : null;
        return asked is { } time ? (time < TimeSpan.Zero ? TimeSpan.Zero : time) : null;
    }

    /// <summary>Reads a resource; null when the body is empty.</summary>
    /// <exception cref="FhirTransportException">More than allowed, or not FHIR JSON.</exception>
    public async Task<FhirNode?> ReadAsync(string what, HttpResponseMessage answer, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.Timeout);
        try
        {
            var body = await BoundedBody.ReadAsync(answer, options.LongestAnswer, limit.Token)
                ?? throw new FhirTransportException(string.Create(CultureInfo.InvariantCulture, $"{what}: the answer of {root.Host} has more than {options.LongestAnswer} bytes. Ask for less at a time, or raise the limit."));
            return body.Length == 0 ? null : FhirNode.Parse(body, options.ReadLimits);
        }
        catch (FhirFormatException e)
        {
            throw new FhirTransportException($"{what}: {root.Host} answered {(int)answer.StatusCode} with something that is not FHIR JSON.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new FhirTransportException($"{what}: the answer of {root.Host} broke off.", e);
        }
    }

    /// <summary>Turns a refusal into its exception, with the OperationOutcome where there is one.</summary>
    public async Task<Exception> RefusalAsync(string what, HttpResponseMessage answer, CancellationToken cancel)
    {
        FhirNode? outcome = null;
        try
        {
            outcome = await ReadAsync(what, answer, cancel);
        }
        catch (FhirTransportException)
        {
            // a proxy's page, or nothing: the status says enough
        }
        return FhirRequestException.Of(answer.StatusCode, what, outcome is { ResourceType: "OperationOutcome" } ? outcome : null);
    }

    public static HttpContent Body(FhirNode resource) => new ByteArrayContent(resource.ToUtf8()) { Headers = { ContentType = new MediaTypeHeaderValue(FhirJson) { CharSet = "utf-8" } } };

    public static HttpContent Form(string query) => new StringContent(query, Encoding.UTF8, "application/x-www-form-urlencoded");
}
