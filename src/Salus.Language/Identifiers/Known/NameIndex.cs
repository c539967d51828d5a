using System.Collections.Frozen;
using Salus.Language.Identifiers.Residue;

namespace Salus.Language.Identifiers.Known;

/// <summary>The words of all known names and how each may be written, with whose they are.</summary>
internal sealed class NameIndex
{

    private const int ShortestWholeName = 5;

    private static readonly System.Buffers.SearchValues<char> Apostrophes = System.Buffers.SearchValues.Create("'\u2019`");

    /// <summary>Everyday words that a note hardly ever has as words; where the record knows somebody of the name, that person is meant.</summary>
    private static readonly FrozenSet<string> RareAsWords = FrozenSet.Create(StringComparer.Ordinal, "ivy", "violet", "daisy", "holly", "ruby", "heather", "lily", "jade", "pearl", "hazel", "robin", "opal", "dawn", "jasmine", "poppy", "melody", "harmony", "destiny", "sherry", "jewel", "willow", "valentine");

    private readonly Dictionary<ulong, NameWord> words = [];
    private readonly Dictionary<string, NamedPerson> people = new(StringComparer.Ordinal);

    /// <param name="isRound">See <see cref="IsRound"/>.</param>
    public NameIndex(IEnumerable<KnownIdentifier> names, bool isRound)
    {
        IsRound = isRound;
        foreach (var known in names)
            Add(known);
        Near = new(words.Values.Where(w => w.IsCorrectable).Select(w => w.Letters), IsRound);
    }

    public IEnumerable<ulong> Hashes => words.Keys;

    public IEnumerable<NamedPerson> People => people.Values;

    public NearWords Near { get; }

    /// <summary>
    /// No more people than one patient's kin and clinicians: a miss is worse than a false alarm. Of more, anything is like somebody's name, so that
    /// everyday words and misspellings need more around them.
    /// </summary>
    public bool IsRound { get; }

    public NameWord? Find(ulong hash) => words.GetValueOrDefault(hash);

    public NameWord Find(string folded) => words[WordHash.Of(folded)];

    private void Add(KnownIdentifier known)
    {
        if (!people.TryGetValue(known.Owner, out var person))
            people[known.Owner] = person = new(people.Count, known);
        var name = PersonName.Of(known.Value);
        var given = Spellings(name.Given);
        var family = Spellings(name.Family);
        var last = name.Family.Count > 0 ? FirstSpelling(name.Family[^1]) : "";
        foreach (var word in family)
            AddWord(word, person, known, isWhole: true, isParticle: word != last && PersonName.IsParticle(word));
        var isFirst = true;
        foreach (var word in given)
        {
            AddWord(word, person, known, isWhole: true, !isFirst && PersonName.IsParticle(word)).IsGiven = true;
            isFirst = false;
        }
        foreach (var (word, isAlone) in name.Family.Concat(name.Given).SelectMany(Pieces))
            AddWord(word, person, known, isWhole: true, isParticle: !isAlone);
        foreach (var nickname in given.SelectMany(Nicknames.Of).Where(n => n.Length > 2))
            AddWord(nickname, person, known, isWhole: false, isParticle: false).IsGiven = true;
        AddJoined(name, given, family, person, known);
        if (!ReferenceEquals(name.Given, name.Family) && name.Given.Count > 0 && name.Family.Count > 0)
            AddInitials(name, person, known);
    }

