namespace Salus.Language.Retrieval;

/// <summary>A piece of text that can be found, by field. Empty fields are allowed; a passage with no word at all is never found.</summary>
/// <param name="Title">Of the document and the heading above the passage.</param>
/// <param name="Focus">What it is about, with the other names of the same thing, separated by <c>|</c>. The index knows each as a name.</param>
/// <param name="Question">The question it answers, where it answers one.</param>
public readonly record struct IndexedPassage(string Title, string Focus, string Question, string Body);

/// <summary>How much a word counts by the field it stands in, and how soon more of it stops counting.</summary>
/// <param name="Saturation">BM25's k1: the higher, the more a repeated word counts.</param>
/// <param name="LengthShare">BM25's b for the body, 0 (length does not matter) to 1. Short fields use half of it.</param>
/// <remarks>S. Robertson, H. Zaragoza, M. Taylor: Simple BM25 extension to multiple weighted fields. CIKM 2004.</remarks>
public sealed record FieldWeights(float Title = 2f, float Focus = 3f, float Question = 2.5f, float Body = 1f, float Saturation = 1.2f, float LengthShare = 0.75f)
{
    public static FieldWeights Default { get; } = new();
}

/// <summary>A passage that was found. Higher scores are better; they compare within one search only.</summary>
/// <param name="Passage">Number of the passage, in the order they were added.</param>
public readonly record struct PassageHit(int Passage, float Score);

/// <summary>A word of a query.</summary>
/// <param name="Word">As <see cref="SearchWords.Key"/> gives it.</param>
/// <param name="Weight">1 for an ordinary word; 0 and below is ignored.</param>
public readonly record struct QueryWord(string Word, float Weight);
