using Salus.Fhir;

namespace Salus.Trust;

/// <summary>What a client of the record asks for. Ids and references are those of the record.</summary>
public enum ChangeKind
{
    /// <summary>A new resource; the record chooses its id.</summary>
    Create,

    /// <summary>The next version of a resource, or the first one under an id that the client chose.</summary>
    Update,

    Delete,
}

/// <summary>One change, as REST and transactions ask for it.</summary>
/// <param name="Id">In the record; null to create, and where <see cref="Condition"/> finds it.</param>
/// <param name="Resource">Null to delete.</param>
public sealed record Change(ChangeKind Kind, string Type, string? Id, FhirNode? Resource)
{
    /// <summary>How the other resources of the same transaction refer to this one, for example <c>urn:uuid:…</c>.</summary>
    public string? FullUrl { get; init; }

    /// <summary>Only if this is the newest version (ETag, <c>If-Match</c>).</summary>
    public long? IfVersion { get; init; }

    /// <summary>
    /// A search without the type, for example <c>identifier=http://a.org|7</c>. To create: only if nothing matches (<c>If-None-Exist</c>).
    /// To update or delete: the one resource that matches; an update that matches none creates.
    /// </summary>
    public string? Condition { get; init; }
}

/// <summary>What became of a change.</summary>
/// <param name="Version">The newest version now; 0 when there never was one.</param>
public sealed record ChangeOutcome(ChangeResult Result, ResourceName Name, long Version);

/// <summary>Why a change cannot be made.</summary>
public enum ChangeFault
{
    /// <summary>The resource itself will not do.</summary>
    Invalid,

    /// <summary>Nothing by that name, or nothing the person may see.</summary>
    NotFound,

    /// <summary>There is a newer version than the one the client knew.</summary>
    VersionConflict,

    /// <summary>A condition, or a reference that is a search, matches more than one resource.</summary>
    MultipleMatches,
}

/// <summary>One change cannot be made, so none of its transaction was.</summary>
/// <param name="index">In the list of changes, counted from 0.</param>
/// <param name="message">Never holds a value of the resource.</param>
public sealed class ChangeRefusedException(int index, ChangeFault fault, string message) : Exception(message)
{
    public int Index { get; } = index;

    public ChangeFault Fault { get; } = fault;
}
