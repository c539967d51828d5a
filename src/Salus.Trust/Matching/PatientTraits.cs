using System.Collections.Immutable;
using System.Text;
using Salus.Fhir.Resources;
using Salus.Fhir.Search;

namespace Salus.Trust;

/// <summary>What tells one person from another, read from a Patient and made comparable: names folded, phones as digits.</summary>
internal sealed record PatientTraits(
    ImmutableArray<PatientTraits.Mark> Identifiers,
    ImmutableArray<string> Families,
    ImmutableArray<string> Givens,
    string? BirthDate,
    string? Sex,
    ImmutableArray<string> Addresses,
    ImmutableArray<string> Contacts)
{
    /// <summary>HL7 table 0203: numbers of a policy, an account or a visit, which several people can share or one person can have many of.</summary>
    private static readonly string[] SharedTypes = ["SN", "MB", "NIIP", "AN", "VN", "ACSN", "PLAC", "FILL", "WC", "WCN"];

    private static readonly string[] Placeholders = ["unknown", "none", "n/a", "na", "null", "test", "tbd", "xxx"];

    /// <summary>An identifier of a person.</summary>
    /// <param name="IsCurrent">Not marked as old: two current ones of a system cannot belong to one person.</param>
    public readonly record struct Mark(string System, string Value, bool IsCurrent);

    public static PatientTraits Of(Patient patient, DateTimeOffset now)
    {
        var names = patient.Names.Where(n => n.Use is not "anonymous").ToList();
        return new PatientTraits(
            [.. patient.Identifiers.Where(i => IsPersonal(i)).Select(i => new Mark(i.System!, i.Value!.Trim(), i.Use is not ("old" or "temp" or "secondary") && !(i.Period?.End?.End < now))).Distinct()],
            [.. names.Select(n => n.Family).OfType<string>().Select(SearchText.Fold).Where(f => f.Length > 0).Distinct(StringComparer.Ordinal)],
            [.. names.Where(n => n.Given.Count > 0).Select(n => n.Given[0]).Select(SearchText.Fold).Where(g => g.Length > 0).Distinct(StringComparer.Ordinal)],
            patient.BirthDate is { } born && born.Text.Length >= 10 ? born.Text[..10] : null,
            patient.Gender is "male" or "female" ? patient.Gender : null,
            [.. patient.Addresses.Where(a => a.Lines.Count > 0 && (a.PostalCode ?? a.City) is not null).Select(a => SearchText.Fold($"{a.Lines[0]} {a.PostalCode ?? a.City}")).Distinct(StringComparer.Ordinal)],
            [.. patient.Telecoms.Select(Contact).OfType<string>().Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Two patients without any of these in common are not compared. Digests, so that the table tells nothing.</summary>
    public IEnumerable<string> BlockingKeys()
    {
        var keys = new List<string>();
        if (BirthDate is not null)
        {
            keys.AddRange(Families.Select(f => $"family {f} {BirthDate}"));
            keys.AddRange(Givens.Select(g => $"given {g} {BirthDate}"));
        }
        keys.AddRange(from family in Families from given in Givens select $"name {family} {given}");
        keys.AddRange(Contacts.Select(c => $"contact {c}"));
        return keys.Distinct(StringComparer.Ordinal).Select(k => Sha256.Of(Encoding.UTF8.GetBytes(k)).ToString()[..32]);
    }

    private static bool IsPersonal(Identifier identifier)
    {
        if (string.IsNullOrWhiteSpace(identifier.System) || identifier.Value?.Trim() is not { Length: >= 2 } value)
            return false;
        if (identifier.Type is { } type && type.Codings.Any(c => c.Code is { } code && SharedTypes.Contains(code)))
            return false;
        // 0000000, 999-99-9999 and the like stand for not known.
        return value.Where(char.IsLetterOrDigit).Distinct().Count() > 1 && !Placeholders.Contains(value.ToLowerInvariant());
    }

    private static string? Contact(ContactPoint contact)
    {
        if (contact.Value is not { } value)
            return null;
        if (contact.System is "email")
            return value.Trim().ToLowerInvariant();
        var digits = string.Concat(value.Where(char.IsAsciiDigit));
        // Country and trunk prefixes are written or left out; the last nine digits are not.
        return digits.Length < 7 ? null : digits.Length > 9 ? digits[^9..] : digits;
    }
}
