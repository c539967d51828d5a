using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Salus.Language.Identifiers.Known;

namespace Salus.Language.Identifiers.Names;

/// <summary>
/// A text as detectors of words share it: its words, their folded letters and hashes, what the lists know of each and what stands between them.
/// Made once for each <see cref="IdentifierText"/> and never changed; what a detector makes of the words it keeps for itself. Linear.
/// </summary>
internal sealed class WordReading
{
    private static readonly SearchValues<char> Openings = SearchValues.Create(":\"“(]-–");

    private readonly IdentifierWord[] words;
    private readonly WordFacts[] facts;
    private readonly WordTraits[] traits;
    private readonly bool[] capitals;
    private readonly ulong[] hashes;

    // The folded letters of all words one behind the other, and where those of each end.
    private readonly int[] ends;
    private char[] folded;

    [MethodImpl(EveryWord.Passes)]
    public WordReading(string text, ImmutableArray<IdentifierWord> read)
    {
        Text = text;
        words = ImmutableCollectionsMarshal.AsArray(read)!;
        facts = new WordFacts[words.Length];
        traits = new WordTraits[words.Length];
        capitals = new bool[words.Length];
        hashes = new ulong[words.Length];
        ends = new int[words.Length];
        folded = new char[text.Length + LetterFolding.Longest];
        var lexicon = NameLexicon.Embedded;
        var (end, lower, cased) = (0, 0, 0);
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            traits[i] = i + 1 < words.Length ? Behind(text.AsSpan(word.End..words[i + 1].Start)) : WordTraits.None;
            if (folded.Length - end < LetterFolding.Longest)
                Array.Resize(ref folded, (2 * folded.Length) + LetterFolding.Longest);
            var letters = LetterFolding.Fold(word.In(text), folded.AsSpan(end, LetterFolding.Longest), out hashes[i]);
            ends[i] = end += letters.Length;
            if (word.Shape == WordShape.Digits)
                continue;
            facts[i] = lexicon.FactsOf(letters, hashes[i]);
            if (word.Length < 2)
                continue;
            lower += word.Shape == WordShape.Lower ? 1 : 0;
            cased += word.Shape is WordShape.Capitalised or WordShape.AllCapitals ? 1 : 0;
        }
        LowerText = lower >= 3 && cased * 25 <= lower;
        var roles = 0;
        for (var first = 0; first < words.Length;)
        {
            if (After(first) == ':' && words[first].StartsLine)
            {
                HasNamedSpeakers |= (facts[first] & (WordFacts.Given | WordFacts.Harmless)) == WordFacts.Given;
                if (words[first].In(text) is "Patient" or "Doctor" or "patient" or "doctor" or "PATIENT" or "DOCTOR" or "User" or "Bot" or "Guest_family" or "Nurse" or "Clinician")
                    roles++;
            }
            first = MarkCapitals(first);
        }
        for (var i = 0; i < words.Length; i++)
            traits[i] |= Writing(i);
        IsConversation = roles > 2;
    }

    public string Text { get; }

    public ReadOnlySpan<IdentifierWord> Words => words;

    public ReadOnlySpan<WordFacts> Facts => facts;

    /// <summary>The last word has nothing behind it.</summary>
    public ReadOnlySpan<WordTraits> Traits => traits;

    /// <summary>By <see cref="LetterFolding"/> and <see cref="WordHash"/>: equal for words that fold to the same letters.</summary>
    public ReadOnlySpan<ulong> Hashes => hashes;

    /// <summary>Words in lines written in capitals throughout, where capitals say nothing.</summary>
    public ReadOnlySpan<bool> Capitals => capitals;

    /// <summary>Written without capitals, so that their absence says nothing.</summary>
    public bool LowerText { get; }

    /// <summary>Lines begin with first names and colons, as in a play.</summary>
    public bool HasNamedSpeakers { get; }

    /// <summary>Lines begin again and again with the same word and a colon, so that what follows is speech and not a value.</summary>
    public bool IsConversation { get; }

    /// <summary>By <see cref="LetterFolding"/>; empty for a word that is too long for a name.</summary>
    public ReadOnlySpan<char> Folded(int i)
    {
        var start = i == 0 ? 0 : ends[i - 1];
        return folded.AsSpan(start, ends[i] - start);
    }

    /// <summary>The character behind a word, or behind the 's that belongs to it; an end of a line at the end.</summary>
    public char After(int i)
    {
        var at = words[i].End + (words[i].IsPossessive ? 2 : 0);
        return at < Text.Length ? Text[at] : '\n';
    }

    [MethodImpl(EveryWord.Passes)]
    private static WordTraits Behind(ReadOnlySpan<char> gap)
    {
        if (gap.Length == 1)
        {
            return gap[0] switch
            {
                ' ' => WordTraits.Blank | WordTraits.SameLine,
                '-' => WordTraits.Hyphen | WordTraits.SameLine,
                ':' => WordTraits.Colon | WordTraits.SameLine,
                '\n' or '\r' => WordTraits.None,
                _ => WordTraits.SameLine,
            };
        }
        if (gap.IsEmpty)
            return WordTraits.SameLine;
        return (gap.Length < 4 && gap.IndexOfAnyExcept(' ') < 0 ? WordTraits.Blank : WordTraits.None)
            | (gap.IndexOfAny('\n', '\r') < 0 ? WordTraits.SameLine : WordTraits.None)
            | (gap.Contains(':') ? WordTraits.Colon : WordTraits.None)
            | (gap.ContainsAny(Openings) ? WordTraits.Opening : WordTraits.None);
    }

    [MethodImpl(EveryWord.Passes)]
    private WordTraits Writing(int i)
    {
        var word = words[i];
        switch (word.Shape)
        {
            case WordShape.Capitalised:
                return WordTraits.NameCase;
            case WordShape.AllCapitals when capitals[i]:
                return WordTraits.PlainCase;
            case WordShape.AllCapitals:
                return word.Length > 2 || ((traits[i] & WordTraits.Hyphen) != WordTraits.None && words[i + 1].Shape == WordShape.AllCapitals) ? WordTraits.NameCase : WordTraits.None;
            case WordShape.Lower:
                return LowerText ? WordTraits.PlainCase : WordTraits.Ordinary;
            case WordShape.Digits or WordShape.Uncased:
                return LowerText ? WordTraits.None : WordTraits.Ordinary;
            default:
                return WordTraits.None;
        }
    }

    /// <summary>Judges the line that begins with a word; the first word of the next line.</summary>
    [MethodImpl(EveryWord.Passes)]
    private int MarkCapitals(int first)
    {
        var behind = first;
        var (large, others) = (0, 0);
        do
        {
            if (words[behind].Shape == WordShape.AllCapitals)
                large++;
            else if (words[behind].Shape is WordShape.Lower or WordShape.Capitalised)
                others++;
            behind++;
        }
        while (behind < words.Length && !words[behind].StartsLine);
        if (large > 0 && others * 5 <= large)
        {
            for (var i = first; i < behind; i++)
                capitals[i] = words[i].Shape == WordShape.AllCapitals;
        }
        return behind;
    }
}
