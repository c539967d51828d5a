using Salus.Trust;
using Salus.Workbench.Exchange;

namespace Salus.Workbench.Imports;

/// <summary>
/// One kind of file that people hand over. Reading streams: a file may be far larger than memory. What cannot be read becomes an item with a
/// fault that says where and what to do, and reading goes on behind it.
/// </summary>
public interface IImportFormat
{
    /// <summary>Kebab-case, for example <c>fhir-json</c>: kept with the import.</summary>
    string Name { get; }

    /// <summary>As people choose it, for example <c>FHIR JSON or NDJSON</c>.</summary>
    string Title { get; }

    /// <summary>Extensions with their dots, for the file dialog.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Cannot be read without a mapping file.</summary>
    bool NeedsMapping => false;

    /// <summary>Whether a file that begins like this is of this kind. The content decides, not the name.</summary>
    /// <param name="head">Its first bytes, at most 4 KiB, without a byte order mark.</param>
    bool Recognises(ReadOnlySpan<byte> head);

    /// <exception cref="ImportFormatException">Nothing of it can be read: the wrong kind of file, or a mapping that will not do.</exception>
    IAsyncEnumerable<ImportItem> ReadAsync(Stream file, ImportedFile about, CancellationToken cancel);
}

/// <summary>What is known about a file before it is read.</summary>
/// <param name="Name">As it was called where it came from.</param>
/// <param name="SourceSystem">Who owns what is in it.</param>
/// <param name="Mapping">Path of the mapping file; null when none was given.</param>
public sealed record ImportedFile(string Name, string SourceSystem, string? Mapping)
{
    /// <summary>Told of what was read without a part of it; null where nobody listens.</summary>
    public Action<ImportProblem>? Note { get; init; }
}

/// <summary>A file, or its mapping, that cannot be read at all. The message holds no value of a patient.</summary>
public sealed class ImportFormatException(string message) : Exception(message);
