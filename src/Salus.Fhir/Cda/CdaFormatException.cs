using System.Globalization;

namespace Salus.Fhir.Cda;

/// <summary>Bytes that are not a CDA document that can be read: what is wrong, on which line. Never carries contents.</summary>
public sealed class CdaFormatException : Exception
{
    internal CdaFormatException(string reason, int line, int column, Exception? inner = null)
        : base(line == 0 ? reason : string.Create(CultureInfo.InvariantCulture, $"Line {line}, column {column}: {reason}"), inner)
    {
        (Line, Column) = (line, column);
    }

    /// <summary>One-based; 0 when the document as a whole is meant.</summary>
    public int Line { get; }

    public int Column { get; }
}

/// <summary>How much is read before a document is refused.</summary>
/// <param name="MaxBytes">Of one document.</param>
/// <param name="MaxDepth">Elements inside elements; C-CDA needs about 30.</param>
public sealed record CdaReadLimits(int MaxBytes, int MaxDepth)
{
    /// <summary>32 MiB, 100 levels.</summary>
    public static CdaReadLimits Default { get; } = new(32 * 1024 * 1024, 100);
}
