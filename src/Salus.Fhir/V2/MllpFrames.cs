using System.Buffers;

namespace Salus.Fhir.V2;

/// <summary>What came from the other end: the bytes of a message, or what went wrong, or neither when it closed, or nothing came in time, between two messages.</summary>
/// <param name="Idle">Nothing came in time.</param>
/// <param name="IsEnd">Nothing more comes: the other end closed, or nothing came in time.</param>
internal readonly record struct MllpFrame(ReadOnlyMemory<byte> Content, MllpFault? Fault, bool IsEnd = false, bool Idle = false)
{
    public static MllpFrame End { get; } = new(default, null, IsEnd: true);
}

/// <summary>
/// Frames of MLLP release 1: 0x0B, the message, 0x1C 0x0D. A frame is complete with 0x1C: some peers leave the 0x0D out, and waiting
/// for it would hang. Line ends and blanks between frames are passed over.
/// </summary>
/// <param name="maxBytes">Of one message.</param>
internal sealed class MllpFrames(Stream stream, int maxBytes, TimeProvider clock)
{
    private const byte StartBlock = 0x0B;
    private const byte EndBlock = 0x1C;
    private const int LongestNoise = 1024;
    private const int Shown = 4096;

    private readonly byte[] buffer = new byte[16 * 1024];
    private readonly ArrayBufferWriter<byte> content = new(4096);
    private int at;
    private int filled;
    private int noise;
    private bool inside;

    /// <summary>
    /// The next frame. After a fault other than <see cref="MllpFault.Unterminated"/> nothing more can be read.
    /// </summary>
    /// <param name="idle">How long to wait for the first byte.</param>
    /// <param name="message">How long a message may take from its first byte to its last.</param>
    /// <param name="stopping">Ends the wait between messages, not a message that has begun.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/>, or <paramref name="stopping"/> between messages.</exception>
    public async Task<MllpFrame> ReadAsync(TimeSpan idle, TimeSpan message, CancellationToken stopping, CancellationToken cancel)
    {
        using var tooIdle = new CancellationTokenSource(idle, clock);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(tooIdle.Token, stopping, cancel);
        CancellationTokenSource? tooSlow = null, reading = null;
        try
        {
            while (true)
            {
                while (at < filled)
                {
                    if (Advance() is { } frame)
                        return frame;
                }
                if ((inside || noise > 0) && reading is null)
                {
                    tooSlow = new CancellationTokenSource(message, clock);
                    reading = CancellationTokenSource.CreateLinkedTokenSource(tooSlow.Token, cancel);
                }
                try
                {
                    at = 0;
                    filled = await stream.ReadAsync(buffer, (reading ?? waiting).Token);
                }
                catch (OperationCanceledException) when (!cancel.IsCancellationRequested && (tooSlow?.IsCancellationRequested ?? tooIdle.IsCancellationRequested))
                {
                    return tooSlow is null ? MllpFrame.End with { Idle = true } : Failed(noise > 0 ? MllpFault.NotFramed : MllpFault.TooSlow);
                }
                catch (IOException)
                {
                    filled = 0;
                }
                if (filled == 0)
                    return inside ? Failed(MllpFault.CutOff) : noise > 0 ? Failed(MllpFault.NotFramed) : MllpFrame.End;
            }
        }
        finally
        {
            reading?.Dispose();
            tooSlow?.Dispose();
        }
    }

    /// <exception cref="MllpException">The other end does not read, or is gone.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> message, TimeSpan within, CancellationToken cancel)
    {
        using var tooSlow = new CancellationTokenSource(within, clock);
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(tooSlow.Token, cancel);
        try
        {
            byte[] frame = [StartBlock, .. message.Span, EndBlock, (byte)'\r'];
            await stream.WriteAsync(frame, writing.Token);
            await stream.FlushAsync(writing.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new MllpException(MllpFault.TooSlow, "The other end does not read what is sent to it.");
        }
        catch (IOException e)
        {
            throw new MllpException(MllpFault.CutOff, "The other end closed the connection while a message was sent.", e);
        }
    }

    /// <summary>
    /// Reads and forgets what the other end still sends, for at most two seconds: closing on unread bytes makes TCP throw away the
    /// refusal that is on its way.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(2), clock);
        using var draining = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancel);
        try
        {
            while (await stream.ReadAsync(buffer, draining.Token) > 0)
                continue;
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // Gone, or still sending: the connection is closed either way.
        }
    }

    /// <summary>Works through what is in the buffer up to the end of a frame.</summary>
    private MllpFrame? Advance()
    {
        var rest = buffer.AsSpan(at, filled - at);
        if (!inside)
        {
            var start = rest.IndexOf(StartBlock);
            var before = start < 0 ? rest : rest[..start];
            if (before.ContainsAnyExcept((byte)'\r', (byte)'\n', (byte)' ') || noise > 0)
            {
                if (content.WrittenCount < LongestNoise)
                    content.Write(before[..Math.Min(before.Length, LongestNoise)]);
                noise += before.Length;
            }
            at = start < 0 ? filled : at + start + 1;
            inside = start >= 0 && noise == 0;
            // A start block behind the noise ends it; what follows cannot be trusted to be a frame of its own.
            return noise >= LongestNoise || (noise > 0 && start >= 0) ? Failed(MllpFault.NotFramed) : null;
        }
        var end = rest.IndexOfAny(EndBlock, StartBlock);
        var piece = end < 0 ? rest : rest[..end];
        if (content.WrittenCount + piece.Length > maxBytes)
        {
            content.Write(piece[..Math.Min(piece.Length, Shown)]);
            return Failed(MllpFault.TooLong);
        }
        content.Write(piece);
        at = end < 0 ? filled : at + end + 1;
        if (end < 0)
            return null;
        if (rest[end] == StartBlock)
            return Failed(MllpFault.Unterminated);
        inside = false;
        return new MllpFrame(Taken(), null);
    }

    /// <summary>What was read so far goes along, so that the refusal can name the message.</summary>
    private MllpFrame Failed(MllpFault fault)
    {
        var bytes = Taken();
        return new MllpFrame(bytes[..Math.Min(bytes.Length, Shown)], fault);
    }

    private ReadOnlyMemory<byte> Taken()
    {
        var bytes = content.WrittenSpan.ToArray();
        if (content.Capacity > 1024 * 1024)
            content.Clear();
        content.ResetWrittenCount();
        return bytes;
    }
}
