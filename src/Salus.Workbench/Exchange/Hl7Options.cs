using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Salus.Fhir.V2;

namespace Salus.Workbench.Exchange;

/// <summary>The HL7 v2 feed of a site, as its configuration file states it: who sends, where we listen, where signed notes go.</summary>
/// <param name="Source">Name of the feed in the record.</param>
public sealed record Hl7Options(string Source)
{
    public V2Site Site { get; init; } = V2Site.Unknown;

    /// <summary>Null does not listen; the port and address of <c>{}</c> are loopback's 2575.</summary>
    public Hl7Listen? Listen { get; init; }

    /// <summary>Null sends no signed notes.</summary>
    public Hl7Send? Send { get; init; }

    /// <summary>Reads the file; paths in it are relative to it.</summary>
    /// <exception cref="Hl7OptionsException">Not such a file, or it would expose patient data.</exception>
    public static Hl7Options Read(FileInfo file)
    {
        var folder = file.DirectoryName!;
        Hl7Options options;
        try
        {
            options = JsonSerializer.Deserialize<Hl7Options>(File.ReadAllBytes(file.FullName), Json) ?? throw new JsonException("The file is empty.");
        }
        catch (JsonException e)
        {
            throw new Hl7OptionsException($"{file.Name}, line {(e.LineNumber ?? 0) + 1}: not a configuration of an HL7 v2 feed. It has source, site, listen and send.", e);
        }
        if (string.IsNullOrWhiteSpace(options.Source))
            throw new Hl7OptionsException($"{file.Name} names no source: the name of the sending system in the record, for example \"north-ehr\".");
        try
        {
            options = options with { Site = V2Site.Parse(JsonSerializer.SerializeToUtf8Bytes(options.Site, Json)), Listen = options.Listen?.In(folder), Send = options.Send?.In(folder) };
        }
        catch (V2SiteException e)
        {
            throw new Hl7OptionsException($"{file.Name}: {e.Message}", e);
        }
        options.Listen?.RefuseUnsafe();
        options.Send?.RefuseUnsafe();
        return options;
    }

    private static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };
}

/// <summary>Where the listener listens.</summary>
public sealed record Hl7Listen
{
    /// <summary>Loopback by default. Anything else needs a certificate.</summary>
    public string Address { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 2575;

    /// <summary>PEM or PKCS #12; makes the listener speak TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>Private key of a PEM certificate, when it is in a file of its own.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>PEM file of the authority whose clients may connect; others are refused.</summary>
    public string? ClientAuthority { get; init; }

    public int MaxConnections { get; init; } = 64;

    internal Hl7Listen In(string folder) => this with { Certificate = Below(folder, Certificate), CertificateKey = Below(folder, CertificateKey), ClientAuthority = Below(folder, ClientAuthority) };

    /// <exception cref="Hl7OptionsException">Other machines could connect in the clear, or a file is missing.</exception>
    internal void RefuseUnsafe()
    {
        if (!IPAddress.TryParse(Address, out var address))
            throw new Hl7OptionsException($"Cannot listen on '{Address}': give an IP address of this machine, such as 127.0.0.1.");
        if (Port is < 0 or > 65535)
            throw new Hl7OptionsException("A port is a number from 0 to 65535; 2575 is the one for HL7.");
        if (!IPAddress.IsLoopback(address) && (Certificate is null || ClientAuthority is null))
            throw new Hl7OptionsException($"Listening on {Address} would take messages from any machine, in the clear or from strangers. Give 'certificate' and 'clientAuthority', or listen on 127.0.0.1 behind a tunnel.");
        if (ClientAuthority is not null && Certificate is null)
            throw new Hl7OptionsException("'clientAuthority' asks for TLS: give 'certificate' too.");
        foreach (var file in new[] { Certificate, CertificateKey, ClientAuthority })
        {
            if (file is not null && !File.Exists(file))
                throw new Hl7OptionsException($"{file} does not exist.");
        }
    }

    internal MllpListenerOptions ToListener(TimeProvider clock, Action<MllpEvent> observer) => new()
    {
        Endpoint = new IPEndPoint(IPAddress.Parse(Address), Port),
        MaxConnections = MaxConnections,
        Clock = clock,
        Observer = observer,
        Tls = Certificate is null ? null : new SslServerAuthenticationOptions
        {
            ServerCertificate = Load(Certificate, CertificateKey),
            ClientCertificateRequired = ClientAuthority is not null,
            CertificateChainPolicy = ClientAuthority is null ? null : Trusting(ClientAuthority),
        },
    };

    internal static X509ChainPolicy Trusting(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        return policy;
    }

    internal static X509Certificate2 Load(string certificate, string? key)
    {
        if (X509Certificate2.GetCertContentType(certificate) is X509ContentType.Pkcs12)
            return X509CertificateLoader.LoadPkcs12FromFile(certificate, password: null);
        return X509Certificate2.CreateFromPemFile(certificate, key ?? certificate);
    }

    internal static string? Below(string folder, string? file) => file is null ? null : Path.GetFullPath(file, folder);
}

/// <summary>Where signed notes go, as MDM^T02.</summary>
/// <param name="Host">Name or address of the receiver.</param>
public sealed record Hl7Send(string Host, int Port)
{
    /// <summary>Names the receiver in the line of notes; a new name sends every note again.</summary>
    public string Name { get; init; } = "hl7";

