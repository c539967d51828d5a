using System.Collections.Immutable;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>
/// De-identifies one kind of file. A release reads every file twice: <see cref="GatherAsync"/> first on all of them, so that the people of one file
/// are known in all others, then <see cref="CleanAsync"/>. Both stream where the format allows; memory does not grow with the file.
/// DICOM files will be one more of these.
/// </summary>
public interface IFileDeidentifier
{
    /// <summary>For example <c>fhir</c>: the word of the command.</summary>
    string Kind { get; }

    /// <summary>By extension and first bytes.</summary>
    bool Reads(string fileName, ReadOnlySpan<byte> head);

    /// <summary>The extension of the output, for example <c>.txt</c> for a PDF; null keeps it.</summary>
    string? OutputExtension(string fileName) => null;

    /// <summary>Tells who occurs in the file: patients, kin, clinicians, organisations, with names, numbers, dates and addresses.</summary>
    Task GatherAsync(Stream file, KnownPeople people, CancellationToken cancel);

    /// <summary>Writes the file without identifiers.</summary>
    /// <exception cref="DeidentificationException">Something could not be read: the caller deletes what was written of this file, nothing half is left.</exception>
    Task CleanAsync(Stream file, Stream output, Cleaning cleaning, CancellationToken cancel);
}

/// <summary>All that cleaning a file needs.</summary>
/// <param name="Text">Finds and treats identifiers in free text.</param>

public sealed record Cleaning(DeidentificationPolicy Policy, Replacer Replacer, TextDeidentifier Text, KnownPeople People, Tally Tally, IProgress<CleaningProgress>? Progress = null)
{
    /// <summary>Told of every document: id, output text and where something was replaced. Must be safe for several threads.</summary>
    public Action<CleanedText>? Sampled { get; init; }
}

/// <param name="Bytes">Input bytes read so far of this file.</param>
public sealed record CleaningProgress(string Kind, long Bytes, long Records);

/// <summary>A text after treatment.</summary>
/// <param name="Replaced">Where the output differs from the input, in order.</param>
public sealed record CleanedText(string Text, ImmutableArray<Replacement> Replaced);

/// <param name="Output">In the output text.</param>
/// <param name="Original">What stood there; leaves the house never, and is seen by who reviews the release.</param>
public sealed record Replacement(Salus.Language.TextSpan Output, string Original, IdentifierClass Class, Treatment Treatment, string Detector);
