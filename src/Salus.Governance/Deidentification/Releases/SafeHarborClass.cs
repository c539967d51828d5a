using System.Collections.Immutable;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>One of the eighteen classes of identifiers of 45 CFR 164.514(b)(2)(i), in our words.</summary>
/// <param name="Letter">A to R, as the rule numbers them.</param>
public sealed record SafeHarborClass(char Letter, string Title, ImmutableArray<IdentifierClass> Holds)
{
    public static ImmutableArray<SafeHarborClass> All { get; } =
    [
        new('A', "Names", [IdentifierClass.Name, IdentifierClass.Organization]),
        new('B', "Places smaller than a state", [IdentifierClass.Place, IdentifierClass.Address, IdentifierClass.PostalCode, IdentifierClass.Region]),
        new('C', "Dates except the year, and ages over 89", [IdentifierClass.Date, IdentifierClass.OldAge, IdentifierClass.Year, IdentifierClass.Age]),
        new('D', "Telephone numbers", [IdentifierClass.Phone]),
        new('E', "Fax numbers", [IdentifierClass.Fax]),
        new('F', "E-mail addresses", [IdentifierClass.Email]),
        new('G', "Social security numbers", [IdentifierClass.SocialSecurity]),
        new('H', "Medical record numbers", [IdentifierClass.MedicalRecord]),
        new('I', "Health plan numbers", [IdentifierClass.HealthPlan]),
        new('J', "Account numbers", [IdentifierClass.Account]),
        new('K', "Certificate and licence numbers", [IdentifierClass.Licence]),
        new('L', "Vehicles and number plates", [IdentifierClass.Vehicle]),
        new('M', "Devices and serial numbers", [IdentifierClass.Device]),
        new('N', "Web addresses", [IdentifierClass.Url]),
        new('O', "IP addresses", [IdentifierClass.IpAddress]),
        new('P', "Fingerprints, voices and other biometrics", [IdentifierClass.Biometric]),
        new('Q', "Photographs of faces", [IdentifierClass.Photo]),
        new('R', "Any other number or code of a person", [IdentifierClass.OtherId]),
    ];

    /// <summary>Whether the rule lets this stay as it is.</summary>
    internal static bool MayStay(IdentifierClass kind) => kind is IdentifierClass.Region or IdentifierClass.Year or IdentifierClass.Age;

    /// <summary>What makes a postal code, a date or an age coarse enough for the rule.</summary>
    internal static bool MayBeCoarse(IdentifierClass kind) => kind is IdentifierClass.PostalCode or IdentifierClass.Date or IdentifierClass.OldAge or IdentifierClass.Place || MayStay(kind);
}

/// <summary>What the release rests on for one class.</summary>
public enum SafeHarborStanding
{
    /// <summary>Nothing of this class was found, and it would have been treated as the rule asks.</summary>
    NothingFound,

    /// <summary>What was found is gone, or replaced by something invented.</summary>
    Removed,

    /// <summary>Made coarser or left as far as the rule allows.</summary>
    Allowed,

    /// <summary>Something stays that the rule does not allow: it rests on an expert's determination (164.514(b)(1)) or on an agreement about a limited data set (164.514(e)).</summary>
    Expert,
}

/// <param name="Counts">What was found and what was done, how often.</param>
/// <param name="Text">The line as the signer reads it.</param>
public sealed record SafeHarborLine(SafeHarborClass Class, SafeHarborStanding Standing, ImmutableArray<TallyLine> Counts, string Text)
{
    public long Found => Counts.Sum(c => c.Count);
}
