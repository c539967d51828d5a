using Salus.Design.Jobs;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases.Studio;

/// <summary>Files on their way to a release: taken in, de-identified, reviewed, proposed. Its id is that of the release and of its draft.</summary>
/// <param name="Title">As who brought them calls them: names no patient.</param>
public sealed record ReleaseJob(Guid Id, PersonId By, string ByName, DateTimeOffset CreatedAt, string Title, int Files, long Bytes) : Job(Id, By, ByName, CreatedAt)
{
    public ReleaseWish Wish { get; init; } = new();

    /// <summary>Whether it was proposed for review.</summary>
    public bool Proposed { get; init; }

    /// <summary>Whether what was proposed is older than what was made since.</summary>
    public bool Stale { get; init; }
}

/// <summary>How somebody wants files de-identified.</summary>
public sealed record ReleaseWish
{
    /// <summary>A profile; ignored where a policy file was brought.</summary>
    public string Policy { get; init; } = "safe-harbor";

    /// <summary>A file of rules came with the files.</summary>
    public bool HasPolicyFile { get; init; }

    /// <summary>Name of the key in the data folder: the same key gives the same pseudonyms in every release.</summary>
    public string Key { get; init; } = "default";

    public int Samples { get; init; } = ReleaseRequest.UsualSamples;

    public int LeastK { get; init; } = 1;

    public ulong Seed { get; init; }

    public bool LeaveOutUnreadable { get; init; }
}
