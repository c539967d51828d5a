using Salus.Fhir.Resources;

namespace Salus.Trust;

/// <summary>Which statements speak of the same thing: those that share a code of a system, or else their words. Order does not matter.</summary>
internal static class SameThing
{
    /// <summary>Codes as <c>system|code</c>, and the words in lower case with single spaces.</summary>
    public static IEnumerable<string> Keys(CodeableConcept concept)
    {
        foreach (var coding in concept.Codings)
        {
            if (coding is { System: { } system, Code: { } code })
                yield return $"{system}|{code}";
        }
        if (concept.Display is { } words)
            yield return Words(words);
    }

    public static string Words(string text) => string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Items joined whenever they share a key, directly or through others.</summary>
    public static IEnumerable<List<T>> Group<T>(IReadOnlyList<T> items, Func<T, IEnumerable<string>> keys)
    {
        var leader = Enumerable.Range(0, items.Count).ToArray();
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            foreach (var key in keys(items[i]))
            {
                if (!first.TryAdd(key, i))
                    leader[Lead(leader, i)] = Lead(leader, first[key]);
            }
        }
        return items.Select((item, i) => (Item: item, Lead: Lead(leader, i))).GroupBy(x => x.Lead).Select(g => g.Select(x => x.Item).ToList());
    }

    private static int Lead(int[] leader, int item)
    {
        while (leader[item] != item)
            item = leader[item] = leader[leader[item]];
        return item;
    }
}
