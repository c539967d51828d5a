using System.Collections.Immutable;
using Salus.Language.Grounding;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>What a piece of material is.</summary>
public enum MaterialKind
{
    /// <summary>Somebody said it.</summary>
    Turn,

    /// <summary>A fact of the chart, as a sentence.</summary>
    Fact,

    /// <summary>A paragraph of a document, or a statement of a signed note.</summary>
    Paragraph,

    /// <summary>Who the patient is.</summary>
    Person,
}

/// <summary>One thing a writer may build on: the words, and where they stand in the sources of the draft.</summary>
/// <param name="Evidence">At least one; a quote for words, an element for a fact.</param>
public sealed record Material(MaterialKind Kind, Passage Passage, ImmutableArray<Evidence> Evidence)
{
    /// <summary>Who spoke, or what kind of fact or document it is, in one word or a few; null when there is nothing to say.</summary>
    public string? About { get; init; }

    public string Text => Passage.Text;
}
