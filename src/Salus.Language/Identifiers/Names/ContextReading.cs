using System.Buffers;
using System.Collections.Immutable;

namespace Salus.Language.Identifiers.Names;

/// <summary>What was made of a word.</summary>
internal enum WordUse : byte
{
    Open,

    /// <summary>Part of a term of medicine: no pass may take it.</summary>
    Kept,
    Name,
    Organization,
    Place,
    Region,
}

/// <summary>A text as the passes of <see cref="ContextDetector"/> share it: its words, what the lists know of each, and what each was taken for.</summary>
internal sealed class ContextReading
{
    private static readonly SearchValues<char> Openings = SearchValues.Create(":\"“(]-–");

    private readonly WordFacts[] facts;
    private readonly WordUse[] uses;

    public ContextReading(string text, NameLexicon lexicon)
    {
        Text = text;
        Words = IdentifierWords.Of(text);
        facts = new WordFacts[Words.Length];
        uses = new WordUse[Words.Length];
        Capitals = new bool[Words.Length];
        Span<char> buffer = stackalloc char[LetterFolding.Longest];
        var lower = 0;
        var cased = 0;
        for (var i = 0; i < Words.Length; i++)
        {
            var word = Words[i];
            if (word.Shape == WordShape.Digits)
                continue;
            facts[i] = lexicon.FactsOf(LetterFolding.Fold(word.In(text), buffer));
            if (word.Length < 2)
                continue;
            lower += word.Shape == WordShape.Lower ? 1 : 0;
            cased += word.Shape is WordShape.Capitalised or WordShape.AllCapitals ? 1 : 0;
        }
        LowerText = lower >= 3 && cased * 25 <= lower;
        MarkCapitals();
        var roles = 0;
        for (var i = 0; i < Count; i++)
        {
            if (!Words[i].StartsLine || After(i) != ':')
                continue;
            HasNamedSpeakers |= (Facts(i) & (WordFacts.Given | WordFacts.Harmless)) == WordFacts.Given;
            if (Words[i].In(text) is "Patient" or "Doctor" or "patient" or "doctor" or "PATIENT" or "DOCTOR" or "User" or "Bot" or "Guest_family" or "Nurse" or "Clinician")
                roles++;
        }
        IsConversation = roles > 2;
    }

    public string Text { get; }

    public ImmutableArray<IdentifierWord> Words { get; }

    /// <summary>Written without capitals, so that their absence says nothing.</summary>
    public bool LowerText { get; }

    /// <summary>Words in lines written in capitals throughout, where capitals say nothing.</summary>
    public bool[] Capitals { get; }

    public int Count => Words.Length;

    public WordFacts Facts(int i) => (uint)i < (uint)facts.Length ? facts[i] : WordFacts.None;

    public bool Is(int i, WordFacts any) => (Facts(i) & any) != WordFacts.None;

    public WordUse Use(int i) => (uint)i < (uint)uses.Length ? uses[i] : WordUse.Kept;

    public void Mark(int first, int last, WordUse use) => uses.AsSpan(first..(last + 1)).Fill(use);

    /// <summary>Between a word and the next one; the 's of a possessive belongs to it.</summary>
    public ReadOnlySpan<char> Gap(int i) => i < 0 || i + 1 >= Count ? [] : Text.AsSpan(Words[i].End..Words[i + 1].Start);

    /// <summary>A single blank, or several on one line.</summary>
    public bool IsBlank(int i)
    {
        if (i < 0 || i + 1 >= Count)
            return false;
        var gap = Gap(i);
        return gap.Length is > 0 and < 4 && gap.IndexOfAnyExcept(' ') < 0;
    }

    public char After(int i)
    {
        var at = Words[i].End + (Words[i].IsPossessive ? 2 : 0);
        return at < Text.Length ? Text[at] : '\n';
    }

    /// <summary>Begins with a capital, and that means something here.</summary>
    public bool IsNameCase(int i) => Words[i].Shape == WordShape.Capitalised || (Words[i].Shape == WordShape.AllCapitals && !Capitals[i] && (Words[i].Length > 2 || (i + 1 < Count && Gap(i) is "-" && Words[i + 1].Shape == WordShape.AllCapitals)));

    /// <summary>Written in a way that says nothing about whether it is a name.</summary>
    public bool IsPlainCase(int i) => (LowerText && Words[i].Shape == WordShape.Lower) || Capitals[i];

    /// <summary>Any word takes a capital here: after an end of a sentence, a colon, an opening quotation mark or bracket.</summary>
    public bool Begins(int i) => Words[i].StartsSentence || (i > 0 && Gap(i - 1).ContainsAny(Openings) && Gap(i - 1).Length > 1);

    /// <summary>Lines begin with first names and colons, as in a play.</summary>
    public bool HasNamedSpeakers { get; }

    /// <summary>Lines begin again and again with the same word and a colon, so that what follows is speech and not a value.</summary>
    public bool IsConversation { get; }

    public bool BehindColon(int i) => i > 0 && Gap(i - 1).Contains(':');

    public bool Reads(int i, params ReadOnlySpan<string> any)
    {
        if ((uint)i >= (uint)Count)
            return false;
        foreach (var word in any)
        {
            if (Words[i].In(Text).Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    public bool IsHarmless(int i) => Is(i, WordFacts.Harmless) || (Facts(i) & WordFacts.Function) != WordFacts.None;

    public bool IsListed(int i) => Is(i, WordFacts.AnyName);

    /// <summary>The 's, ends of lines and signs between, all on the same line.</summary>
    public bool SameLine(int i) => i >= 0 && i + 1 < Count && Gap(i).IndexOfAny('\n', '\r') < 0;

    private void MarkCapitals()
    {
        for (var first = 0; first < Count;)
        {
            var last = first;
            while (last + 1 < Count && !Words[last + 1].StartsLine)
                last++;
            var capitals = 0;
            var others = 0;
            for (var i = first; i <= last; i++)
            {
                if (Words[i].Shape == WordShape.AllCapitals)
                    capitals++;
                else if (Words[i].Shape is WordShape.Lower or WordShape.Capitalised)
                    others++;
            }
            if (capitals > 0 && others * 5 <= capitals)
            {
                for (var i = first; i <= last; i++)
                    Capitals[i] = Words[i].Shape == WordShape.AllCapitals;
            }
            first = last + 1;
        }
    }
}
