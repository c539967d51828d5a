using System.Globalization;
using System.Text;
using Salus.Language.Identifiers;
using Salus.Language.Identifiers.Known;

namespace Salus.Tests.Language.Identifiers.Known;

/// <summary>What the record knows of a patient is found in every one of its writings: each is planted into clinical sentences of every make.</summary>
public sealed class KnownCompletenessTests
{
    private static readonly string[] Sentences =
    [
        "The nurse told us that {0} slept well and took 5 mg of amlodipine.",
        "Call placed at 10:15, {0}, no answer; blood pressure 128/76.",
        "{0}",
        "Assessment: stable angina. Discussed with {0}. Follow up in 3 weeks.",
        "HISTORY\nseen by us on the ward, {0} reported pain\nof the left knee",
        "(see {0})",
        "note;{0};signed",
        "as said,{0},unchanged",
    ];

    private sealed record Patient(string Given, string Middle, string Family, string Nickname, string Born, string Phone, string Ssn, string Mrn, string Plan, string Street, string City, string Zip, string Email);

    private static readonly Patient[] Patients =
    [
        new("Elizabeth", "Quilla", "Hollingsworth", "Liz", "1958-11-07", "+1 555 218 9034", "618-27-4490", "MRN00482913", "WZK-550-98-231", "2217 Copperfield Boulevard", "Tamarind Falls", "83714", "e.hollings@example.org"),
        new("Jürgen", "Ansgar", "Müllenbach", "Jürgen", "1941-03-29", "+49 30 5550 1287", "909-14-3371", "77-31-0924", "A123456780", "Kastanienstraße 41", "Großweiler", "10437", "jm41@example.de"),
        new("María", "Inés", "Fuentes-Olmedo", "Mari", "2003-12-31", "+34 615 550 198", "734-55-0182", "H0019-2288", "ES/44/9931/07", "Calle Mirlo 19", "Valdemora", "28915", "mfo2003@example.es"),
        new("Siobhán", "Róisín", "O'Dwyer", "Siobhan", "1979-02-05", "(555) 664-7719", "452-90-6613", "5501937", "IR 77 K 1200", "9 Ballinteer Close", "Rathdrumin", "97114", "siob.dw@example.ie"),
        new("Thaddeus", "Bo", "van der Wijk", "Thad", "1990-08-18", "555-730-2246", "303-77-8821", "PT-20-4471", "99120045678", "1506 NW Larkspur Ln Apt 7C", "Ossington", "60688", "tvdw@example.net"),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Patients.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void Finds_each_known_value_in_each_writing_in_each_sentence(int which)
    {
        var patient = Patients[which];
        var record = KnownIdentifiers.Of(Known(patient));
        var missed = new List<string>();
        foreach (var (i, written) in Writings(patient).Distinct(StringComparer.Ordinal).Index())
        {
            foreach (var sentence in (string[])[Sentences[i % Sentences.Length], Sentences[(i + 3) % Sentences.Length]])
            {
                foreach (var (text, start, length) in Dressed(sentence, written))
                {
                    var read = IdentifierText.Of(text);
                    var covered = new bool[text.Length];
                    foreach (var match in record.Matches(read))
                    {
                        var span = read.ToOriginal(match.Span);
                        Array.Fill(covered, true, span.Start, span.Length);
                    }
                    if (Enumerable.Range(start, length).Any(at => char.IsLetterOrDigit(text[at]) && !covered[at] && !IsPossessive(text.AsSpan(start, length), at - start)))
                        missed.Add(text.Substring(start, length));
                }
            }
        }
        Assert.True(missed.Count == 0, string.Join(" | ", missed.Distinct(StringComparer.Ordinal)));
    }

    /// <summary>The s behind a name is not part of it.</summary>
    private static bool IsPossessive(ReadOnlySpan<char> written, int at) =>
        written[at] is 's' or 'S' && at == written.Length - 1 && written[..at].TrimEnd('\u200B') is [.., '\'' or '\u2019'];

    private static IEnumerable<KnownIdentifier> Known(Patient p) =>
    [
        new(IdentifierClass.Name, $"{p.Given} {p.Middle} {p.Family}", "patient"), new(IdentifierClass.Date, p.Born, "patient"), new(IdentifierClass.Phone, p.Phone, "patient"),
        new(IdentifierClass.SocialSecurity, p.Ssn, "patient"), new(IdentifierClass.MedicalRecord, p.Mrn, "patient"), new(IdentifierClass.HealthPlan, p.Plan, "patient"),
        new(IdentifierClass.Address, p.Street, "patient"), new(IdentifierClass.Place, p.City, "patient"), new(IdentifierClass.PostalCode, p.Zip, "patient"), new(IdentifierClass.Email, p.Email, "patient"),
    ];

    private static IEnumerable<string> Writings(Patient p) => Names(p).Concat(Dates(p.Born)).Concat(Numbers(p)).Concat(Places(p));

    private static IEnumerable<string> Names(Patient p)
    {
        var (given, middle, family, plain) = (p.Given, p.Middle, p.Family, Plain(p.Family));
        string[] written =
        [
            $"{given} {family}", $"{given} {middle} {family}", $"{given} {middle[0]}. {family}", $"{given[0]}. {family}", $"{given[0]} {family}", $"{given[0]}. {middle[0]}. {family}", $"{family}, {given}", $"{family} {given}", $"{family}, {given} {middle[0]}.",
            $"{family}, {given[0]}.", given, family, p.Nickname, $"{p.Nickname} {family}", $"{given}'s", $"{family}'s", $"{family}\u2019s", $"{given.ToLowerInvariant()} {family.ToLowerInvariant()}", $"{Plain(given)} {plain}",
            $"{family}^{given}^{middle}", $"{Joined(given)}.{Joined(family)}", $"{Joined(given)}_{Joined(family)}", $"{Joined(given)[0]}{Joined(family)}", $"{Joined(given)}{Joined(family)}", $"{Joined(family)}{Joined(given)[0]}", $"{Joined(given)}.{Joined(family)}@example.com",
            $"{Joined(given)[0]}{Joined(family)}77@example.com", $"drs{Joined(family)}clinic@example.com", $"{Joined(family)}_{Joined(given)}",
        ];
        var parts = family.Split('-', ' ').Where(part => part.Length > 3 && !part.Contains('\'', StringComparison.Ordinal)).Append(given).ToArray();
        return written.Concat(parts).Concat(parts.Where(part => part.Length > 4).SelectMany(Misspelt)).Concat(parts.Select(part => part + "s"))
            .Concat(family == "Müllenbach" ? ["Muellenbach", "Juergen Muellenbach", "MUELLENBACH"] : []);
    }

    private static IEnumerable<string> Misspelt(string word)
    {
        for (var i = 1; i < word.Length; i++)
        {
            yield return word[..i] + word[(i + 1)..];
            yield return word[..i] + "e" + word[i..];
            yield return word[..i] + "o" + word[(i + 1)..];
            if (i + 1 < word.Length)
                yield return word[..i] + word[i + 1] + word[i] + word[(i + 2)..];
        }
        yield return $"{char.ToUpperInvariant(word[1])}{char.ToLowerInvariant(word[0])}{word[2..]}";
    }

    private static IEnumerable<string> Dates(string iso)
    {
        var day = DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach (var form in (string[])["yyyy-MM-dd", "MM/dd/yyyy", "M/d/yyyy", "M/d/yy", "MM-dd-yyyy", "dd.MM.yyyy", "d.M.yy", "dd/MM/yyyy", "yyyy/MM/dd", "MMMM d, yyyy", "MMM d, yyyy", "MMM. d, yyyy", "d MMMM yyyy", "dd-MMM-yyyy", "dd MMM yy", "ddMMMyyyy", "yyyyMMdd", "MMddyyyy", "MMMM d", "d MMMM", "MMMM yyyy", "MMM d \\'yy", "yyyy MM dd", "MM / dd / yyyy"])
            yield return day.ToString(form, CultureInfo.InvariantCulture);
        var suffix = day.Day is 1 or 21 or 31 ? "st" : day.Day is 2 or 22 ? "nd" : day.Day is 3 or 23 ? "rd" : "th";
        var month = day.ToString("MMMM", CultureInfo.InvariantCulture);
        yield return string.Create(CultureInfo.InvariantCulture, $"{month} {day.Day}{suffix}, {day.Year}");
        yield return string.Create(CultureInfo.InvariantCulture, $"{day.Day}{suffix} of {month}");
        yield return string.Create(CultureInfo.InvariantCulture, $"{day.Day}{suffix} of {month}, {day.Year}");
        yield return string.Create(CultureInfo.InvariantCulture, $"{month.ToUpperInvariant()} {day.Day}, {day.Year}");
        yield return string.Create(CultureInfo.InvariantCulture, $"birthday {day.Month}/{day.Day}")[9..] is { } bare ? $"{bare}/{day.Year % 100:00}" : "";
    }

    private static IEnumerable<string> Numbers(Patient p)
    {
        foreach (var number in (string[])[p.Phone, p.Ssn, p.Mrn, p.Plan])
        {
            var bare = string.Concat(number.Where(char.IsLetterOrDigit));
            yield return number;
            yield return bare;
            yield return bare.ToLowerInvariant();
            foreach (var separator in (string[])[" ", "-", ".", "\n", "-\n", " - "])
            {
                yield return string.Join(separator, bare.Chunk(3).Select(piece => new string(piece)));
                yield return string.Join(separator, bare.Chunk(4).Select(piece => new string(piece)));
                yield return string.Join(separator, bare.Select(c => c.ToString()));
            }
        }
        yield return p.Zip;
        yield return p.Email;
        yield return p.Email.ToUpperInvariant();
    }

    private static IEnumerable<string> Places(Patient p) =>
    [
        p.Street, p.City, $"{p.Street}, {p.City}", $"{p.Street}\n{p.City} {p.Zip}", $"{p.City} {p.Zip}", p.Street.Replace("Boulevard", "Blvd.", StringComparison.Ordinal), p.Street.Replace("straße", "str.", StringComparison.Ordinal), p.Street.Replace("NW", "N.W.", StringComparison.Ordinal).Replace("Ln", "Lane,", StringComparison.Ordinal),
    ];

    /// <summary>As it is, in capitals, with line breaks for blanks, and with marks that nobody sees between its characters.</summary>
    private static IEnumerable<(string Text, int Start, int Length)> Dressed(string sentence, string written)
    {
        var at = sentence.IndexOf("{0}", StringComparison.Ordinal);
        foreach (var dressed in (string[])[written, written.ToUpperInvariant(), written.Replace(" ", "\n", StringComparison.Ordinal), written.Replace(" ", "\u00A0", StringComparison.Ordinal), Laced(written)])
        {
            yield return (sentence.Replace("{0}", dressed, StringComparison.Ordinal), at, dressed.Length);
            if (dressed == dressed.ToUpperInvariant() && dressed != written)
                yield return (sentence.ToUpperInvariant().Replace("{0}", dressed, StringComparison.Ordinal), at, dressed.Length);
        }
    }

    private static string Laced(string written)
    {
        var laced = new StringBuilder();
        foreach (var c in written)
            laced.Append(c).Append('\u200B');
        return laced.ToString(0, laced.Length - 1);
    }

    private static string Plain(string name) => string.Concat(name.Select(c => c switch { 'ü' => 'u', 'í' => 'i', 'é' => 'e', 'á' => 'a', 'ó' => 'o', _ => c }));

    private static string Joined(string name) => string.Concat(Plain(name).Where(char.IsLetter)).ToLowerInvariant();
}
