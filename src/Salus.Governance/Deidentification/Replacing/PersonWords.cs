using System.Collections.Immutable;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>A word of a known person's name.</summary>
/// <param name="Word">Folded, as the record has it.</param>
internal sealed record PersonWord(string Word, bool AsGiven, bool Shared);

/// <summary>
/// The words of the names of known people: which of them a word of a text stands for, when it is misspelt, shortened or an initial. What stands for several is left alone.
/// </summary>
internal sealed class PersonWords
{
    private readonly Dictionary<string, PersonWord> byWord = new(StringComparer.Ordinal);
    private readonly HashSet<string> wholeNames = new(StringComparer.Ordinal);
    private readonly PersonWords? everybody;

    private PersonWords(IEnumerable<KnownIdentifier> known, bool isShared, PersonWords? everybody)
    {
        this.everybody = everybody;
        foreach (var name in known.Where(k => k.Class is IdentifierClass.Name))
            Add(name.Value, isShared);
    }

    public static PersonWords Of(ImmutableArray<KnownIdentifier> own, PersonWords everybody) => new(own, isShared: false, everybody);

    public static PersonWords OfShared(IEnumerable<KnownIdentifier> shared) => new(shared, isShared: true, null);

    /// <summary>Whole names that stand in a document, for the words and initials it writes elsewhere alone.</summary>
    public static PersonWords OfDocument(IEnumerable<string> names) => new(names.Select(n => new KnownIdentifier(IdentifierClass.Name, n, "document")), isShared: false, null);

    /// <summary>The known word that this very word is.</summary>
    public PersonWord? FindExactly(string folded) => byWord.GetValueOrDefault(folded);

    /// <summary>Does a name of two words or more belong to somebody shared and to nobody of the subject's own?</summary>
    public bool IsSharedPerson(string name)
    {
        var folded = Whole(name);
        return folded.Contains(' ', StringComparison.Ordinal) && !wholeNames.Contains(folded) && everybody is { } all && all.wholeNames.Contains(folded);
    }

    /// <summary>The known word that this one is, or is a misspelling of.</summary>
    public PersonWord? Find(string folded)
    {
        if (byWord.TryGetValue(folded, out var known))
            return known;
        if (everybody is { } all && all.byWord.TryGetValue(folded, out known))
            return known;
        return folded.Length < 4 ? null : Near(folded);
    }

    /// <summary>The one known word that begins so; null when none or several do.</summary>
    public PersonWord? FindInitial(string letter, bool asGiven)
    {
        PersonWord? found = null;
        foreach (var known in byWord.Values)
        {
            if (!known.Word.StartsWith(letter, StringComparison.Ordinal) || known.AsGiven != asGiven)
                continue;
            if (found is not null)
                return null;
            found = known;
        }
        return found;
    }

    private PersonWord? Near(string folded)
    {
        PersonWord? found = null;
        foreach (var known in byWord.Values)
        {
            if (Math.Abs(known.Word.Length - folded.Length) > 1 || known.Word[0] != folded[0] || PolicyChecks.Distance(known.Word, folded) > 1)
                continue;
            if (found is not null)
                return null;
            found = known;
        }
        return found;
    }

    private void Add(string name, bool isShared)
    {
        var value = IdentifierText.Of(name).Plain;
        var words = NameWords.Split(value).Select(NameWords.Fold).Where(w => w.Length > 1 && !NameWords.IsTitle(w)).ToList();
        while (words.Count > 1 && NameWords.IsSuffix(words[^1], afterComma: false))
            words.RemoveAt(words.Count - 1);
        var comma = value.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0 && comma < value.Length - 1)
        {
            var family = NameWords.Split(value[..comma]).Count();
            words = [.. words.Skip(family), .. words.Take(family)];
        }
        wholeNames.Add(string.Join(' ', words));
        for (var i = 0; i < words.Count; i++)
        {
            var asGiven = SurrogateNames.Own.AsGiven(words[i]) ?? (words.Count > 1 && i < words.Count - 1);
            if (!NameWords.IsParticle(words[i]))
                byWord.TryAdd(words[i], new(words[i], asGiven, isShared));
        }
    }

    private static string Whole(string name) => string.Join(' ', NameWords.Split(name).Select(NameWords.Fold).Where(w => w.Length > 1 && !NameWords.IsTitle(w)));
}
