using System.Collections.Frozen;

namespace Salus.Language.Identifiers;

/// <summary>
/// What a stretch of text tells about who somebody is. Finer than the eighteen classes of HIPAA's Safe Harbor (45 CFR 164.514(b)(2)(i)),
/// because some are treated differently within one of them: a state may stay, a street may not; a year may stay, a day may not.
/// </summary>
public enum IdentifierClass
{
    /// <summary>Given and family names, initials, nicknames, of anybody. Titles and suffixes such as "Dr." are not part of it.</summary>
    Name,

    /// <summary>Hospital, ward with a name, employer, school, insurer.</summary>
    Organization,

    /// <summary>City, county, quarter: below a state.</summary>
    Place,

    /// <summary>State, province or country: may stay under Safe Harbor.</summary>
    Region,

    /// <summary>Street and number, box, apartment.</summary>
    Address,

    PostalCode,

    /// <summary>A day or a month, with or without a year, in any writing; without the clock time beside it.</summary>
    Date,

    /// <summary>A year alone: may stay under Safe Harbor.</summary>
    Year,

    /// <summary>An age of up to 89 years: may stay under Safe Harbor.</summary>
    Age,

    /// <summary>An age above 89 years.</summary>
    OldAge,

    Phone,

    Fax,

    Email,

    SocialSecurity,

    MedicalRecord,

    HealthPlan,

    /// <summary>Accounts, credit cards, IBAN.</summary>
    Account,

    /// <summary>Certificates and licences: driver's licence, NPI, DEA, passport.</summary>
    Licence,

    /// <summary>Number plates and vehicle identification numbers.</summary>
    Vehicle,

    /// <summary>Serial numbers and unique device identifiers of implants and machines.</summary>
    Device,

    Url,

    IpAddress,

    /// <summary>A statement that holds a fingerprint, voice or retina code.</summary>
    Biometric,

    /// <summary>A face photograph or the name of its file.</summary>
    Photo,

    /// <summary>Any other number or code that stands for one person or one of their things: accession, visit, specimen, study.</summary>
    OtherId,
}

public static class IdentifierClasses
{
    private static readonly string[] words =
        [.. Enum.GetNames<IdentifierClass>().Select(name => string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString())))];

    private static readonly FrozenDictionary<string, IdentifierClass> byWord = Enum.GetValues<IdentifierClass>().ToFrozenDictionary(Word, StringComparer.Ordinal);

    /// <summary>As files and policies write it: kebab-case, for example <c>medical-record</c>.</summary>
    public static string Word(this IdentifierClass kind) => words[(int)kind];

    public static bool TryParse(string word, out IdentifierClass kind) => byWord.TryGetValue(word, out kind);

    public static IEnumerable<string> Words => byWord.Keys.Order(StringComparer.Ordinal);
}
