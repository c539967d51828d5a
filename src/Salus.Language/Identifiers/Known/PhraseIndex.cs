using System.Collections.Frozen;
using Salus.Language.Identifiers.Residue;

namespace Salus.Language.Identifiers.Known;

/// <summary>Known organisations, places and addresses as runs of words. Words that addresses abbreviate are compared in their short form.</summary>
internal sealed class PhraseIndex
{
    private static readonly FrozenDictionary<string, string> Short = new (string Short, string Long)[]
    {
        ("st", "street saint sankt sainte str ste santo"), ("ave", "avenue av avenida aven"), ("rd", "road"), ("blvd", "boulevard boul"), ("dr", "drive driv"), ("ln", "lane"), ("ct", "court"), ("pl", "place"),
        ("sq", "square"), ("ter", "terrace terr"), ("pkwy", "parkway pky"), ("hwy", "highway"), ("cir", "circle circ"), ("trl", "trail tr"), ("cres", "crescent"), ("cl", "close"), ("gdns", "gardens gdn"), ("expy", "expressway"),
        ("rte", "route rt"), ("aly", "alley"), ("xing", "crossing"), ("mt", "mount mountain mtn"), ("ft", "fort"), ("n", "north nord norte"), ("s", "south sud sur"), ("e", "east est este ost"), ("w", "west oeste ouest"),
        ("nw", "northwest"), ("ne", "northeast"), ("sw", "southwest"), ("se", "southeast"), ("apt", "apartment"), ("ste", "suite"), ("fl", "floor flr"), ("rm", "room"), ("bldg", "building"), ("hosp", "hospital"), ("ctr", "center centre"),
        ("med", "medical"), ("univ", "university"), ("inc", "incorporated"), ("co", "company county"), ("assoc", "associates association"), ("dept", "department"), ("and", "und y et"), ("first", "1st"), ("second", "2nd"), ("third", "3rd"),
    }.SelectMany(pair => pair.Long.Split(' ').Select(written => (written, pair.Short))).DistinctBy(pair => pair.written, StringComparer.Ordinal).ToFrozenDictionary(pair => pair.written, pair => pair.Short, StringComparer.Ordinal);

    private static readonly ILookup<string, string> Long = Short.ToLookup(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    private static readonly FrozenSet<string> StreetTypes = FrozenSet.Create(StringComparer.Ordinal,
        "st", "ave", "rd", "blvd", "dr", "ln", "ct", "pl", "sq", "ter", "pkwy", "hwy", "cir", "trl", "cres", "cl", "gdns", "expy", "rte", "aly", "xing", "way", "row", "walk", "loop", "run", "path", "hill", "pike", "bend", "cove", "point", "ridge", "mews", "green", "grove");

    private static readonly FrozenSet<string> OrganizationTypes = FrozenSet.Create(StringComparer.Ordinal,
        "hosp", "clinic", "ctr", "inc", "llc", "llp", "pc", "pllc", "ltd", "plc", "gmbh", "corp", "corporation", "co", "group", "practice", "system", "trust", "the", "health", "healthcare", "med", "care", "services", "regional", "general", "community", "memorial", "univ", "children", "childrens");

    private static readonly FrozenSet<string> Units = FrozenSet.Create(StringComparer.Ordinal, "apt", "unit", "ste", "no", "number", "flat", "rm", "fl", "lot", "suite");

    private readonly Dictionary<ulong, List<KnownPhrase>> byFirst = [];
    private readonly bool isRound;

    /// <param name="isRound">See <see cref="NameIndex.IsRound"/>.</param>
    public PhraseIndex(IEnumerable<KnownIdentifier> known, bool isRound)
    {
        this.isRound = isRound;
        var firsts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in known)
        {
            foreach (var line in Lines(one))
                Add(FoldedWord.WordsOf(line.Value), line, one, firsts);
        }
        Near = new(firsts.Where(f => isRound ? f.Length > 4 : !HarmlessWords.ContainsInflected(f)));
        foreach (var phrases in byFirst.Values)
            phrases.Sort((a, b) => b.Words.Length.CompareTo(a.Words.Length));
    }

    public IEnumerable<ulong> Hashes => byFirst.Keys;

    public NearWords Near { get; }

    /// <summary>The longest first.</summary>
    public IReadOnlyList<KnownPhrase> Find(ulong hash) => byFirst.TryGetValue(hash, out var phrases) ? phrases : [];

    /// <summary>A word as addresses shorten it: "Street" and "St", "Hauptstraße" and "Hauptstr".</summary>
    public static string Shortened(string folded)
    {
        if (Short.TryGetValue(folded, out var abbreviated))
            return abbreviated;
        return folded.Length > 8 && folded.EndsWith("strasse", StringComparison.Ordinal) ? folded[..^4] : folded;
    }

    /// <summary>Stands before the number of a flat, which has it or not: "Apt 12", "#12".</summary>
    public static bool IsUnitWord(string shortened) => Units.Contains(shortened);