    private static List<string> Spellings(IReadOnlyList<string> words)
    {
        var spellings = new List<string>();
        foreach (var word in words)
        {
            var folded = string.Concat(FoldedWord.WordsOf(word));
            spellings.AddRange(PersonName.Spellings(folded, word));
        }
        return [.. spellings.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What an apostrophe parts, for texts that have a blank in its place; a short piece counts only beside others of the name.</summary>
    private static IEnumerable<(string Word, bool IsAlone)> Pieces(string word)
    {
        if (word.AsSpan().IndexOfAny(Apostrophes) <= 0)
            return [];
        return word.Split(['\'', '\u2019', '`'], StringSplitOptions.RemoveEmptyEntries).Select(piece => string.Concat(FoldedWord.WordsOf(piece))).Where(piece => piece.Length > 1).Select(piece => (piece, piece.Length >= 4));
    }

    private NameWord AddWord(string folded, NamedPerson person, KnownIdentifier known, bool isWhole, bool isParticle)
    {
        person.Initials.Add(folded[0]);
        if (folded.Length == 1)
            return new(folded, NameStrength.Joining);
        person.Words.Add(folded);
        var added = Put(folded, isParticle ? NameStrength.Joining : IsWord(folded, isWhole) ? NameStrength.Ambiguous : NameStrength.Sure, person, known, isCorrectable: true, isWhole);
        if (isParticle)
            return added;
        if (folded.Length < 3)
        {
            Put(folded + "s", NameStrength.Ambiguous, person, known, isCorrectable: false).IsPossessiveOnly = true;
            return added;
        }
        foreach (var inflected in (string[])[folded + "s", folded[^1] is 's' or 'x' or 'z' || folded.EndsWith("ch", StringComparison.Ordinal) || folded.EndsWith("sh", StringComparison.Ordinal) ? folded + "es" : ""])
        {
            if (inflected.Length > 0)
            {
                var isOther = HarmlessWords.Contains(inflected);
                var put = Put(inflected, isOther || IsWord(folded, isWhole) ? NameStrength.Ambiguous : NameStrength.Sure, person, known, isCorrectable: false);
                put.IsPossessiveOnly |= IsRound && isOther && put.Owners.Count == 1 && put.Letters == inflected && !person.Words.Contains(inflected);
            }
        }
        return added;
    }

    /// <summary>Also a word of its own, so that the place decides. A nickname that the record does not hold may be nobody's.</summary>
    private bool IsWord(string folded, bool isOfRecord) =>
        IsRound && isOfRecord ? WordsOfNotes.Contains(folded) : !RareAsWords.Contains(folded) && (folded.Length == 2 || HarmlessWords.ContainsInflected(folded));

    /// <summary>As user names, addresses and files have them: jsmith, johnsmith, smithj, smithjohn.</summary>
    private void AddJoined(PersonName name, List<string> given, List<string> family, NamedPerson person, KnownIdentifier known)
    {
        string[] wholes = [string.Concat(name.Family.Select(w => FirstSpelling(w))), string.Concat(name.Family.Select(w => Spellings([w])[^1]))];
        foreach (var whole in wholes.Where(w => name.Family.Count > 1).Append(name.Given.Count > 1 ? string.Concat(name.Given.Select(FirstSpelling)) : "").Where(w => w.Length is > 3 and < FoldedWord.Longest - 1 && !HarmlessWords.ContainsInflected(w)))
        {
            Put(whole, NameStrength.Sure, person, known, isCorrectable: IsRound);
            Put(whole + "s", NameStrength.Sure, person, known, isCorrectable: false);
        }
        if (ReferenceEquals(name.Given, name.Family))
            return;
        string[] firsts = [.. given.SelectMany(g => Nicknames.Of(g).Prepend(g)).Append(string.Concat(name.Given.Select(FirstSpelling))).Where(g => g.Length > 0).Distinct(StringComparer.Ordinal)];
        foreach (var last in family.Where(f => f.Length > 2).Concat(wholes).Distinct(StringComparer.Ordinal))
        {
            var initials = "";
            foreach (var first in firsts)
            {
                AddWhole(first + last);
                AddWhole(last + first);
                if (initials.Contains(first[0], StringComparison.Ordinal))
                    continue;
                initials += first[0];
                AddWhole(first[0] + last);
                AddWhole(last + first[0]);
            }
        }

        void AddWhole(string joined)
        {
            if (joined.Length is >= ShortestWholeName and < FoldedWord.Longest && !HarmlessWords.ContainsInflected(joined))
                Put(joined, NameStrength.Sure, person, known, isCorrectable: false);
        }
    }

    private static string FirstSpelling(string word) => string.Concat(FoldedWord.WordsOf(word));

    private void AddInitials(PersonName name, NamedPerson person, KnownIdentifier known)
    {
        var given = string.Concat(name.Given.Select(g => FoldedWord.WordsOf(g)[0][0]));
        var family = string.Concat(name.Family.Where(f => !PersonName.IsParticle(string.Concat(FoldedWord.WordsOf(f)))).Select(f => FoldedWord.WordsOf(f)[0][0]));
        var allOfFamily = string.Concat(name.Family.Select(f => FoldedWord.WordsOf(f)[0][0]));
        if (family.Length == 0)
            family = allOfFamily;
        foreach (var initials in ((string[])[given + family, given + allOfFamily, $"{given[0]}{allOfFamily}", $"{given}{family[0]}", $"{given[0]}{family}", $"{given[0]}{family[0]}", $"{given[0]}{family[^1]}", $"{given[0]}{allOfFamily[0]}", $"{family[0]}{given[0]}"]).Distinct(StringComparer.Ordinal))
        {
            if (initials.Length < FoldedWord.Longest)
                person.InitialWords.Add(initials);
            Put(initials, NameStrength.Initials, person, known, isCorrectable: false);
        }
    }

    private NameWord Put(string folded, NameStrength strength, NamedPerson person, KnownIdentifier known, bool isCorrectable, bool isWhole = true)
    {
        var hash = WordHash.Of(folded);
        if (!words.TryGetValue(hash, out var word))
            words[hash] = word = new(folded, strength);
        else
            word.IsPossessiveOnly = false;
        word.Strength = (NameStrength)Math.Max((int)word.Strength, (int)strength);
        word.IsOfRecord |= isWhole;
        word.IsCorrectable |= isCorrectable && strength != NameStrength.Joining;
        if (!word.Owners.Exists(o => ReferenceEquals(o.Person, person)))
            word.Owners.Add((person, known));
        return word;
    }
}

/// <summary>How much one word says that a known name stands there; a word that is several of these is the last of them.</summary>
internal enum NameStrength
{
    /// <summary>"JS": only beside a word that speaks of initials.</summary>
    Initials,

    /// <summary>"van", "de": only beside other words of the name.</summary>
    Joining,

    /// <summary>"May", "Bone", "Li": also a word of its own, so the place decides.</summary>
    Ambiguous,

    Sure,
}

/// <summary>One way to write one word of a name.</summary>
internal sealed class NameWord(string letters, NameStrength strength)
{
    public string Letters => letters;

    public NameStrength Strength { get; set; } = strength;

    /// <summary>The record has it so, and not only a longer form of a nickname or the other way round.</summary>
    public bool IsOfRecord { get; set; }

    /// <summary>A whole word of a name, of which misspellings are looked for.</summary>
    public bool IsCorrectable { get; set; }

    /// <summary>A name that people are spoken to with.</summary>
    public bool IsGiven { get; set; }

    /// <summary>"Ng's", which without its apostrophe is another word.</summary>
    public bool IsPossessiveOnly { get; set; }

    /// <summary>In the order in which the record named them.</summary>
    public List<(NamedPerson Person, KnownIdentifier Known)> Owners { get; } = new(1);
}

/// <summary>Somebody the record knows by name.</summary>
internal sealed class NamedPerson(int order, KnownIdentifier known)
{
    public int Order => order;

    /// <summary>The first of their names.</summary>
    public KnownIdentifier Known => known;

    /// <summary>First letters of all the words of all their names.</summary>
    public HashSet<char> Initials { get; } = [];

    /// <summary>Of two letters and more, folded.</summary>
    public HashSet<string> Words { get; } = new(StringComparer.Ordinal);

    public HashSet<string> InitialWords { get; } = new(StringComparer.Ordinal);
}
