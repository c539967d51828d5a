using System.Collections.Immutable;
using System.Net;

namespace Salus.Workbench.Web;

/// <summary>How the workbench is reached.</summary>
public sealed record WebOptions
{
    /// <summary>Where to listen: <c>http</c> or <c>https</c>, an IP address or <c>localhost</c>, and a port (0 picks a free one).</summary>
    public ImmutableArray<Uri> Urls { get; init; } = [new("http://127.0.0.1:5080")];

    /// <summary>Certificate for <c>https</c>, PEM or PKCS #12.</summary>
    public FileInfo? Certificate { get; init; }

    /// <summary>Private key of a PEM certificate; null when the certificate's file holds it.</summary>
    public FileInfo? CertificateKey { get; init; }

    /// <summary>A reverse proxy in front ends TLS and sets <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>Addresses whose forwarded headers are believed. Loopback always is.</summary>
    public ImmutableArray<IPAddress> Proxies { get; init; } = [];

    /// <summary>Names in the address bar, for example <c>salus.clinic.example</c>. Requests for other names are refused. Loopback names always work on loopback.</summary>
    public ImmutableArray<string> HostNames { get; init; } = [];

    public WebLimits Limits { get; init; } = new();

    /// <summary>Nothing but this machine can connect.</summary>
    public bool OnlyLoopback => Urls.All(IsLoopback);

    /// <summary>Browsers reach us over TLS, ours or the proxy's: cookies may insist on it.</summary>
    public bool Secure => BehindProxy || Urls.All(url => url.Scheme == Uri.UriSchemeHttps);

    /// <summary>Requests for names that are not ours are refused, so the Host header can be believed: what is signed for our address is for us.</summary>
    public bool KnowsItsName => OnlyLoopback || !HostNames.IsEmpty;

    internal static bool IsLoopback(Uri url) => url.IsLoopback;

    /// <summary>Refuses what would put patient data on the network in the clear.</summary>
    /// <exception cref="UnsafeAddressException">Says which address and what to do.</exception>
    internal void RefuseUnsafe()
    {
        if (Urls.IsEmpty)
            throw new UnsafeAddressException("No address to listen on. Give one, for example --urls http://127.0.0.1:5080.");
        foreach (var url in Urls)
        {
            if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
                throw new UnsafeAddressException($"'{url}' is not an http or https address.");
            if (!IPAddress.TryParse(url.DnsSafeHost, out _) && url.Host != "localhost")
                throw new UnsafeAddressException($"Cannot listen on '{url.Host}': give an IP address of this machine (0.0.0.0 for all), and the name people use with --host-name {url.Host}.");
            if (url.Scheme == Uri.UriSchemeHttps && Certificate is null)
                throw new UnsafeAddressException($"{url} needs a certificate: give --certificate FILE (and --certificate-key FILE for a separate PEM key).");
            if (url.Scheme == Uri.UriSchemeHttp && !IsLoopback(url) && !BehindProxy)
                throw new UnsafeAddressException($"{url} would send patient data over the network in the clear. Use https with --certificate FILE, or put a reverse proxy that ends TLS in front and say --behind-proxy, or listen on http://127.0.0.1 only.");
        }
        foreach (var file in new[] { Certificate, CertificateKey })
        {
            if (file is { Exists: false })
                throw new UnsafeAddressException($"{file.FullName} does not exist.");
        }
    }
}

/// <summary>How much one caller may ask for.</summary>
/// <param name="RequestBytes">Largest request body. Pages and routes that take transcripts raise it for themselves, to 20 MB.</param>
/// <param name="SignInsPerMinute">Attempts to sign in per address and user name, and ten times that per address.</param>
/// <param name="RequestsPerMinute">Everything else, per person, or per address before sign-in.</param>
public sealed record WebLimits(
    long RequestBytes = 1 << 20,
    int SignInsPerMinute = 10,
    int RequestsPerMinute = 1200);

/// <summary>The addresses given would be unsafe or cannot work: the call was wrong (exit code 2).</summary>
public sealed class UnsafeAddressException(string message) : Exception(message);
