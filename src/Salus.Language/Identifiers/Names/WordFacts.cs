namespace Salus.Language.Identifiers.Names;

/// <summary>What the lists know of a word.</summary>
[Flags]
internal enum WordFacts
{
    None = 0,
    Given = 1 << 0,
    Family = 1 << 1,

    /// <summary>An ordinary word of English.</summary>
    Everyday = 1 << 2,

    /// <summary>Part of a term of the vocabulary, or built like one.</summary>
    Medical = 1 << 3,
    Eponym = 1 << 4,

    /// <summary>What an eponym goes with: disease, sign, clamp.</summary>
    EponymNoun = 1 << 5,
    Place = 1 << 6,
    Region = 1 << 7,
    RegionCode = 1 << 8,

    /// <summary>A phrase of the lists may begin here.</summary>
    PhraseStart = 1 << 9,
    Legal = 1 << 10,
    Care = 1 << 11,
    Institution = 1 << 12,
    Business = 1 << 13,
    KnownOrganization = 1 << 14,
    Title = 1 << 15,
    FormalTitle = 1 << 16,
    Credential = 1 << 17,
    Label = 1 << 18,
    Before = 1 << 19,
    Strong = 1 << 20,
    Kin = 1 << 21,
    Verb = 1 << 22,
    PlaceVerb = 1 << 23,
    PlaceWord = 1 << 24,
    OrganizationVerb = 1 << 25,
    OrganizationNoun = 1 << 26,
    Particle = 1 << 27,
    Suffix = 1 << 28,
    Month = 1 << 29,
    Street = 1 << 30,
    Function = 1 << 31,

    AnyName = Given | Family,
    Harmless = Everyday | Medical,
    OrganizationWord = Legal | Care | Institution | Business,
}
