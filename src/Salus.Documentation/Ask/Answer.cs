using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>Words of a source that answer, and where they stand.</summary>
/// <param name="Text">Verbatim.</param>
/// <param name="Source">Id of the source in <see cref="Answer.Sources"/>.</param>
/// <param name="Title">Of the source, as people call it.</param>
/// <param name="Corpus">Null for the chart of a patient.</param>
/// <param name="Passage">Id in the corpus.</param>
/// <param name="Url">Where the publisher shows it.</param>
/// <param name="Page">Where the workbench shows it with the words marked.</param>
public sealed record QuotedSentence(string Text, string Source, string Title, string? Corpus, string? Passage, string? Publisher, string? Url, string? Page);

/// <summary>A sentence that a model wrote and that the words it cites bear out.</summary>
/// <param name="Citations">Words of the sources, never empty; they also stand in <see cref="Answer.Sentences"/>.</param>
public sealed record PhrasedSentence(string Text, ImmutableArray<QuotedSentence> Citations);

/// <summary>An answer in a model's words.</summary>
/// <param name="Model">Name of the model in this house.</param>
/// <param name="LeftOut">Sentences of the model that its sources did not bear out; they are not shown.</param>
/// <param name="Remarks">What the reader should know of how it came about, in whole sentences.</param>
public sealed record PhrasedAnswer(string Model, ImmutableArray<PhrasedSentence> Sentences, int LeftOut, ImmutableArray<string> Remarks);

/// <summary>The answer to a question: words of sources, or the plain statement that there is none.</summary>
/// <param name="Question">As it was asked.</param>
/// <param name="Subject">What it was taken to be about; null when nothing known is named.</param>
/// <param name="Type">What it was taken to want to know.</param>
/// <param name="Confidence">How sure it is that the sources are about what was asked, 0 to 1.</param>
/// <param name="Silence">Why nothing is answered; null for an answer.</param>
/// <param name="Sentences">Empty when nothing is answered.</param>
/// <param name="Related">The nearest passages, the best first; also shown when they are not near enough to answer.</param>
public sealed record Answer(string Question, string? Subject, string Type, double Confidence, string? Silence, ImmutableArray<QuotedSentence> Sentences, ImmutableArray<QuotedSentence> Related)
{
    /// <summary>Misspelt words of the question and what they were taken for.</summary>
    public ImmutableSortedDictionary<string, string> Repaired { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The same in a model's words, where the site chose a model and its words hold; else null.</summary>
    public PhrasedAnswer? Phrased { get; init; }

    /// <summary>Why the sources are quoted although a model was chosen, or searched by words alone although an embedding model was; else null.</summary>
    public string? FellBack { get; init; }

    /// <summary>The answer as every draft is kept: statements with their evidence. Null when nothing is answered.</summary>
    public Draft? Draft { get; init; }

    [JsonIgnore]
    public Sources Sources { get; init; } = Sources.Of();

    /// <summary>What a model may build on, the best first; empty when nothing is answered.</summary>
    internal ImmutableArray<CitablePassage> Citable { get; init; } = [];
}
