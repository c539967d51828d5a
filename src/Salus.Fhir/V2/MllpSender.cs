using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Salus.Fhir.V2;

/// <summary>Where a sender sends.</summary>
/// <param name="Host">Name or address.</param>
public sealed record MllpSenderOptions(string Host, int Port)
{
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one message, and again for its answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public int MaxAnswerBytes { get; init; } = 1024 * 1024;

    /// <summary>Null for none. Holds the client certificate where the receiver asks for one.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>
/// Sends HL7 v2 messages over MLLP, one at a time, on a connection that is kept. Whether to try again is the caller's to decide:
/// only an answer tells that a message arrived.
/// </summary>
public sealed class MllpSender(MllpSenderOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1);
    private Stream? stream;
    private MllpFrames? frames;

    /// <returns>The acknowledgement; see <see cref="V2Acknowledgement.VerdictOf"/>.</returns>
    /// <exception cref="MllpException">No answer to this message came back.</exception>
    public async Task<V2Message> SendAsync(V2Message message, CancellationToken cancel)
    {
        if (message.ControlId.Length == 0)
            throw new ArgumentException("MSH-10 (message control id) is empty, so no answer could be recognised.", nameof(message));
        await oneAtATime.WaitAsync(cancel);
        try
        {
            var kept = frames is not null;
            try
            {
                return await ExchangeAsync(message, cancel);
            }
            catch (MllpException e) when (kept && e.Fault is MllpFault.CutOff)
            {
                // Receivers close connections that were idle; that is noticed only by writing.
                await CloseAsync();
                return await ExchangeAsync(message, cancel);
            }
        }
        catch
        {
            // A late answer on this connection must not be taken for the answer to the next message.
            await CloseAsync();
            throw;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        oneAtATime.Dispose();
    }

    private async Task<V2Message> ExchangeAsync(V2Message message, CancellationToken cancel)
    {
        frames ??= await ConnectAsync(cancel);
        await frames.WriteAsync(message.ToBytes(), options.AnswerTimeout, cancel);
        var since = options.Clock.GetTimestamp();
        while (options.AnswerTimeout - options.Clock.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
        {
            var frame = await frames.ReadAsync(left, left, CancellationToken.None, cancel);
            if (frame.Fault is { } fault)
                throw new MllpException(fault, fault is MllpFault.CutOff ? "The receiver closed the connection inside its answer." : $"The answer is not framed as MLLP has it ({fault}).");
            if (frame.Idle)
                break;
            if (frame.IsEnd)
                throw new MllpException(MllpFault.CutOff, "The receiver closed the connection without an answer.");
            if (Read(frame.Content) is var answer && string.Equals(answer["MSA-2"].WholeText, message.ControlId, StringComparison.Ordinal))
                return answer;
        }
        throw new MllpException(MllpFault.TooSlow, $"{options.Host}:{options.Port} did not answer in time.");
    }

    private V2Message Read(ReadOnlyMemory<byte> content)
    {
        V2Message answer;
        try
        {
            answer = V2Message.Parse(content);
        }
        catch (V2FormatException e)
        {
            throw new MllpException(MllpFault.NotAnAnswer, $"{options.Host}:{options.Port} answered with something that is not an HL7 v2 message: {e.Message}", e);
        }
        if (V2Acknowledgement.VerdictOf(answer) is null)
            throw new MllpException(MllpFault.NotAnAnswer, $"{options.Host}:{options.Port} answered with a message that acknowledges nothing (no MSA-1).");
        if (answer["MSA-2"].IsAbsent)
            throw new MllpException(MllpFault.NotAnAnswer, $"{options.Host}:{options.Port} could not read the message: {V2Acknowledgement.ReasonOf(answer)}");
        return answer;
    }

    private async Task<MllpFrames> ConnectAsync(CancellationToken cancel)
    {
        using var tooSlow = new CancellationTokenSource(options.ConnectTimeout, options.Clock);
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(tooSlow.Token, cancel);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? open = null;
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, connecting.Token);
            open = new NetworkStream(socket, ownsSocket: true);
            if (options.Tls is not null)
            {
                var secure = new SslStream(open, leaveInnerStreamOpen: false);
                open = secure;
                await secure.AuthenticateAsClientAsync(options.Tls, connecting.Token);
            }
            stream = open;
            return new MllpFrames(open, options.MaxAnswerBytes, options.Clock);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            if (open is not null)
                await open.DisposeAsync();
            socket.Dispose();
            cancel.ThrowIfCancellationRequested();
            throw new MllpException(MllpFault.Unreachable, $"{options.Host}:{options.Port} cannot be reached{(e is AuthenticationException ? " over TLS" : "")}: {(e is OperationCanceledException ? "no answer in time" : e.Message)}", e);
        }
    }

    private async Task CloseAsync()
    {
        if (stream is { } open)
            await open.DisposeAsync();
        (stream, frames) = (null, null);
    }
}
