using System.Globalization;

namespace Salus.Fhir.V2;

/// <summary>Bytes that are not an HL7 v2 message: what is wrong, and where. Never carries contents of the message.</summary>
public sealed class V2FormatException : Exception
{
    internal V2FormatException(string reason, int segment = 0, int position = 0, string? controlId = null)
        : base(segment == 0 ? reason : string.Create(CultureInfo.InvariantCulture, $"Segment {segment}, character {position}: {reason}"))
    {
        Reason = reason;
        Segment = segment;
        Position = position;
        ControlId = controlId;
    }

    public string Reason { get; }

    /// <summary>One-based; 0 when the message as a whole is meant.</summary>
    public int Segment { get; }

    /// <summary>One-based character in the segment, or byte in the message when <see cref="Segment"/> is 0.</summary>
    public int Position { get; }

    /// <summary>MSH-10 as far as it could be read, so that even a refusal names the message it refuses.</summary>
    public string? ControlId { get; }
}

/// <summary>How much is read before a message is refused.</summary>
/// <param name="MaxBytes">Of one message.</param>
/// <param name="MaxSegments">Of one message; laboratory reports rarely pass 2,000.</param>
public sealed record V2ReadLimits(int MaxBytes, int MaxSegments)
{
    /// <summary>16 MiB, 100,000 segments.</summary>
    public static V2ReadLimits Default { get; } = new(16 * 1024 * 1024, 100_000);
}
