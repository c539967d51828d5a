using System.Collections.Immutable;

namespace Salus.Trust;

/// <summary>How a draft is to be written once more.</summary>
/// <param name="AskAgain">A model is asked the same question again; otherwise the answer that was kept is read again, and no network is needed.</param>
/// <param name="Learned">The file of what the site's notes taught, when the draft was written with one; it is not kept with the draft.</param>
public sealed record RewriteCall(bool AskAgain = false, FileInfo? Learned = null);

/// <summary>A draft written once more from what was kept.</summary>
/// <param name="Remarks">What is not as it was the first time, in sentences: another version of a prompt, another list of words.</param>
public sealed record Rewriting(Draft Draft, ImmutableArray<string> Remarks)
{
    /// <summary>Another request would be sent for the same inputs today; null where no model wrote the draft.</summary>
    public bool? SameRequest { get; init; }

    /// <summary>What a model answered this time; null where none was asked again.</summary>
    public string? Answer { get; init; }
}

/// <summary>
/// Writes drafts of one capability once more, from the sources that are kept with them and by the code that writes new ones. Plug in one per
/// capability; without one the inputs of a draft can still be read and proved unchanged.
/// </summary>
public interface IRewriter
{
    /// <summary>As <see cref="Draft.Capability"/> names it; empty for all that have none of their own.</summary>
    string Capability { get; }

    /// <param name="first">The revision that an engine wrote.</param>
    /// <param name="kept">Its sources, proved to be those it was made from.</param>
    /// <exception cref="NotRewritableException">Something that it takes is not there.</exception>
    Task<Rewriting> RewriteAsync(Draft first, Sources kept, RewriteCall call, CancellationToken cancel);
}

/// <summary>The draft cannot be written once more; the message says what is missing and what to do.</summary>
public sealed class NotRewritableException(string message, Exception? inner = null) : Exception(message, inner);
