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

    public Hl7Listen? Listen { get; init; }

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
            throw new Hl7OptionsException($"{file.Name}, line {(e.LineNumber ?? 0) + 1}: not a configuration of an HL7 v2 feed. It has source, site and listen.", e);
        }
        if (string.IsNullOrWhiteSpace(options.Source))
            throw new Hl7OptionsException($"{file.Name} names no source: the name of the sending system in the record, for example \"north-ehr\".");
        try
        {
            options = options with { Site = V2Site.Parse(JsonSerializer.SerializeToUtf8Bytes(options.Site, Json)), Listen = options.Listen?.In(folder) };
        }
        catch (V2SiteException e)
        {
            throw new Hl7OptionsException($"{file.Name}: {e.Message}", e);
        }
        options.Listen?.RefuseUnsafe();
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

    private static X509ChainPolicy Trusting(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        return policy;
    }

    private static X509Certificate2 Load(string certificate, string? key)
    {
        if (X509Certificate2.GetCertContentType(certificate) is X509ContentType.Pkcs12)
            return X509CertificateLoader.LoadPkcs12FromFile(certificate, password: null);
        return X509Certificate2.CreateFromPemFile(certificate, key ?? certificate);
    }

    private static string? Below(string folder, string? file) => file is null ? null : Path.GetFullPath(file, folder);
}

/// <summary>The configuration of a feed cannot be used: what, and what to do.</summary>
public sealed class Hl7OptionsException(string message, Exception? inner = null) : Exception(message, inner);
