using System.Collections.Frozen;

namespace Salus.Fhir.Validation;

/// <summary>Code systems that are a rule or a short public list: media types, languages, countries, currencies.</summary>
internal static class RuleSystems
{
    // ISO 3166-1 alpha-2, as assigned in 2024.
    private static readonly FrozenSet<string> countries = Words(
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ "
        + "DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
        + "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM "
        + "PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ "
        + "UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW");

    // ISO 4217, active codes of 2024.
    private static readonly FrozenSet<string> currencies = Words(
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR "
        + "FJD FKP GBP GEL GGP GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS IMP INR IQD IRR ISK JEP JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU "
        + "MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLL SLE SOS SPL SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TVD "
        + "TWD TZS UAH UGX USD USN UYI UYU UZS VED VES VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWL");

    /// <summary>A type, a slash, a subtype and perhaps parameters (RFC 6838).</summary>
    public static bool IsMediaType(string code)
    {
        // The short forms that FHIR itself allows for _format and in capability statements.
        if (code is "json" or "xml" or "ttl")
            return true;
        var end = code.IndexOf(';', StringComparison.Ordinal);
        var name = (end < 0 ? code : code[..end]).Trim();
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < name.Length - 1 && name.IndexOf('/', slash + 1) < 0 && name.All(c => c is '/' or '*' or (> ' ' and < (char)127 and not ('(' or ')' or '<' or '>' or '@' or ',' or '"' or '[' or ']' or '?' or '=')));
    }

    /// <summary>A language of two or three letters, then perhaps script, region and variants (BCP 47); or a private tag.</summary>
    public static bool IsLanguage(string code)
    {
        var parts = code.Split('-');
        if (parts[0] is "x" or "i")
            return parts.Length > 1 && parts.Skip(1).All(p => p.Length is >= 1 and <= 8 && p.All(char.IsAsciiLetterOrDigit));
        return parts[0].Length is 2 or 3 && parts[0].All(char.IsAsciiLetter)
            && parts.Skip(1).All(p => p.Length is >= 1 and <= 8 && p.All(char.IsAsciiLetterOrDigit));
    }

    /// <returns>Null for codes of three letters or digits, which ISO 3166 has too.</returns>
    public static bool? IsCountry(string code) => countries.Contains(code) ? true : code.Length == 3 ? null : false;

    public static bool IsCurrency(string code) => currencies.Contains(code);

    private static FrozenSet<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
