namespace Salus.Language.Identifiers.Names;

/// <summary>How a word is written, which is the first thing that tells a name from other words.</summary>
public enum WordShape : byte
{
    Lower,

    /// <summary>One capital, then small letters; also the parts of "O'Brien", "McKay" and "DeSantis".</summary>
    Capitalised,

    /// <summary>Two letters or more, all capitals.</summary>
    AllCapitals,

    /// <summary>Small letters before capitals, or letters beside digits.</summary>
    Mixed,

    Digits,

    /// <summary>One capital letter alone, with or without a point behind it.</summary>
    Initial,

    /// <summary>Of a script without capitals: Arabic, Hebrew, Chinese, Japanese, Korean, Hindi.</summary>
    Uncased,
}

/// <summary>A word of a text. What it is made of is said at <see cref="IdentifierWords"/>.</summary>
public readonly record struct IdentifierWord(int Start, int Length, WordShape Shape, WordPlace Place)
{
    public int End => Start + Length;

    public TextSpan Span => new(Start, Length);

    /// <summary>First of a sentence or of a line, where any word takes a capital.</summary>
    public bool StartsSentence => (Place & (WordPlace.Sentence | WordPlace.Line)) != WordPlace.None;

    public bool StartsLine => (Place & WordPlace.Line) != WordPlace.None;

    /// <summary>An 's stands behind it, outside the word.</summary>
    public bool IsPossessive => (Place & WordPlace.Possessive) != WordPlace.None;

    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, Length);
}

/// <summary>Where a word stands.</summary>
[Flags]
public enum WordPlace : byte
{
    None = 0,
    Sentence = 1,
    Line = 2,
    Possessive = 4,
}