    /// <summary>Notes signed before are not sent; null sends all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How often the line is looked at.</summary>
    public int EverySeconds { get; init; } = 15;

    /// <summary>MSH-3 to MSH-6.</summary>
    public string SendingApplication { get; init; } = "SALUS";

    public string? SendingFacility { get; init; }

    public string? ReceivingApplication { get; init; }

    public string? ReceivingFacility { get; init; }

    /// <summary>TXA-2 as the receiver wants it (HL7 table 0270, or its own); null writes the LOINC code of the note.</summary>
    public string? DocumentType { get; init; }

    /// <summary>URI of an identifier system to the authority by which the receiver knows it (PID-3.4.1).</summary>
    public ImmutableDictionary<string, string> Authorities { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>PEM file of the authority that signed the receiver's certificate; null trusts the system's authorities.</summary>
    public string? ServerAuthority { get; init; }

    /// <summary>Speak TLS. Required for any host but loopback.</summary>
    public bool Tls { get; init; }

    /// <summary>Our own certificate, PEM or PKCS #12, where the receiver asks for one.</summary>
    public string? Certificate { get; init; }

    public string? CertificateKey { get; init; }

    internal Hl7Send In(string folder) => this with { ServerAuthority = Hl7Listen.Below(folder, ServerAuthority), Certificate = Hl7Listen.Below(folder, Certificate), CertificateKey = Hl7Listen.Below(folder, CertificateKey) };

    /// <exception cref="Hl7OptionsException">Notes would leave in the clear, or a file is missing.</exception>
    internal void RefuseUnsafe()
    {
        if (string.IsNullOrWhiteSpace(Host) || Port is < 1 or > 65535 || EverySeconds < 1 || string.IsNullOrWhiteSpace(Name))
            throw new Hl7OptionsException("'send' needs a host, a port from 1 to 65535, a name, and at least one second between looks.");
        if (!Tls && Host is not "localhost" && !(IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address)))
            throw new Hl7OptionsException($"Sending to {Host} without TLS would put signed notes on the network in the clear. Set 'tls', or send to a tunnel on 127.0.0.1.");
        foreach (var file in new[] { ServerAuthority, Certificate, CertificateKey })
        {
            if (file is not null && !File.Exists(file))
                throw new Hl7OptionsException($"{file} does not exist.");
        }
    }

    internal MllpSenderOptions ToSender(TimeProvider clock) => new(Host, Port)
    {
        Clock = clock,
        Tls = !Tls ? null : new SslClientAuthenticationOptions
        {
            TargetHost = Host,
            ClientCertificates = Certificate is null ? null : [Hl7Listen.Load(Certificate, CertificateKey)],
            CertificateChainPolicy = ServerAuthority is null ? null : Hl7Listen.Trusting(ServerAuthority),
        },
    };
}

/// <summary>The configuration of a feed cannot be used: what, and what to do.</summary>
public sealed class Hl7OptionsException(string message, Exception? inner = null) : Exception(message, inner);
