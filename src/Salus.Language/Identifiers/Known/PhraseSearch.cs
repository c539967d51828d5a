using Salus.Language.Identifiers.Residue;
using Salus.Language.Text;

namespace Salus.Language.Identifiers.Known;

/// <summary>Reads a known organisation, place or address from its first word on. Serves one text.</summary>
internal sealed class PhraseSearch(PhraseIndex index, string text)
{
    private const int WidestGap = 6;

    private readonly FoldedWord other = new();
    private readonly List<string> nearest = [];

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
            if (!IsSame(phrase.Words[i]) && !IsDotted(phrase.Words[i]))
                return null;
            end = other.End;
        }
        if (phrase.IsPlain && phrase.Words.Length == 1 && !(phrase.Class is IdentifierClass.Organization ? NamePlace.SpeaksOfSomebody(text, first) : NamePlace.SpeaksOfPlace(text, first)))
            return null;
        return new(TextSpan.FromBounds(first.Start, end), phrase.Class, phrase.Known, 1);
    }

    private bool IsSame(string known)
    {
        if (other.Letters.SequenceEqual(known))
            return true;
        var word = new string(other.Letters);
        return PhraseIndex.Shortened(word) == known || known.Length >= 5 && !other.IsNumber && EditDistance.Within(word, known, 1) == 1 && !HarmlessWords.ContainsInflected(word);
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
