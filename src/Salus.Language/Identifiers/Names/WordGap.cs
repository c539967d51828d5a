namespace Salus.Language.Identifiers.Names;

/// <summary>What stands between a word and the next one; the 's of a possessive belongs to it.</summary>
[Flags]
internal enum WordGap : byte
{
    None = 0,

    /// <summary>One to three blanks and nothing else.</summary>
    Blank = 1,

    /// <summary>A hyphen and nothing else.</summary>
    Hyphen = 2,

    /// <summary>No end of a line.</summary>
    SameLine = 4,
    Colon = 8,

    /// <summary>A sign after which any word takes a capital, and something beside it.</summary>
    Opening = 16,
}
