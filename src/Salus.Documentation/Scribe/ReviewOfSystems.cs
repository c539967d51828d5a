using System.Collections.Immutable;

namespace Salus.Documentation.Scribe;

/// <summary>A symptom as the review of systems names it.</summary>
public sealed record Symptom(string System, int SystemOrder, string Name);

/// <summary>The symptoms of Data/review-of-systems.json and the words patients use for them.</summary>
public sealed class ReviewOfSystems
{
    private static readonly Lazy<ReviewOfSystems> Shipped = new(Load);

    private readonly PhraseTable<Symptom> table = new();

    public static ReviewOfSystems Embedded => Shipped.Value;

    /// <summary>Each symptom named in the clause once, in the order in which they are named.</summary>
    public IEnumerable<(Symptom Symptom, int At, int Length)> In(ImmutableArray<Word> words)
    {
        var taken = 0;
        foreach (var hit in table.Find(words).OrderBy(h => h.At).ThenByDescending(h => h.Length))
        {
            if (hit.At < taken)
                continue;
            taken = hit.At + hit.Length;
            yield return (hit.Means, hit.At, hit.Length);
        }
    }

    private static ReviewOfSystems Load()
    {
        var review = new ReviewOfSystems();
        using var document = ScribeData.Read("review-of-systems.json");
        var order = 0;
        foreach (var system in document.RootElement.GetProperty("systems").EnumerateArray())
        {
            foreach (var symptom in system.GetProperty("symptoms").EnumerateObject())
            {
                var meaning = new Symptom(system.GetProperty("name").GetString()!, order, symptom.Name);
                review.table.Add(symptom.Name, meaning);
                foreach (var word in symptom.Value.EnumerateArray())
                    review.table.Add(word.GetString()!, meaning);
            }
            order++;
        }
        return review;
    }
}
