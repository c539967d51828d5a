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
        var bounded = new StreamContent(new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), mostBytes));
        foreach (var (name, values) in response.Content.Headers)
            bounded.Headers.TryAddWithoutValidation(name, values);
        response.Content = bounded;
        return response;
    }

    private sealed class BoundedStream(Stream inner, long left) : Stream
    {
        private long left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }

        private int Counted(int read) => (left -= read) >= 0 ? read : throw new AnswerTooLargeException();
    }
}
