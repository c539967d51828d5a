using Salus.Language.Retrieval;

namespace Salus.Documentation.Ask;

/// <summary>Passages with the index that finds them.</summary>
/// <param name="read">A passage by its number.</param>
public sealed class Shelf(PassageIndex index, Func<int, CorpusPassage> read)
{
    public PassageIndex Index => index;

    public CorpusPassage this[int passage] => read(passage);

    /// <summary>A shelf in memory.</summary>
    public static Shelf Of(IReadOnlyList<CorpusPassage> passages)
    {
        ArgumentNullException.ThrowIfNull(passages);
        var builder = new PassageIndexBuilder();
        foreach (var passage in passages)
            builder.Add(passage.ToIndexed());
        return new Shelf(builder.Build(), i => passages[i]);
    }
}
