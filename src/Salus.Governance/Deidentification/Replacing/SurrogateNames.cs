using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>Names to invent people with, by culture and sex, and what a name of the source tells of both.</summary>
internal sealed class SurrogateNames
{
    public const string Female = "female";
    public const string Male = "male";
    public const string Family = "family";
    private const string Usual = "english";

    private readonly FrozenDictionary<(string Culture, string Use), ImmutableArray<string>> lists;
    private readonly FrozenDictionary<string, (string Culture, string Use)> given;
    private readonly FrozenDictionary<string, string> family;
    private readonly FrozenDictionary<string, bool> asGiven;

    public static SurrogateNames Own { get; } = new(Read(PolicyData.Text("Replacing.Data.surrogate-names.txt")));

    private SurrogateNames(Dictionary<(string Culture, string Use), ImmutableArray<string>> read)
    {
        lists = read.ToFrozenDictionary();
        var givenNames = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        var familyNames = new Dictionary<string, string>(StringComparer.Ordinal);
        var usedAsGiven = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var ((culture, use), names) in read.OrderBy(l => l.Key.Use is Family ? 1 : 0).ThenBy(l => l.Key.Culture is Usual ? 0 : 1).ThenBy(l => l.Key.Culture, StringComparer.Ordinal))
            Take(culture, use, names);
        // Names are recognised in greater number than they are invented. The first lines hold what is common, so "Wilson" is taken for a family name.
        var recognisedGiven = Recognised("given-names.tsv", 3).Where(f => f[0] is "f" or "m").Select(f => (Culture: Listed(f[1]), Use: f[0] is "f" ? Female : Male, Names: f[2].Split(' '))).ToList();
        var recognisedFamily = Recognised("surnames.tsv", 2).Where(f => f[0] is not "culture").Select(f => (Culture: Listed(f[0]), Use: Family, Names: f[1].Split(' '))).ToList();
        foreach (var (culture, use, names) in recognisedGiven.Take(1).Concat(recognisedFamily.Take(1)).Concat(recognisedGiven.Skip(1)).Concat(recognisedFamily.Skip(1)))
            Take(culture, use, names);
        (given, family, asGiven) = (givenNames.ToFrozenDictionary(StringComparer.Ordinal), familyNames.ToFrozenDictionary(StringComparer.Ordinal), usedAsGiven.ToFrozenDictionary(StringComparer.Ordinal));

        void Take(string culture, string use, IEnumerable<string> names)
        {
            foreach (var folded in names.Select(NameWords.Fold))
            {
                usedAsGiven.TryAdd(folded, use is not Family);
                if (use is Family)
                    familyNames.TryAdd(folded, culture);
                else
                    givenNames.TryAdd(folded, (culture, use));
            }
        }
    }

    /// <summary>The lists by which names are found in text.</summary>
    private static IEnumerable<string[]> Recognised(string file, int fields)
    {
        using var stream = typeof(IdentifierText).Assembly.GetManifestResourceStream($"Identifiers/Names/Data/{file}")
            ?? throw new InvalidOperationException($"The resource {file} is missing from the program.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#') && line.Split('\t') is var parts && parts.Length == fields)
                yield return parts;
    }

    /// <summary>A culture that names are invented in, nearest to one that they are recognised in.</summary>
    private string Listed(string culture) => lists.ContainsKey((culture, Family)) ? culture : culture switch
    {
        "dutch" or "nordic" or "baltic" or "finnish" or "hungarian" => "german",
        "persian" or "turkish" or "caucasian" => "arabic",
        "filipino" => "hispanic",
        "romanian" or "greek" => "italian",
        "cyrillic" => "slavic",
        _ => Usual,
    };

    private static Dictionary<(string, string), ImmutableArray<string>> Read(string text)
    {
        var read = new Dictionary<(string, string), ImmutableArray<string>>();
        foreach (var line in text.Split('\n'))
            if (!line.StartsWith('#') && line.Split(": ", 2) is [var head, var names] && head.Split(' ') is [var culture, var use])
                read.Add((culture, use), [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        return read;
    }

    /// <summary>Is a word more often a given name than a family name? Null for one that is on no list.</summary>
    public bool? AsGiven(string folded) => asGiven.TryGetValue(folded, out var isGiven) ? isGiven : null;

    /// <summary>Names that could stand in the place of this one.</summary>
    public ImmutableArray<string> Like(string folded, bool inPlaceOfGiven)
    {
        if (!inPlaceOfGiven)
            return lists[(family.TryGetValue(folded, out var own) ? own : CultureOf(folded), Family)];
        var (culture, use) = given.TryGetValue(folded, out var known) ? known : (CultureOf(folded), IsFeminine(folded) ? Female : Male);
        return lists[(culture, use)];
    }

    /// <summary>From the endings and beginnings that are common in one culture and rare in others.</summary>
    private static string CultureOf(string folded) => folded switch
    {
        _ when Ends(folded, "ski", "sky", "ska", "ova", "ovic", "ovich", "evic", "enko", "czyk", "wicz", "chuk") => "slavic",
        _ when folded.Length > 3 && Ends(folded, "ez", "illo", "illa", "uela") => "hispanic",
        _ when Ends(folded, "mann", "stein", "bauer", "hofer", "meier", "meyer", "schmidt", "huber") => "german",
        _ when folded.Length > 4 && Ends(folded, "ini", "elli", "etti", "ucci", "acci", "otti", "ello") => "italian",
        _ when Ends(folded, "eau", "eaux", "oux", "ault", "ette", "ier") => "french",
        _ when folded.Length > 4 && Ends(folded, "eira", "inho", "oes", "aes", "eiro") => "portuguese",
        _ when Ends(folded, "moto", "yama", "mura", "shima", "kawa", "zaki", "hara") => "japanese",
        _ when Ends(folded, "murthy", "swamy", "rajan", "walla", "deep", "preet") => "indian",
        _ => Usual,
    };

    private static bool IsFeminine(string folded) => Ends(folded, "a", "elle", "ette", "ine", "lyn", "lynn", "beth", "anne");

    private static bool Ends(string word, params ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
            if (word.EndsWith(ending, StringComparison.Ordinal))
                return true;
        return false;
    }
}
