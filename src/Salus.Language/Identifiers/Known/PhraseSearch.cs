using Salus.Language.Identifiers.Residue;
using Salus.Language.Text;

namespace Salus.Language.Identifiers.Known;

/// <summary>Reads a known organisation, place or address from its first word on. Serves one text.</summary>
internal sealed class PhraseSearch(PhraseIndex index, string text)
{
    private const int WidestGap = 6;
    private const int LongestJoint = 12;

    private readonly FoldedWord other = new();
    private readonly List<string> nearest = [];
    private int addressEnd = -1;

    public KnownMatch? Read(FoldedWord first)
    {
        foreach (var phrase in index.Find(first.Hash))
        {
            if (Read(first, phrase) is { } match)
                return match;
        }
        return null;
    }

    /// <summary>The same where the first word is misspelt and no word of its own.</summary>
    public KnownMatch? ReadMisspelt(FoldedWord first)
    {
        if (index.Near.IsEmpty || !char.IsUpper(text[first.Start]))
            return null;
        index.Near.Find(first.Letters, nearest);
        foreach (var word in nearest)
        {
            foreach (var phrase in index.Find(WordHash.Of(word)))
            {
                if (Read(first, phrase) is { } match)
                    return match with { Confidence = 0.9 };
            }
        }
        return null;
    }

    private KnownMatch? Read(FoldedWord first, KnownPhrase phrase)
    {
        if (phrase is { IsPlain: true, Words.Length: > 1, Class: not IdentifierClass.Place } && !char.IsUpper(text[first.Start]))
            return null;
        var end = first.IsPossessive && phrase.Words.Length == 1 ? first.Apostrophe : first.End;
        for (var i = 1; i < phrase.Words.Length; i++)
        {
            var next = Next(end);
            if (next < 0)
                return null;
            other.Read(text, next);
            if (!IsSame(phrase, i) && !IsDotted(phrase.Words[i]) && !IsUnit(phrase, ref i))
                return null;
            end = other.End;
        }
        if (phrase.IsPlain && phrase.Words.Length == 1 && !(phrase.Class is IdentifierClass.Organization ? NamePlace.SpeaksOfSomebody(text, first) : IsBehindAddress(first) || NamePlace.SpeaksOfPlace(text, first)))
            return null;
        if (phrase.Class is IdentifierClass.Address)
            addressEnd = end;
        return new(TextSpan.FromBounds(first.Start, end), phrase.Class, phrase.Known, 1);
    }

    /// <summary>"12 elm st, orange": the city of an address that was just read.</summary>
    private bool IsBehindAddress(FoldedWord first)
    {
        if (addressEnd < 0 || first.Start <= addressEnd || first.Start - addressEnd > LongestJoint)
            return false;
        var between = text.AsSpan(addressEnd, first.Start - addressEnd).Trim(" ,.\r\n\t");
        return between.IsEmpty || between.Equals("in", StringComparison.OrdinalIgnoreCase);
    }

    private bool IsSame(KnownPhrase phrase, int at)
    {
        var known = phrase.Words[at];
        if (other.Letters.SequenceEqual(known))
            return true;
        var word = new string(other.Letters);
        if (PhraseIndex.Shortened(word) == known)
            return true;
        if (other.IsNumber || word.Length < 3)
            return false;
        // Behind a number of an address, or between two of its words, a slip of the keys may even make another word.
        var isHeld = phrase.Words.Length > 2 || char.IsAsciiDigit(phrase.Words[0][0]);
        return IsSlip(word, phrase.Written[at], isHeld) || IsSlip(word, known, isHeld);
    }

    private static bool IsSlip(string word, string known, bool isHeld) =>
        known.Length >= (isHeld ? 4 : 5) && EditDistance.Within(word, known, 1) == 1 && (isHeld || !HarmlessWords.ContainsInflected(word));

    /// <summary>"Apt 12" for "#12", and the other way round.</summary>
    private bool IsUnit(KnownPhrase phrase, ref int at)
    {
        if (PhraseIndex.IsUnitWord(phrase.Words[at]) && at + 1 < phrase.Words.Length && IsSame(phrase, at + 1))
        {
            at++;
            return true;
        }
        if (at == 0 || !char.IsAsciiDigit(phrase.Words[at][0]) || !PhraseIndex.IsUnitWord(PhraseIndex.Shortened(new string(other.Letters))) || Next(other.End) is not (>= 0 and var number))
            return false;
        other.Read(text, number);
        return IsSame(phrase, at);
    }

    /// <summary>"N.W." for "NW".</summary>
    private bool IsDotted(string known)
    {
        if (known.Length != 2 || other.Length != 1 || other.Letters[0] != known[0] || other.End + 1 >= text.Length || text[other.End] != '.' || !FoldedWord.IsPart(text[other.End + 1]))
            return false;
        other.Read(text, other.End + 1);
        return other.Letters.SequenceEqual(known.AsSpan(1));
    }

    private int Next(int end)
    {
        var at = end;
        while (at < text.Length && at - end < WidestGap && !FoldedWord.IsPart(text[at]))
            at++;
        return at < text.Length && FoldedWord.IsPart(text[at]) ? at : -1;
    }
}
