using Salus.Fhir;

namespace Salus.Trust;

/// <summary>How a version of a resource came to be.</summary>
public enum VersionAct
{
    Create,
    Update,
    Delete,
}

/// <summary>One version of a resource as it stands in the record.</summary>
/// <param name="Version">Counted from 1.</param>
/// <param name="At">When it was taken in.</param>
/// <param name="SourceSystem">Who said so.</param>
/// <param name="Content">Its digest; null for a deletion.</param>
/// <param name="Original">Digest of the resource as it came, when ids or references were rewritten; null otherwise.</param>
/// <param name="Stored">Without version and time in <c>meta</c>; null for a deletion.</param>
public sealed record RecordVersion(ResourceName Name, long Version, VersionAct Act, DateTimeOffset At, string SourceSystem, Sha256? Content, Sha256? Original, FhirNode? Stored)
{
    private FhirNode? resource;

    public bool IsDeleted => Stored is null;

    /// <summary>With <c>meta.versionId</c> and <c>meta.lastUpdated</c>, as a server hands it out; null for a deletion.</summary>
    public FhirNode? Resource => resource ??= Stored is null ? null : WithMeta(Stored);

    /// <summary>Where evidence finds it: <c>Observation/o1/3</c>.</summary>
    public string Place => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}/{Version}");

    /// <summary>As a source of a draft, addressed by element; evidence in it is an <see cref="Element"/>.</summary>
    public Source ToSource(string title) => new(Place, title, "application/fhir+json", [.. Stored!.ToUtf8()], []);

    private FhirNode WithMeta(FhirNode stored)
    {
        var meta = stored["meta"] ?? FhirNode.Object();
        meta = meta.With("versionId", Version.ToString(System.Globalization.CultureInfo.InvariantCulture)).With("lastUpdated", At);
        return stored.With("meta", meta);
    }
}