    /// <summary>An address in one block also gives its city and postal code.</summary>
    private static List<KnownIdentifier> Lines(KnownIdentifier known)
    {
        if (known.Class is not IdentifierClass.Address)
            return [known];
        var lines = known.Value.Split((char[])[',', '\n', ';', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var street = Array.FindIndex(lines, IsStreet);
        if (street < 0 || lines.Length == 1)
            return [known];
        var all = new List<KnownIdentifier> { known with { Value = lines[street] } };
        for (var i = street + 1; i < lines.Length; i++)
        {
            if (IsUnit(lines[i]))
            {
                all.Add(known with { Value = string.Join(' ', lines[street..(i + 1)]) });
                continue;
            }
            var letters = string.Join(' ', lines[i].Split(' ').Where(piece => !piece.Any(char.IsAsciiDigit) && !(piece.Length == 2 && piece.All(char.IsAsciiLetterUpper))));
            if (letters.Any(char.IsLetter))
                all.Add(known with { Value = letters, Class = IdentifierClass.Place });
        }
        return all;
    }

    private static bool IsStreet(string line) => line.Any(char.IsAsciiDigit) && FoldedWord.WordsOf(line).Exists(w => w.Length > 2 && char.IsLetter(w[0]));

    private static bool IsUnit(string line) => FoldedWord.WordsOf(line) is { Count: > 0 } words && Shortened(words[0]) is "apt" or "ste" or "unit" or "fl" or "rm" or "bldg" or "suite" or "lot" or "flat";

    private void Add(List<string> words, KnownIdentifier line, KnownIdentifier known, HashSet<string> firsts)
    {
        if (words.Count == 0)
            return;
        Put(words, line, known, firsts);
        if (line.Class is IdentifierClass.Address)
        {
            foreach (var other in OtherWords(words))
                Put(other, line, known, firsts);
            var end = words.FindIndex(w => StreetTypes.Contains(Shortened(w)));
            if (end > 0 && end < words.Count - 1)
                Put(words[..(end + 1)], line, known, firsts);
            if (end > 1 && char.IsAsciiDigit(words[0][0]))
            {
                Put(words[..end], line, known, firsts);
                Put(words[1..(end + 1)], line, known, firsts);
            }
            if (end < 0 && words.Count > 2 && char.IsAsciiDigit(words[0][0]) && words[1..].TrueForAll(w => w.Length > 0 && char.IsLetter(w[0])))
                Put(words[1..], line, known, firsts);
            if (words.Count == 2 && char.IsAsciiDigit(words[1][0]) && words[0].Length > 5)
                Put(words[..1], line, known, firsts);
        }
        if (line.Class is IdentifierClass.Organization)
        {
            var skipped = words[0] is "the" && words.Count > 1 ? 1 : 0;
            for (var kept = words.Count; kept > skipped; kept--)
            {
                if (kept - skipped < words.Count && (kept - skipped > 1 || !HarmlessWords.ContainsInflected(words[skipped]) && words[skipped].Length > 3))
                    Put(words[skipped..kept], line, known, firsts);
                if (!OrganizationTypes.Contains(Shortened(words[kept - 1])))
                    break;
            }
        }
    }

    private bool IsWord(string folded, IdentifierClass kind) => isRound && kind is not IdentifierClass.Organization ? WordsOfNotes.Contains(folded) : HarmlessWords.ContainsInflected(folded);

    /// <summary>Boxes and numbered roads under their other names.</summary>
    private static IEnumerable<List<string>> OtherWords(List<string> words)
    {
        var box = words.IndexOf("box");
        if (box >= 0 && box + 1 < words.Count)
        {
            List<string> rest = [.. words[box..]];
            yield return rest;
            yield return ["po", .. rest];
            yield return ["p", "o", .. rest];
            yield return ["post", "office", .. rest];
        }
        foreach (var (kind, brief) in ((string, string)[])[("county", "cr"), ("state", "sr")])
        {
            var at = words.IndexOf(kind);
            if (at >= 0 && at + 1 < words.Count && Shortened(words[at + 1]) is "rd" or "rte")
                yield return [.. words[..at], brief, .. words[(at + 2)..]];
        }
    }

    private void Put(List<string> words, KnownIdentifier line, KnownIdentifier known, HashSet<string> firsts)
    {
        var phrase = new KnownPhrase([.. words.Select(Shortened)], [.. words], line.Class, known, words.TrueForAll(w => !char.IsAsciiDigit(w[0]) && (w.Length < 3 || IsWord(w, line.Class) || Shortened(w) != w)));
        var shortened = phrase.Words[0];
        AddFirst(shortened);
        if (!string.Equals(words[0], shortened, StringComparison.Ordinal))
            AddFirst(words[0]);
        foreach (var written in Long[shortened])
        {
            if (!string.Equals(written, words[0], StringComparison.Ordinal))
                AddFirst(written);
        }

        void AddFirst(string written)
        {
            var hash = WordHash.Of(written);
            if (!byFirst.TryGetValue(hash, out var phrases))
                byFirst[hash] = phrases = [];
            phrases.Add(phrase);
            if (char.IsLetter(written[0]))
                firsts.Add(written);
        }
    }
}

/// <summary>One known run of words.</summary>
/// <param name="Words">Folded, in their short form.</param>
/// <param name="Written">Folded, as the record has them.</param>
/// <param name="IsPlain">Made of everyday words alone, so that it has to be capitalised.</param>
internal sealed record KnownPhrase(string[] Words, string[] Written, IdentifierClass Class, KnownIdentifier Known, bool IsPlain);
