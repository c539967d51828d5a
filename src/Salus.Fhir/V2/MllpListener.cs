using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Salus.Fhir.V2;

/// <summary>
/// Listens for HL7 v2 messages over MLLP. A message is acknowledged as accepted only after <c>store</c> said that it is stored;
/// everything else, a fault of our own included, is answered so that the sender keeps it.
/// </summary>
public sealed class MllpListener : IAsyncDisposable
{
    private readonly MllpListenerOptions options;
    private readonly Func<MllpDelivery, CancellationToken, Task<MllpReply>> store;
    private readonly Socket socket;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource cutting = new();
    private readonly ConcurrentDictionary<long, Task> connections = new();
    private Task accepting = Task.CompletedTask;
    private Task? stopped;
    private long connected;
    private long answered;

    private MllpListener(MllpListenerOptions options, Func<MllpDelivery, CancellationToken, Task<MllpReply>> store, Socket socket)
    {
        (this.options, this.store, this.socket) = (options, store, socket);
        Endpoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>With the port that was chosen, when port 0 was asked for.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Connections that are open now.</summary>
    public int Open => connections.Count;

    /// <param name="store">Called for one message of a connection at a time, for several connections at once.</param>
    /// <exception cref="MllpException">The port is taken, or may not be used.</exception>
    public static MllpListener Start(MllpListenerOptions options, Func<MllpDelivery, CancellationToken, Task<MllpReply>> store)
    {
        var bound = new Socket(options.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            bound.Bind(options.Endpoint);
            bound.Listen(128);
        }
        catch (SocketException e)
        {
            bound.Dispose();
            throw new MllpException(MllpFault.Unreachable, $"Cannot listen on {options.Endpoint}: {e.Message}. Is another listener there? Choose another port.", e);
        }
        var listener = new MllpListener(options, store, bound);
        listener.accepting = listener.AcceptAsync();
        return listener;
    }

    /// <summary>Takes no new connections, closes those that are between two messages, and lets messages that have begun be finished.</summary>
    public Task StopAsync()
    {
        lock (connections)
            return stopped ??= StopOnceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        socket.Dispose();
        stopping.Dispose();
        cutting.Dispose();
    }

    private async Task StopOnceAsync()
    {
        await stopping.CancelAsync();
        socket.Close();
        await accepting;
        var all = Task.WhenAll(connections.Values);
        await Task.WhenAny(all, Task.Delay(options.StopTimeout, options.Clock));
        await cutting.CancelAsync();
        await all;
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket peer;
            try
            {
                peer = await socket.AcceptAsync(stopping.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException)
            {
                // The peer was gone before it was greeted, or this process has no handle left: others may have more luck.
                await Task.Delay(TimeSpan.FromMilliseconds(50), options.Clock, CancellationToken.None);
                continue;
            }
            var number = ++connected;
            var from = peer.RemoteEndPoint as IPEndPoint;
            if (connections.Count >= options.MaxConnections)
            {
                peer.Dispose();
                Tell(MllpEventKind.TurnedAway, number, from, detail: "too many connections");
                continue;
            }
            var serving = new TaskCompletionSource();
            connections[number] = serving.Task;
            _ = ServeAsync(peer, number, from, serving);
        }
    }

    private async Task ServeAsync(Socket peer, long number, IPEndPoint? from, TaskCompletionSource done)
    {
        await Task.Yield();
        string? why = null;
        Tell(MllpEventKind.Connected, number, from);
        try
        {
            peer.NoDelay = true;
            // A peer that vanished without a word is noticed by the system long before the idle time is over.
            peer.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            peer.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
            await using var network = new NetworkStream(peer, ownsSocket: true);
            var (stream, client) = await SecureAsync(network);
            await using (stream)
                why = await ConverseAsync(new MllpFrames(stream, options.MaxMessageBytes, options.Clock), number, from, client);
        }
        catch (OperationCanceledException)
        {
            why = stopping.IsCancellationRequested ? "the listener stops" : "TLS was not agreed on in time";
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or MllpException or ObjectDisposedException)
        {
            why = e is MllpException ? e.Message : e.GetType().Name;
        }
        finally
        {
            connections.TryRemove(number, out _);
            Tell(MllpEventKind.Disconnected, number, from, detail: why);
            done.SetResult();
        }
    }

    private async Task<(Stream Stream, string? Client)> SecureAsync(NetworkStream network)
    {
        if (options.Tls is null)
            return (network, null);
        var secure = new SslStream(network, leaveInnerStreamOpen: false);
        using var tooSlow = new CancellationTokenSource(options.MessageTimeout, options.Clock);
        using var handshake = CancellationTokenSource.CreateLinkedTokenSource(tooSlow.Token, stopping.Token);
        await secure.AuthenticateAsServerAsync(options.Tls, handshake.Token);
        return (secure, secure.RemoteCertificate?.Subject);
    }

    /// <returns>Why the connection ends; null when the peer closed it between two messages.</returns>
    private async Task<string?> ConverseAsync(MllpFrames frames, long number, IPEndPoint? from, string? client)
    {
        while (true)
        {
            var frame = await frames.ReadAsync(options.IdleTimeout, options.MessageTimeout, stopping.Token, cutting.Token);
            if (frame.IsEnd)
                return null;
            if (frame.Fault is { } fault)
            {
                var reason = Reason(fault);
                await RefuseAsync(frames, number, from, frame.Content, V2Reader.ControlIdOf(frame.Content.Span), new V2Error(null, V2ErrorCode.SegmentSequence, reason));
                // The one fault after which the stream is in step again: the next message has just begun.
                if (fault is MllpFault.Unterminated)
                    continue;
                await frames.DrainAsync(cutting.Token);
                return reason;
            }
            await AnswerAsync(frames, number, from, client, frame.Content);
        }
    }

    private async Task AnswerAsync(MllpFrames frames, long number, IPEndPoint? from, string? client, ReadOnlyMemory<byte> bytes)
    {
        V2Message message;
        try
        {
            message = V2Message.Parse(bytes, V2ReadLimits.Default with { MaxBytes = options.MaxMessageBytes });
        }
        catch (V2FormatException e)
        {
            await RefuseAsync(frames, number, from, bytes, e.ControlId, new V2Error(null, V2ErrorCode.SegmentSequence, e.Message));
            return;
        }
        var controlId = message.ControlId;
        if (message.Kind is "ACK" || message.First("MSA") is not null)
        {
            Tell(MllpEventKind.Ignored, number, from, controlId, bytes.Length, "an acknowledgement that nobody waits for");
            return;
        }
        if (controlId.Length == 0)
        {
            await RefuseAsync(frames, number, from, bytes, null, new V2Error(new V2Path("MSH", 1, 10, 1, 0, 0), V2ErrorCode.RequiredFieldMissing, "MSH-10 (message control id) is empty, so no answer could name this message."));
            return;
        }
        var reply = await StoreAsync(new MllpDelivery(message, bytes, from, client));
        foreach (var answer in V2Acknowledgement.For(message, reply.Verdict, reply.Errors, options.Clock.GetUtcNow(), NextId))
            await frames.WriteAsync(answer.ToBytes(), options.AnswerTimeout, cutting.Token);
        var detail = reply.Verdict is V2Verdict.Accepted ? null : string.Join(' ', reply.Errors.Select(e => e.Code).Distinct(StringComparer.Ordinal));
        Tell(reply.Verdict is V2Verdict.Accepted ? MllpEventKind.Accepted : MllpEventKind.Refused, number, from, controlId, bytes.Length, detail);
    }

    private async Task<MllpReply> StoreAsync(MllpDelivery delivery)
    {
        using var tooSlow = new CancellationTokenSource(options.StoreTimeout, options.Clock);
        using var storing = CancellationTokenSource.CreateLinkedTokenSource(tooSlow.Token, cutting.Token);
        try
        {
            return await store(delivery, storing.Token).WaitAsync(storing.Token);
        }
        catch (OperationCanceledException) when (cutting.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // whatever went wrong while storing, the sender must keep its message
        catch (Exception e)
#pragma warning restore CA1031
        {
            var reason = e is OperationCanceledException ? "Storing the message took too long." : $"The message could not be stored ({e.GetType().Name}).";
            return MllpReply.Failed(new V2Error(null, V2ErrorCode.ApplicationInternalError, reason + " Send it again."));
        }
    }

    private async Task RefuseAsync(MllpFrames frames, long number, IPEndPoint? from, ReadOnlyMemory<byte> bytes, string? controlId, V2Error error)
    {
        Tell(MllpEventKind.Refused, number, from, controlId, bytes.Length, error.Text);
        await frames.WriteAsync(V2Acknowledgement.Refusal(controlId, error, options.Clock.GetUtcNow(), NextId()).ToBytes(), options.AnswerTimeout, cutting.Token);
    }

    /// <summary>Unlike those of an earlier run of the listener: the time is part of it.</summary>
    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"{options.Clock.GetUtcNow():yyMMddHHmmss}{Interlocked.Increment(ref answered) % 100_000_000:D8}");

    private void Tell(MllpEventKind kind, long number, IPEndPoint? from, string? controlId = null, int bytes = 0, string? detail = null) =>
        options.Observer?.Invoke(new MllpEvent(kind, number, from, controlId, bytes, detail));

    private string Reason(MllpFault fault) => fault switch
    {
        MllpFault.CutOff => "The connection ended inside a message: the end block (0x1C 0x0D) is missing.",
        MllpFault.TooSlow => string.Create(CultureInfo.InvariantCulture, $"The message was not complete after {options.MessageTimeout.TotalSeconds:0.###} s; is the end block (0x1C 0x0D) missing?"),
        MllpFault.TooLong => string.Create(CultureInfo.InvariantCulture, $"The message has more than {options.MaxMessageBytes} bytes."),
        MllpFault.NotFramed => "Bytes outside a frame: a message begins with 0x0B and ends with 0x1C 0x0D.",
        MllpFault.Unterminated => "The next message began before the end block (0x1C 0x0D) of this one.",
        _ => fault.ToString(),
    };
}
