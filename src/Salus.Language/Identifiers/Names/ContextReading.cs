using System.Runtime.CompilerServices;

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

/// <summary>A text as the passes of <see cref="ContextDetector"/> share it: what was read of its words, and what each was taken for.</summary>
internal sealed class ContextReading(WordReading reading)
{
    private readonly WordUse[] uses = new WordUse[reading.Words.Length];

    public string Text => reading.Text;

    public ReadOnlySpan<IdentifierWord> Words => reading.Words;

    /// <inheritdoc cref="WordReading.LowerText"/>
    public bool LowerText => reading.LowerText;

    /// <inheritdoc cref="WordReading.Capitals"/>
    public ReadOnlySpan<bool> Capitals => reading.Capitals;

    /// <inheritdoc cref="WordReading.HasNamedSpeakers"/>
    public bool HasNamedSpeakers => reading.HasNamedSpeakers;

    /// <inheritdoc cref="WordReading.IsConversation"/>
    public bool IsConversation => reading.IsConversation;

    public int Count => uses.Length;

    /// <inheritdoc cref="WordReading.Folded"/>
    public ReadOnlySpan<char> Folded(int i) => reading.Folded(i);

    /// <inheritdoc cref="WordReading.Hashes"/>
    public ulong Hash(int i) => reading.Hashes[i];

    public WordFacts Facts(int i) => (uint)i < (uint)uses.Length ? reading.Facts[i] : WordFacts.None;

    public bool Is(int i, WordFacts any) => (Facts(i) & any) != WordFacts.None;

    public WordUse Use(int i) => (uint)i < (uint)uses.Length ? uses[i] : WordUse.Kept;

    public void Mark(int first, int last, WordUse use) => uses.AsSpan(first..(last + 1)).Fill(use);

    /// <summary>Between a word and the next one; the 's of a possessive belongs to it.</summary>
    [MethodImpl(EveryWord.Passes)]
    public ReadOnlySpan<char> Gap(int i) => i < 0 || i + 1 >= uses.Length ? [] : Text.AsSpan(Words[i].End..Words[i + 1].Start);

    /// <summary>A single blank, or several on one line.</summary>
    public bool IsBlank(int i) => Has(i, WordTraits.Blank);

    public bool IsHyphen(int i) => Has(i, WordTraits.Hyphen);

    public char After(int i) => reading.After(i);

    /// <inheritdoc cref="WordTraits.NameCase"/>
    public bool IsNameCase(int i) => Has(i, WordTraits.NameCase);

    /// <inheritdoc cref="WordTraits.PlainCase"/>
    public bool IsPlainCase(int i) => Has(i, WordTraits.PlainCase);

    /// <inheritdoc cref="WordTraits.Ordinary"/>
    public bool IsOrdinary(int i) => Has(i, WordTraits.Ordinary);

    /// <summary>Any word takes a capital here: after an end of a sentence, a colon, an opening quotation mark or bracket.</summary>
    public bool Begins(int i) => Words[i].StartsSentence || Has(i - 1, WordTraits.Opening);

    public bool BehindColon(int i) => Has(i - 1, WordTraits.Colon);

    [MethodImpl(EveryWord.Passes)]
    public bool Reads(int i, params ReadOnlySpan<string> any)
    {
        if ((uint)i >= (uint)uses.Length)
            return false;
        var word = Words[i].In(Text);
        var first = word[0] | 0x20;
        foreach (var other in any)
        {
            if (other.Length == word.Length && (other[0] == first || first > 'z') && word.Equals(other, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    public bool IsHarmless(int i) => Is(i, WordFacts.Harmless | WordFacts.Function);

    public bool IsListed(int i) => Is(i, WordFacts.AnyName);

    /// <summary>The 's, ends of lines and signs between, all on the same line.</summary>
    public bool SameLine(int i) => Has(i, WordTraits.SameLine);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Has(int i, WordTraits any) => (uint)i < (uint)uses.Length && (reading.Traits[i] & any) != WordTraits.None;
}
