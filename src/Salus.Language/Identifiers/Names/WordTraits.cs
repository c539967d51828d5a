namespace Salus.Language.Identifiers.Names;

/// <summary>What is seen of a word's writing in its text, and of what stands between it and the next one; the 's of a possessive belongs to that.</summary>
[Flags]
internal enum WordTraits : byte
{
    None = 0,

    /// <summary>One to three blanks and nothing else behind it.</summary>
    Blank = 1,

    /// <summary>A hyphen and nothing else behind it.</summary>
    Hyphen = 2,

    /// <summary>No end of a line between it and the next word.</summary>
    SameLine = 4,
    Colon = 8,

    /// <summary>A sign after which any word takes a capital, and something beside it, behind it.</summary>
    Opening = 16,

    /// <summary>Begins with a capital, and that means something here.</summary>
    NameCase = 32,

    /// <summary>Written in a way that says nothing about whether it is a name.</summary>
    PlainCase = 64,

    /// <summary>Small letters, figures or a script without capitals, in a text whose capitals mean something: most words, and few of them any name.</summary>
    Ordinary = 128,
}
