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
    private readonly WordGap[] gaps;
    private readonly bool[] capitals;
    private readonly ulong[] hashes;

    // The folded letters of all words one behind the other, and where those of each end.
    private readonly int[] ends;
    private char[] folded;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public WordReading(string text, ImmutableArray<IdentifierWord> read)
    {
        Text = text;
        words = ImmutableCollectionsMarshal.AsArray(read)!;
        facts = new WordFacts[words.Length];
        gaps = new WordGap[words.Length];
        capitals = new bool[words.Length];
        hashes = new ulong[words.Length];
        ends = new int[words.Length];
        folded = new char[text.Length + LetterFolding.Longest];
        var lexicon = NameLexicon.Embedded;
        var (end, lower, cased) = (0, 0, 0);
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            gaps[i] = i + 1 < words.Length ? GapOf(text.AsSpan(word.End..words[i + 1].Start)) : WordGap.None;
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
        IsConversation = roles > 2;
    }

    public string Text { get; }

    public ReadOnlySpan<IdentifierWord> Words => words;

    public ReadOnlySpan<WordFacts> Facts => facts;

    /// <summary>The gap behind each word; none behind the last one.</summary>
    public ReadOnlySpan<WordGap> Gaps => gaps;

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

    private static WordGap GapOf(ReadOnlySpan<char> gap)
    {
        if (gap.Length == 1)
        {
            return gap[0] switch
            {
                ' ' => WordGap.Blank | WordGap.SameLine,
                '-' => WordGap.Hyphen | WordGap.SameLine,
                ':' => WordGap.Colon | WordGap.SameLine,
                '\n' or '\r' => WordGap.None,
                _ => WordGap.SameLine,
            };
        }
        if (gap.IsEmpty)
            return WordGap.SameLine;
        return (gap.Length < 4 && gap.IndexOfAnyExcept(' ') < 0 ? WordGap.Blank : WordGap.None)
            | (gap.IndexOfAny('\n', '\r') < 0 ? WordGap.SameLine : WordGap.None)
            | (gap.Contains(':') ? WordGap.Colon : WordGap.None)
            | (gap.ContainsAny(Openings) ? WordGap.Opening : WordGap.None);
    }

    /// <summary>Judges the line that begins with a word; the first word of the next line.</summary>
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
