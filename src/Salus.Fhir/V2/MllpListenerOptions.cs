using System.Collections.Immutable;
using System.Net;
using System.Net.Security;

namespace Salus.Fhir.V2;

/// <summary>Where and how a listener listens.</summary>
public sealed record MllpListenerOptions
{
    /// <summary>Loopback, port 2575 (registered for HL7). Anything else can be reached by other machines: then set <see cref="Tls"/>.</summary>
    public IPEndPoint Endpoint { get; init; } = new(IPAddress.Loopback, 2575);

    /// <summary>Of one message. A longer one is refused and its connection closed.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>At once; more are closed as they come.</summary>
    public int MaxConnections { get; init; } = 64;

    /// <summary>A connection on which no message begins for so long is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A message that takes longer from its first byte to its last is refused and its connection closed.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Storing a message may take so long; then the sender is told to send it again.</summary>
    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A peer that does not read its answer for so long is given up.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Messages that have begun may be finished for so long when the listener stops.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Null for none. Set <see cref="SslServerAuthenticationOptions.ClientCertificateRequired"/> to know who sends.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>Told of everything that happens, on the connection's own task: keep it short. Carries no contents of messages.</summary>
    public Action<MllpEvent>? Observer { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>A message that arrived.</summary>
/// <param name="Bytes">Exactly as received, without the frame.</param>
/// <param name="ClientName">Subject of the client certificate; null when none was asked for.</param>
public sealed record MllpDelivery(V2Message Message, ReadOnlyMemory<byte> Bytes, IPEndPoint? From, string? ClientName);

/// <summary>What was done with it. Say <see cref="Stored"/> only when it cannot be lost any more.</summary>
public sealed record MllpReply(V2Verdict Verdict, ImmutableArray<V2Error> Errors)
{
    public static MllpReply Stored { get; } = new(V2Verdict.Accepted, []);

    public static MllpReply Failed(params ImmutableArray<V2Error> errors) => new(V2Verdict.Error, errors);

    public static MllpReply Rejected(params ImmutableArray<V2Error> errors) => new(V2Verdict.Rejected, errors);
}

public enum MllpEventKind
{
    Connected,

    /// <summary>More connections than allowed.</summary>
    TurnedAway,

    Accepted,

    /// <summary>Answered with an error, so the sender keeps the message.</summary>
    Refused,

    /// <summary>An acknowledgement that nobody waits for; answering it could go on for ever.</summary>
    Ignored,

    Disconnected,
}

/// <param name="Connection">Counts from 1 since the listener started.</param>
/// <param name="ControlId">MSH-10, when it could be told.</param>
/// <param name="Detail">Why; null when all is well.</param>
public sealed record MllpEvent(MllpEventKind Kind, long Connection, IPEndPoint? From, string? ControlId, int Bytes, string? Detail);
