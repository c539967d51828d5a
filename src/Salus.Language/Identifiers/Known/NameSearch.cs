using Salus.Language.Identifiers.Residue;

namespace Salus.Language.Identifiers.Known;

/// <summary>Reads on from one word of a known name, both ways, as long as the words belong to the same person. Serves one text.</summary>
internal sealed class NameSearch(NameIndex index, string text)
{
    private const int MostWords = 10;
    private const int MostUnknown = 3;

    private readonly FoldedWord other = new();
    private readonly List<string> nearest = [];
    private readonly List<(NamedPerson Person, KnownIdentifier Known)> owners = [];
    private bool isSorted;

    /// <param name="floor">Nothing before it is taken.</param>
    public KnownMatch? Read(FoldedWord first, int floor)
    {
        var word = index.Find(first.Hash);
        var isCorrected = word is null;
        if ((word ?? Correct(first)) is not { } hit || hit.Strength is NameStrength.Joining)
            return null;
        if (hit.Strength is NameStrength.Initials)
            return Initials(first, hit);
        if (hit.IsPossessiveOnly && !first.IsPossessive || NamePlace.IsMonthOfDate(text, first))
            return null;
        owners.Clear();
        owners.AddRange(hit.Owners);
        var start = first.Start;
        var end = first.IsPossessive ? first.Apostrophe : first.End;
        var hasSupport = Before(floor, ref start);
        var words = Weight(first, hit);
        isSorted = false;
        if (!first.IsPossessive)
            After(ref end, ref hasSupport, ref words);
        if (isCorrected && words < 3 && NeedsCapital(first))
            return null;
        var isSure = hit.Strength is NameStrength.Sure || words > 1 || hasSupport || HasAccents(text, first);
        if (hit.Strength is NameStrength.Sure && words < 2 && !hasSupport && (NamePlace.IsTerm(text, first) || IsAbbreviation(first)))
            return null;
        if (!isSure && !NamePlace.SpeaksOfSomebody(text, first) && !(hit.IsGiven && NamePlace.SpeaksToSomebody(text, first)))
            return null;
        if (index.IsRound && isSorted)
            Unknown(ref end);
        var (_, known) = owners.MinBy(o => o.Person.Order);
        return new(TextSpan.FromBounds(start, end), IdentifierClass.Name, known, isCorrected && words < 2 ? 0.9 : 1);
    }

    /// <summary>Known to be no misspelling: "sader" may be more than sad, "Sader" is a name.</summary>
    public static bool IsHarmless(string text, FoldedWord word) => !HasAccents(text, word) &&
        (IsCapitalised(text, word) || NamePlace.HasTitle(text, word) ? HarmlessWords.ContainsHash(word.Hash) || word.End < text.Length && text[word.End] == ':' && HarmlessWords.ContainsInflected(word.Letters) || word.IsPossessive && HarmlessWords.ContainsInflected(word.Bare) : HarmlessWords.ContainsInflected(word.Letters));

    private static bool IsCapitalised(string text, FoldedWord word) => char.IsUpper(text[word.Start]) && !NamePlace.IsUpper(text, word);

    /// <summary>"germán" is no German.</summary>
    public static bool HasAccents(string text, FoldedWord word) => !System.Text.Ascii.IsValid(text.AsSpan(word.Start, word.End - word.Start));

    /// <summary>"ANA positive" where somebody is called Ana.</summary>
    private bool IsAbbreviation(FoldedWord word) =>
        word.Length is 3 or 4 && NamePlace.IsUpper(text, word) && HarmlessWords.ContainsHash(word.Hash) && !NamePlace.IsAmongCapitals(text, word) && !NamePlace.SpeaksOfSomebody(text, word);

    /// <summary>Behind "Family, Given" stands what else somebody is called, though the record does not say so: "Berg, Ida M.", "Liu, Wei Kwok-Wai".</summary>
    private void Unknown(ref int end)
    {
        for (var i = 0; i < MostUnknown && end + 1 < text.Length && (text[end] == ' ' && char.IsUpper(text[end + 1]) || text[end] == '-' && i > 0 && FoldedWord.IsLetter(text[end + 1])); i++)
        {
            other.Read(text, end + 1);
            var isLast = other.End >= text.Length || text[other.End] is '.' or ',' or '\r' or '\n' or ')' or '|' or ';' || char.IsWhiteSpace(text[other.End]);
            if (!isLast && text[other.End] != '-' || (other.IsLetterAlone ? !isLast : other.Length < 2 || HarmlessWords.ContainsHash(other.Hash) || other.End < text.Length && text[other.End] == ':'))
                return;
            end = other.End;
        }
    }

