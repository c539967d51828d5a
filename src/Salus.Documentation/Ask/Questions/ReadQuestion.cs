using System.Collections.Immutable;
using Salus.Language.Retrieval;

namespace Salus.Documentation.Ask;

/// <summary>A subject that a question names.</summary>
/// <param name="Name">Its words as they stand in the question.</param>
/// <param name="Key">As <see cref="SearchWords.NameKey"/> gives it.</param>
/// <param name="Weight">How likely it is what the question is about; the likeliest has 1.</param>
/// <param name="Asked">It stands in a sentence that asks, not only in the story around it.</param>
public sealed record QuestionFocus(string Name, string Key, double Weight, bool Asked);

/// <summary>A question reduced to what it is about and what it wants to know.</summary>
/// <param name="Text">As it was asked.</param>
/// <param name="Foci">The likeliest first; empty when no known subject is named.</param>
/// <param name="Types">The likeliest first, shares that add up to 1.</param>
/// <param name="Words">What is searched for, with weights.</param>
/// <param name="Core">The words of the question itself that say something of their own, and how close to its subject they stand: 1 beside it or where none is named, less far from it.</param>
/// <param name="Repaired">Misspelt words and what they were taken for.</param>
public sealed record ReadQuestion(string Text, ImmutableArray<QuestionFocus> Foci, ImmutableArray<(string Type, double Share)> Types, ImmutableArray<QueryWord> Words, ImmutableArray<QueryWord> Core, ImmutableSortedDictionary<string, string> Repaired)
{
    /// <summary>The names that asking sentences speak of, each with the words that belong to it ("acquired cystic" before "kidney disease", "with hoarseness" after): what is left of them unexplained asks for something else.</summary>
    public ImmutableArray<ImmutableArray<string>> Phrases { get; init; } = [];

    public double ShareOf(string type) => Types.FirstOrDefault(t => string.Equals(t.Type, type, StringComparison.OrdinalIgnoreCase)).Share;
}
