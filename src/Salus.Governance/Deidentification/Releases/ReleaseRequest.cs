using System.Collections.Immutable;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>What is to be de-identified, and how.</summary>
public sealed record ReleaseRequest
{
    /// <summary>How many documents a person reviews before a release, unless somebody says another number.</summary>
    public const int UsualSamples = 30;

    /// <summary>A file, or a folder with all that is below it.</summary>
    public required FileSystemInfo Input { get; init; }

    public required DeidentificationPolicy Policy { get; init; }

    public required ReleaseKey Key { get; init; }

    /// <summary>What people call it, for example <c>Cardiology notes 2024</c>. Goes out with the release, so it names no patient.</summary>
    public string Title { get; init; } = "De-identified files";

    /// <summary>From an input's path below the folder to the output's name, without a directory; null gives keyed pseudonyms.</summary>
    public Func<string, string>? Names { get; init; }

    /// <summary>Kinds of files to read (<see cref="IFileDeidentifier.Kind"/>); empty for all. A file of another kind counts as one that nobody reads.</summary>
    public ImmutableArray<string> Kinds { get; init; } = [];

    /// <summary>Files of a kind that nobody here reads are left out; otherwise one of them refuses the whole release.</summary>
    public bool LeaveOutUnreadable { get; init; }

    /// <summary>How many documents are drawn for review.</summary>
    public int Samples { get; init; } = UsualSamples;

    /// <summary>Of the drawing of documents.</summary>
    public ulong Seed { get; init; }

    /// <summary>The smallest group of people alike in what others may know of them that the release may hold; 1 demands nothing.</summary>
    public int LeastK { get; init; } = 1;

    /// <summary>Whether a detector of another kind reads what came out, and people are compared.</summary>
    public bool SecondReading { get; init; } = true;

    /// <summary>Files read at the same time.</summary>
    public int AtOnce { get; init; } = Environment.ProcessorCount;

    /// <summary>What a reviewer saw that an earlier run had missed: searched for in every file.</summary>
    public ImmutableArray<KnownIdentifier> Missed { get; init; } = [];

    /// <summary>People of whom the record or a file tells: searched for in every file.</summary>
    public ImmutableArray<PersonSought> Sought { get; init; } = [];
}

/// <param name="Share">Of the whole, 0 to 1.</param>
public sealed record ReleaseProgress(string Step, double Share);
