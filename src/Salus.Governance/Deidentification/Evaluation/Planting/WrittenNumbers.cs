using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Salus.Learning;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>Invented numbers in the writings of the real ones, with check digits where those have them.</summary>
public static class WrittenNumbers
{
    private static readonly ImmutableArray<string> phones = ["(###) ###-####", "(###)###-####", "###-###-####", "###.###.####", "### ### ####", "1-###-###-####", "+1 ### ### ####", "+1 (###) ###-####", "###-###-#### ext. ###", "+44 20 #### ####", "07### ######", "0161 ### ####", "+49 30 #######", "+33 6 ## ## ## ##", "+91 98### #####", "+61 4## ### ###", "0##-#######"];
    private static readonly ImmutableArray<string> records = ["#######", "########", "######", "##-##-##", "###-##-####-#", "@#######", "@@######", "#########", "M-######", "H#####-##"];
    private static readonly ImmutableArray<string> plans = ["@@@#########", "W#########", "###@##@####", "@##-####-###", "#########-##", "#########A", "@@@@########"];
    private static readonly ImmutableArray<string> others = ["##-#######", "@##-#####", "A-####-####", "##@#######", "@@##-######", "#########", "@-##-#####"];
    private static readonly ImmutableArray<string> plates = ["@@@ ####", "###-@@@", "#@@@###", "@@## @@@", "@@@-####", "@ @@ ####"];

    /// <summary>A telephone number whose area code and exchange do not begin with 0 or 1 where it is an American one.</summary>
    public static string Phone(SeededRandom random)
    {
        var form = random.Pick(phones);
        if (!form.StartsWith('0') && !form.StartsWith("+4", StringComparison.Ordinal) && !form.StartsWith("+3", StringComparison.Ordinal) && !form.StartsWith("+9", StringComparison.Ordinal) && !form.StartsWith("+6", StringComparison.Ordinal))
        {
            var first = form.IndexOf("###", StringComparison.Ordinal);
            var second = form.IndexOf("###", first + 3, StringComparison.Ordinal);
            form = form.Remove(second, 1).Insert(second, ((char)('2' + random.NextInt(8))).ToString());
            form = form.Remove(first, 1).Insert(first, ((char)('2' + random.NextInt(8))).ToString());
        }
        return random.Fill(form);
    }

    public static string SocialSecurity(SeededRandom random)
    {
        var (area, group, serial) = (random.Between(101, 665), random.Between(10, 99), random.Between(1000, 9999));
        var by = random.Pick(["-", "-", "-", " ", ""]);
        return string.Create(CultureInfo.InvariantCulture, $"{area}{by}{group}{by}{serial}");
    }

    public static string MedicalRecord(SeededRandom random) => random.Fill(random.Pick(records));

    public static string HealthPlan(SeededRandom random) => random.Fill(random.Pick(plans));

    public static string Other(SeededRandom random) => random.Fill(random.Pick(others));

    public static string Plate(SeededRandom random) => random.Fill(random.Pick(plates));

    public static string Licence(SeededRandom random) => random.Fill(random.Pick(["@#######", "@###-####-####", "#########", "@@######@", "@@@@@###### @@#@@"]));

    public static string Passport(SeededRandom random) => random.Fill(random.Pick(["#########", "@########", "@@#######"]));

    public static string Serial(SeededRandom random) => random.Fill(random.Pick(["@@@######@", "SN-########", "##@@####", "@@####-####", "@#########"]));

    public static string Account(SeededRandom random) => random.Fill(random.Pick(["##########", "####-######", "########", "ACC-#######", "## #### ####"]));

    /// <summary>With a valid check digit (ISO/IEC 7812, Luhn).</summary>
    public static string Card(SeededRandom random)
    {
        var digits = random.Fill(random.Pick(["4##############", "5#1############", "37############"]));
        digits += Luhn(digits);
        return random.NextInt(3) switch
        {
            0 when digits.Length == 16 => string.Join(' ', digits.Chunk(4).Select(c => new string(c))),
            1 when digits.Length == 16 => string.Join('-', digits.Chunk(4).Select(c => new string(c))),
            _ => digits,
        };
    }

    /// <summary>National Provider Identifier: ten digits, Luhn over 80840 and the first nine (CMS).</summary>
    public static string Npi(SeededRandom random)
    {
        var digits = random.Fill("1########");
        return digits + Luhn("80840" + digits);
    }

    /// <summary>DEA registration: last digit of (1st+3rd+5th) + 2 (2nd+4th+6th).</summary>
    public static string Dea(SeededRandom random, char family)
    {
        var digits = random.Fill("######");
        var sum = digits.Select((d, i) => (d - '0') * (i % 2 == 0 ? 1 : 2)).Sum();
        return string.Create(CultureInfo.InvariantCulture, $"{random.Pick(["A", "B", "F", "M"])}{char.ToUpperInvariant(family)}{digits}{sum % 10}");
    }

    /// <summary>ISO 13616, check digits by modulus 97.</summary>
    public static string Iban(SeededRandom random)
    {
        var (country, length) = random.Pick([("DE", 18), ("GB", 18), ("FR", 23), ("ES", 20), ("NL", 14)]);
        var body = country switch { "GB" => random.Fill("@@@@##############"), "NL" => random.Fill("@@@@##########"), _ => random.Fill(new string('#', length)) };
        var number = string.Concat((body + country + "00").Select(c => char.IsAsciiDigit(c) ? c.ToString() : (c - 'A' + 10).ToString(CultureInfo.InvariantCulture)));
        var check = 98 - (int)(BigInteger.Parse(number, CultureInfo.InvariantCulture) % 97);
        var whole = string.Create(CultureInfo.InvariantCulture, $"{country}{check:00}{body}");
        return random.Chance(0.5) ? whole : string.Join(' ', whole.Chunk(4).Select(c => new string(c)));
    }

    /// <summary>ISO 3779 vehicle number with the check digit of 49 CFR 565 in ninth place.</summary>
    public static string Vin(SeededRandom random)
    {
        const string letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
        const string values = "12345678123457923456789";
        ReadOnlySpan<int> weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        var vin = random.Fill("1@@@@##@0@@######").ToCharArray();
        var sum = 0;
        for (var i = 0; i < vin.Length; i++)
            sum += weights[i] * (char.IsAsciiDigit(vin[i]) ? vin[i] - '0' : values[letters.IndexOf(vin[i], StringComparison.Ordinal)] - '0');
        vin[8] = sum % 11 == 10 ? 'X' : (char)('0' + sum % 11);
        return new string(vin);
    }

    public static string Udi(SeededRandom random)
    {
        var item = random.Fill("0#############");
        return random.Fill($"(01){item}(21)@######");
    }

    public static string Ip(SeededRandom random) => random.Chance(0.8)
        ? string.Create(CultureInfo.InvariantCulture, $"{random.Between(11, 223)}.{random.NextInt(256)}.{random.NextInt(256)}.{random.Between(1, 254)}")
        : string.Create(CultureInfo.InvariantCulture, $"2001:db8:{random.NextInt(65536):x}:{random.NextInt(65536):x}::{random.Between(1, 65535):x}");

    public static string PostalCode(SeededRandom random) => random.Fill(random.Pick(["#####", "#####", "#####", "#####", "#####-####", "@## #@@", "@@# #@@", "@#@ #@#"]));

    private static char Luhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var d = digits[^(i + 1)] - '0';
            d = i % 2 == 0 ? d * 2 : d;
            sum += d > 9 ? d - 9 : d;
        }
        return (char)('0' + (10 - sum % 10) % 10);
    }
}