    private bool NeedsCapital(FoldedWord word) => !index.IsRound && !char.IsUpper(text[word.Start]);

    private NameWord? Correct(FoldedWord word)
    {
        if (word.IsNumber || IsHarmless(text, word))
            return null;
        index.Near.Find(word.Bare, nearest);
        // A short word, or one that begins otherwise, must at least be written like a name.
        if (!IsCapitalised(text, word))
            nearest.RemoveAll(n => n.Length < 5 || n[0] != word.Letters[0] && !(n[0] == word.Letters[1] && n[1] == word.Letters[0]));
        if (nearest.Count == 0)
            return null;
        if (nearest.Count == 1)
            return index.Find(nearest[0]);
        var merged = new NameWord(nearest[0], NameStrength.Sure);
        foreach (var owner in nearest.SelectMany(n => index.Find(n).Owners))
            merged.Owners.Add(owner);
        return merged;
    }

    private bool Before(int floor, ref int start)
    {
        var hasSupport = false;
        for (var i = 0; i < MostWords; i++)
        {
            var gap = GapBefore(floor, start);
            if (gap < 0)
                return hasSupport;
            var from = gap;
            while (from > floor && gap - from < FoldedWord.Longest && FoldedWord.IsLetter(text[from - 1]))
                from--;
            if (from == gap || from > floor && FoldedWord.IsPart(text[from - 1]))
                return hasSupport;
            other.Read(text, from);
            if (other.End != gap)
                return hasSupport;
            if (other.IsLetterAlone && from > floor && text[from - 1] is '\'' or '`' && IsInitial(other.Letters[0]))
            {
                start = from - 1;
                continue;
            }
            if (other.IsLetterAlone && text[gap] is not '.' && !char.IsUpper(text[from]) && PersonName.IsParticle(other.Letters.ToString()) && IsInitial(other.Letters[0]) || IsSlipOfJoining(other))
            {
                start = from;
                continue;
            }
            if (other.IsLetterAlone)
            {
                var isJoined = gap < text.Length && text[gap] is '.' or '\'' or '`';
                if (!char.IsUpper(text[from]) && !isJoined || !IsInitial(other.Letters[0]) || text[from] is 'A' or 'I' && !isJoined && gap > from + 1)
                    return hasSupport;
                hasSupport = true;
            }
            else if (Shorter(other) is { } misspelt && Shares(misspelt))
            {
                hasSupport = true;
            }
            else if (index.Find(other.Hash) is not { Strength: NameStrength.Joining or NameStrength.Ambiguous } word || !Shares(word))
            {
                return hasSupport;
            }
            else if (word.Strength is NameStrength.Joining)
            {
                hasSupport |= index.IsRound && !HarmlessWords.ContainsHash(other.Hash);
            }
            start = from;
        }
        return hasSupport;
    }

    /// <summary>Where the word before ends; -1 where something sets it apart. A line may break and be indented between two words of a name.</summary>
    private int GapBefore(int floor, int start)
    {
        var gap = start;
        var breaks = 0;
        var marks = 0;
        while (gap > floor && start - gap < 16)
        {
            var c = text[gap - 1];
            if (c is '\n' && ++breaks > 1)
                return -1;
            if (c is '.' or '-' or '_' or ',' or '\'' or '`' && ++marks > 2)
                return -1;
            if (c is not (' ' or '\t' or '\r' or '\n' or '.' or '-' or '_' or ',' or '\'' or '`'))
                return gap;
            gap--;
        }
        return start - gap < 16 ? gap : -1;
    }

