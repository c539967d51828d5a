using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Trust;

/// <summary>No draft, or no such revision of it.</summary>
public sealed class UnknownDraftException(DraftId id) : Exception($"There is no draft {id}.")
{
    public DraftId Id { get; } = id;
}

/// <summary>Somebody else changed the draft first. Load the current revision and look again.</summary>
public sealed class StaleRevisionException(DraftId id, int current) : Exception(
    string.Create(CultureInfo.InvariantCulture, $"Draft {id} has changed: revision {current} is the current one. Look at it, then repeat your change."))
{
    public DraftId Id { get; } = id;

    /// <summary>The revision to look at.</summary>
    public int Current { get; } = current;
}

/// <summary>The draft is signed; a signed note never changes.</summary>
public sealed class AlreadySignedException(DraftId id) : Exception($"Draft {id} is signed and cannot change any more.")
{
    public DraftId Id { get; } = id;
}

/// <summary>An edit or decision that the rules of review do not allow; the message says which and what to do.</summary>
public sealed class ReviewRefusedException(string message) : Exception(message);

/// <summary>The signature was not given. Nothing was changed.</summary>
public sealed class SignatureRefusedException(ImmutableArray<string> reasons) : Exception(string.Join(' ', reasons))
{
    /// <summary>Each a sentence for the clinician; at least one.</summary>
    public ImmutableArray<string> Reasons { get; } = reasons;
}
