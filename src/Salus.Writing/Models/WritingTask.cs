using System.Collections.Immutable;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>What a model is asked to write, and from what.</summary>
/// <param name="Sections">All that the document may have, in order.</param>
/// <param name="Material">What statements may rest on; its number in the request is its place here, from 1.</param>
public sealed record WritingTask(PromptFile Prompt, ImmutableArray<DraftSection> Sections, ImmutableArray<Material> Material)
{
    /// <summary>What the answer calls the numbers of the material, as the prompt says.</summary>
    public string Cites { get; init; } = "from";

    /// <summary>Who the patient is: sent beside the material, without numbers, and found again by what a statement repeats of it.</summary>
    public ImmutableArray<Material> Known { get; init; } = [];

    /// <summary>Wishes of the person who asks, for example <c>reading grade</c> or <c>to</c>; sent as data, and kept as parameters of the draft.</summary>
    public ImmutableSortedDictionary<string, string> Wishes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Sections of signed notes of this site, to show how it writes. They never go to an endpoint outside.</summary>
    public ImmutableArray<StyleExample> Examples { get; init; } = [];

    /// <summary>Names and numbers of the patient and others: nothing of them goes to an endpoint outside.</summary>
    public ImmutableArray<string> Identifiers { get; init; } = [];

    /// <summary>The capability puts the task together anew from the draft's sources (see <see cref="IRewriter"/>), so it need not be kept itself.</summary>
    public bool InSources { get; init; }

    /// <summary>The words that findings and drugs are known by.</summary>
    public Vocabulary Vocabulary { get; init; } = Vocabulary.Embedded;
}

/// <summary>A section of a signed note about another patient, as an example of style, without what tells of whom it is.</summary>
/// <param name="Note">The note it comes from: kept with the draft, never sent.</param>
/// <param name="Content">Digest of that note as it stands in the record.</param>
public sealed record StyleExample(string Section, string Text, DraftId Note = default, Sha256 Content = default);

/// <summary>A draft and everything it was made from.</summary>
/// <param name="FellBack">Why the embedded engine wrote it although a model was chosen, in words for the reader; null when that is not so.</param>
public sealed record Written(Draft Draft, Sources Sources, string? FellBack = null);