    private void After(ref int end, ref bool hasSupport, ref int words)
    {
        var wasInitial = false;
        var reached = end;
        for (var i = 0; i < MostWords; i++)
        {
            var next = Gap(reached, wasInitial);
            if (next < 0)
                return;
            other.Read(text, next);
            if (other.IsLetterAlone && NamePlace.IsDottedTerm(text, next))
                return;
            if (other.IsLetterAlone && (char.IsUpper(text[next]) || index.IsRound && IsInitial(other.Letters[0]) && other.End < text.Length && text[other.End] == '.'))
            {
                wasInitial = true;
                reached = other.End;
                var isFollowedByDot = reached < text.Length && text[reached] == '.';
                if (IsInitial(other.Letters[0]) && (text[next] is not ('A' or 'I') || isFollowedByDot))
                {
                    end = reached;
                    hasSupport = true;
                }
                continue;
            }
            wasInitial = false;
            var word = index.Find(other.Hash) ?? Correct(other) ?? Shorter(other);
            if (word is null && (IsSlipOfJoining(other) || other.IsLetterAlone && PersonName.IsParticle(other.Letters.ToString()) && IsInitial(other.Letters[0])))
            {
                reached = other.End;
                continue;
            }
            if (word is null || word.Strength is NameStrength.Initials || !Shares(word))
                return;
            reached = other.IsPossessive ? other.Apostrophe : other.End;
            if (word.Strength is NameStrength.Joining)
                continue;
            isSorted = i == 0 && text[end] == ',' || isSorted && text[end] != ',';
            end = reached;
            words += word.Strength is NameStrength.Sure ? 2 : Weight(other, word);
            owners.RemoveAll(o => !word.Owners.Exists(w => ReferenceEquals(w.Person, o.Person)));
            if (other.IsPossessive)
                return;
        }
    }

    /// <summary>A small-lettered "will" or "bill" counts for nothing where the record says William.</summary>
    private int Weight(FoldedWord word, NameWord hit) => hit.IsOfRecord || hit.Strength is NameStrength.Sure || char.IsUpper(text[word.Start]) ? 1 : 0;

    /// <summary>Where the next word begins; -1 where something between the words sets them apart.</summary>
    private int Gap(int from, bool afterInitial)
    {
        var breaks = 0;
        var at = from;
        for (; at < text.Length && at - from < 16; at++)
        {
            switch (text[at])
            {
                case ' ' or '\t' or '\r' or '-' or '_' or '^' or ',' or '\'' or '"' or '(' or ')' or '+':
                    break;
                case '\n' when ++breaks == 1:
                    break;
                case '.' when afterInitial || at + 1 < text.Length && FoldedWord.IsLetter(text[at + 1]):
                    break;
                case var c when FoldedWord.IsLetter(c):
                    return at;
                default:
                    return -1;
            }
        }
        return -1;
    }

    private bool IsInitial(char letter)
    {
        foreach (var (person, _) in owners)
        {
            if (person.Initials.Contains(letter))
                return true;
        }
        return false;
    }

    /// <summary>"dle" and "deel" for the "del" of the name.</summary>
    private bool IsSlipOfJoining(FoldedWord word)
    {
        if (word.Length is < 2 or > 4 || index.Find(word.Hash) is not null)
            return false;
        foreach (var (person, _) in owners)
        {
            foreach (var known in person.Words)
            {
                if (known.Length is 2 or 3 && PersonName.IsParticle(known) && Text.EditDistance.Within(word.Letters, known, 1) == 1 && (known.Length == word.Length ? known.Contains(word.Letters[0]) && known.Contains(word.Letters[^1]) : known[0] == word.Letters[0] && word.Length > known.Length && !HarmlessWords.ContainsHash(word.Hash)))
                    return true;
            }
        }
        return false;
    }

    /// <summary>Beside another word of the name fewer letters are enough to see a slip of the keys: "Woody Wrad", "Ros May".</summary>
    private NameWord? Shorter(FoldedWord word)
    {
        if (word.Length < (index.IsRound ? 2 : 4) || !char.IsUpper(text[word.Start]) && (word.Start == 0 || text[word.Start - 1] != '-') || HarmlessWords.ContainsHash(word.Hash) && (!index.IsRound || word.Length < 4 || !IsCapitalised(text, word)))
            return null;
        foreach (var (person, _) in owners)
        {
            foreach (var known in person.Words)
            {
                if ((index.IsRound ? known.Length >= 3 || known[0] == word.Letters[0] : known.Length == 4 && word.Length == 4) && Text.EditDistance.Within(word.Letters, known, 1) == 1)
                    return index.Find(known);
            }
        }
        return null;
    }

