namespace Salus.Fhir;

/// <summary>Text that is not FHIR JSON or XML, or a tree that cannot be written as XML: what is wrong, on which line, at which element.</summary>
public sealed class FhirFormatException : Exception
{
    internal FhirFormatException(string reason, long line, long column, string path, Exception? inner = null)
        : base($"{(line > 0 ? $"Line {line}, column {column}" : "A resource that was not read")}{(path.Length > 0 ? $", at {path}" : "")}: {reason}", inner)
    {
        Reason = reason;
        Line = line;
        Column = column;
        Path = path;
    }

    public string Reason { get; }

    /// <summary>One-based; 0 for a tree that was built and has no line.</summary>
    public long Line { get; }

    /// <summary>One-based; in bytes for JSON, in characters for XML.</summary>
    public long Column { get; }

    /// <summary>The element that was being read; empty when none was.</summary>
    public string Path { get; }
}

/// <summary>How much a reader accepts before it refuses.</summary>
/// <param name="MaxDepth">Nested objects and arrays, 1 to 1000. R4 needs about 20; deeper input is an attack or a mistake.</param>
/// <param name="MaxBytes">Of one resource.</param>
public sealed record FhirReadLimits(int MaxDepth, int MaxBytes)
{
    /// <summary>64 levels, 64 MiB.</summary>
    public static FhirReadLimits Default { get; } = new(64, 64 * 1024 * 1024);

    /// <inheritdoc cref="FhirReadLimits(int, int)"/>
    public int MaxDepth { get; init => field = Between(value, 1000, nameof(MaxDepth)); } = Between(MaxDepth, 1000, nameof(MaxDepth));

    /// <inheritdoc cref="FhirReadLimits(int, int)"/>
    public int MaxBytes { get; init => field = Between(value, Array.MaxLength - 1, nameof(MaxBytes)); } = Between(MaxBytes, Array.MaxLength - 1, nameof(MaxBytes));

    private static int Between(int value, int most, string name) =>
        value >= 1 && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"A reader's limit is 1 to {most}.");
}
