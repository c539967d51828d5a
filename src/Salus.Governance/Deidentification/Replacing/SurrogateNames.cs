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

    public static SurrogateNames Own { get; } = new(Read(PolicyData.Text("Replacing.Data.surrogate-names.txt")));

    private SurrogateNames(Dictionary<(string Culture, string Use), ImmutableArray<string>> read)
    {
        lists = read.ToFrozenDictionary();
        var givenNames = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        var familyNames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var ((culture, use), names) in read.OrderBy(l => l.Key.Culture is Usual ? 0 : 1).ThenBy(l => l.Key.Culture, StringComparer.Ordinal))
        {
            foreach (var name in names)
            {
                if (use is Family)
                    familyNames.TryAdd(NameWords.Fold(name), culture);
                else
                    givenNames.TryAdd(NameWords.Fold(name), (culture, use));
            }
        }
        // Names are recognised in greater number than they are invented.
        foreach (var (sex, culture, names) in Recognised("given-names.tsv", 3).Select(f => (f[0], f[1], f[2])))
            foreach (var name in names.Split(' '))
                if (sex is "f" or "m")
                    givenNames.TryAdd(NameWords.Fold(name), (Listed(culture), sex is "f" ? Female : Male));
        foreach (var (culture, names) in Recognised("surnames.tsv", 2).Select(f => (f[0], f[1])))
            foreach (var name in names.Split(' '))
                familyNames.TryAdd(NameWords.Fold(name), Listed(culture));
        (given, family) = (givenNames.ToFrozenDictionary(StringComparer.Ordinal), familyNames.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The lists by which names are found in text.</summary>
    private static IEnumerable<string[]> Recognised(string file, int fields)
    {
        using var stream = typeof(IdentifierText).Assembly.GetManifestResourceStream($"Identifiers/Names/Data/{file}");
        if (stream is null)
            yield break;
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

    public bool IsGiven(string folded) => given.ContainsKey(folded);

    public bool IsFamily(string folded) => family.ContainsKey(folded);

    /// <summary>Names that could stand in the place of this one.</summary>
    public ImmutableArray<string> Like(string folded, bool asGiven)
    {
        if (!asGiven)
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