    private bool Shares(NameWord word)
    {
        foreach (var (person, _) in owners)
        {
            if (word.Owners.Exists(w => ReferenceEquals(w.Person, person)))
                return true;
        }
        return false;
    }

    private KnownMatch? Initials(FoldedWord first, NameWord hit)
    {
        if (!NamePlace.IsUpper(text, first))
            return null;
        var isHarmless = HarmlessWords.ContainsHash(first.Hash) || first.Letters.SequenceEqual("ok");
        return (!isHarmless && (first.Length > 2 || NamePlace.Acts(text, first.End))) || NamePlace.AsksForInitials(text, first.Start, first.End, isHarmless)
            ? new(TextSpan.FromBounds(first.Start, first.End), IdentifierClass.Name, hit.Owners[0].Known, 0.9)
            : null;
    }

    /// <summary>"J.S.", "J. S." and "S.d.": on their own when they are nothing else, else beside a word that asks for initials.</summary>
    public KnownMatch? DottedInitials(FoldedWord first)
    {
        var isLower = !char.IsUpper(text[first.Start]);
        Span<char> letters = stackalloc char[6];
        letters[0] = first.Letters[0];
        var count = 1;
        var at = first.End;
        while (count < letters.Length && at < text.Length && text[at] == '.')
        {
            var next = at + 1 < text.Length && text[at + 1] == ' ' ? at + 2 : at + 1;
            if (next >= text.Length || !FoldedWord.IsLetter(text[next]))
                break;
            other.Read(text, next);
            if (other.Length != 1 || (next > at + 1 && (!char.IsUpper(text[next]) || other.End >= text.Length || text[other.End] != '.')))
                break;
            letters[count++] = other.Letters[0];
            at = other.End;
        }
        if (count < 2)
            return null;
        var behind = Gap(at, afterInitial: true);
        if (behind >= 0)
        {
            other.Read(text, behind);
            if (index.Find(other.Hash) is { Strength: NameStrength.Sure or NameStrength.Ambiguous })
                return null;
        }
        var written = new string(letters[..count]);
        // In small letters most such letters are times and doses: "a.m.", "p.o.".
        if (isLower && (at >= text.Length || text[at] != '.' || HarmlessWords.Contains(written)))
            return null;
        var isAskedFor = !isLower && NamePlace.AsksForInitials(text, first.Start, at, isWord: false);
        var known = index.Find(WordHash.Of(written.AsSpan()))?.Owners.Find(o => o.Person.InitialWords.Contains(written)).Known;
        if (known is not null && !isAskedFor && NamePlace.IsWrittenWithDots(written) && !NamePlace.Acts(text, at < text.Length && text[at] == '.' ? at + 1 : at))
            return null;
        known ??= isAskedFor ? OwnerOfAll(letters[..count]) : null;
        return known is null ? null : new(TextSpan.FromBounds(first.Start, at), IdentifierClass.Name, known, 0.9);
    }

    /// <summary>"Pt YSC": any of a person's initials behind a word that asks for them. The patient's own with a letter between that the record does not tell need no such word.</summary>
    public KnownMatch? CuedInitials(FoldedWord first)
    {
        if (!NamePlace.IsUpper(text, first))
            return null;
        var isHarmless = HarmlessWords.ContainsHash(first.Hash);
        var known = NamePlace.AsksForInitials(text, first.Start, first.End, isHarmless) ? OwnerOfAll(first.Letters) : null;
        if (known is null && first.Length == 3 && !isHarmless && !NamePlace.IsAmongCapitals(text, first))
            known = index.People.FirstOrDefault(p => p.Known.Owner is "patient" && p.InitialWords.Contains($"{first.Letters[0]}{first.Letters[2]}"))?.Known;
        return known is null ? null : new(TextSpan.FromBounds(first.Start, first.End), IdentifierClass.Name, known, 0.9);
    }

    private KnownIdentifier? OwnerOfAll(ReadOnlySpan<char> letters)
    {
        foreach (var person in index.People)
        {
            var hasAll = true;
            foreach (var letter in letters)
                hasAll &= person.Initials.Contains(letter);
            hasAll |= index.IsRound && letters.Length == 3 && person.InitialWords.Contains($"{letters[0]}{letters[2]}");
            if (hasAll)
                return person.Known;
        }
        return null;
    }
}
