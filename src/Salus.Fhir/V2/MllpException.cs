namespace Salus.Fhir.V2;

/// <summary>Why a message could not be handed over, or a connection was given up.</summary>
public enum MllpFault
{
    /// <summary>Nobody listens there, the name is unknown, or TLS could not be agreed on.</summary>
    Unreachable,

    /// <summary>The peer closed the connection before the message, or the answer, was complete.</summary>
    CutOff,

    /// <summary>Not within the time that was given.</summary>
    TooSlow,

    /// <summary>More bytes than are read.</summary>
    TooLong,

    /// <summary>Bytes outside a frame: no start block (0x0B) before them.</summary>
    NotFramed,

    /// <summary>A start block inside a message: the one before has no end block (0x1C 0x0D).</summary>
    Unterminated,

    /// <summary>What came back is no acknowledgement of what was sent.</summary>
    NotAnAnswer,
}

/// <summary>The minimal lower layer protocol failed. The message may have reached the receiver all the same; sending it again with the same control id is safe.</summary>
public sealed class MllpException : Exception
{
    internal MllpException(MllpFault fault, string message, Exception? inner = null) : base(message, inner)
    {
        Fault = fault;
    }

    public MllpFault Fault { get; }
}
