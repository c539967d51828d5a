using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Retrieval;

namespace Salus.Documentation.Ask;

/// <summary>What tells forms of one disease apart: the number or letter of a type, and words such as acute and chronic, childhood and adult.</summary>
internal static class NameForms
{
    private static readonly FrozenDictionary<string, string> Roman = new[] { "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix" }.Index().ToFrozenDictionary(r => r.Item, r => (r.Index + 2).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>Forms that exclude each other, side by side.</summary>
    private static readonly ImmutableArray<ImmutableArray<ImmutableHashSet<string>>> Sides =
    [
        .. new[] { "childhood child children pediatric juvenile infantile infant neonatal newborn|adult elderly", "acute|chronic", "dominant|recessive", "acquired|congenital hereditary inherited familial", "primary|secondary", "benign|malignant", "typical|atypical", "early|late" }
            .Select(row => row.Split('|').Select(side => side.Split(' ').Select(w => SearchWords.Key(w)).ToImmutableHashSet(StringComparer.Ordinal)).ToImmutableArray()),
    ];

    /// <summary>"II" and "2" are one type.</summary>
    public static string Number(string key) => Roman.GetValueOrDefault(key, key);

    /// <summary>It numbers a type: it says nothing by itself, and stands in every text.</summary>
    public static bool IsNumber(string key) => key.Length == 1 || (key.Length <= 3 && key.All(char.IsAsciiDigit));

    /// <summary>The one names a form that the other does not have, and the other names its opposite.</summary>
    public static bool AreOpposed(IEnumerable<string> asked, IReadOnlySet<string> named) =>
        asked.Any(word => Sides.Any(row => row.Any(side => side.Contains(word) && !side.Overlaps(named) && row.Any(other => other != side && other.Overlaps(named)))));
}
