using Salus.Fhir;

namespace Salus.Trust;

/// <summary>Something a source handed over: a resource, a Bundle to unpack, or what could not be read.</summary>
/// <param name="Position">Where it stood: the line of an NDJSON file, the number in a sequence; counted from 1.</param>
/// <param name="Resource">Null when it could not be read.</param>
/// <param name="Fault">Why it could not be read.</param>
public sealed record ImportItem(long Position, FhirNode? Resource, string? Fault = null);

/// <summary>One resource that was left out, where it stood, and what to do.</summary>
/// <param name="Position">Of the <see cref="ImportItem"/>.</param>
/// <param name="Entry">Index in the Bundle, counted from 0; null outside one.</param>
/// <param name="Message">Never holds a value of the resource.</param>
public sealed record ImportFault(long Position, int? Entry, string? Type, string Message)
{
    public override string ToString() => Entry is { } entry
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Position {Position}, entry[{entry}]{(Type is null ? "" : $" ({Type})")}: {Message}")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Position {Position}{(Type is null ? "" : $" ({Type})")}: {Message}");
}

/// <summary>What an import did, in resources.</summary>
/// <param name="Added">Seen for the first time.</param>
/// <param name="Changed">Became a further version.</param>
/// <param name="Unchanged">The source said nothing new.</param>
public sealed record ImportSummary(long Added, long Changed, long Unchanged)
{
    /// <summary>Marked as deleted by their source.</summary>
    public long Deleted { get; init; }

    /// <summary>Left out; each was reported to <see cref="ImportOptions.Refused"/>.</summary>
    public long Refused { get; init; }

    /// <summary>Conditional references that nothing in the record answers yet; kept as logical references.</summary>
    public long Unanswered { get; init; }
}

/// <summary>How an import goes.</summary>
public sealed record ImportOptions
{
    public static ImportOptions Default { get; } = new();

    /// <summary>Called for every resource that cannot be kept, which is then left out. Null: the first one ends the import.</summary>
    public Action<ImportFault>? Refused { get; init; }

    /// <summary>Told after each batch that stands in the record.</summary>
    public IProgress<ImportSummary>? Progress { get; init; }

    /// <summary>The source's own address: absolute references below it mean its own resources. Null: absolute references stay as they are.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>On whose behalf; null for the system itself.</summary>
    public Person? By { get; init; }
}

/// <summary>A resource that cannot be kept, in an import that wanted all of them. What came in earlier batches is kept.</summary>
public sealed class ImportRefusedException(ImportFault fault) : Exception(fault.ToString())
{
    public ImportFault Fault { get; } = fault;
}
