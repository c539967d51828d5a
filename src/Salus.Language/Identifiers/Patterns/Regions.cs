namespace Salus.Language.Identifiers.Patterns;

/// <summary>Names and abbreviations that end an address: states, provinces, countries. Of a name of several words the last one.</summary>
internal static class Regions
{
    private static readonly WordSet abbreviations = new("AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GU AS MP AA AE AP AB BC MB NB NL NS NT NU ON PE QC SK YT NSW VIC QLD ACT TAS UK USA US");

    private static readonly WordSet names = new("""
        Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota
        Mississippi Missouri Montana Nebraska Nevada Hampshire Jersey Mexico York Carolina Dakota Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia Washington Wisconsin Wyoming Columbia
        Ontario Quebec Manitoba Saskatchewan Alberta Scotia Brunswick Newfoundland Yukon Nunavut Victoria Queensland Tasmania England Scotland Wales
        Afghanistan Albania Algeria Andorra Angola Argentina Armenia Australia Austria Azerbaijan Bahamas Bahrain Bangladesh Barbados Belarus Belgium Belize Benin Bhutan Bolivia Bosnia Herzegovina Botswana Brazil Brunei
        Bulgaria Burundi Cambodia Cameroon Canada Chad Chile China Colombia Congo Croatia Cuba Cyprus Czechia Denmark Djibouti Dominica Ecuador Egypt Eritrea Estonia Eswatini Ethiopia Fiji Finland France Gabon
        Gambia Germany Ghana Greece Greenland Grenada Guatemala Guinea Guyana Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Jordan Kazakhstan Kenya Kosovo Kuwait Kyrgyzstan
        Laos Latvia Lebanon Lesotho Liberia Libya Liechtenstein Lithuania Luxembourg Madagascar Malawi Malaysia Maldives Mali Malta Mauritania Mauritius Moldova Monaco Mongolia Montenegro Morocco Mozambique Myanmar
        Namibia Nepal Netherlands Zealand Nicaragua Niger Nigeria Korea Macedonia Norway Oman Pakistan Panama Paraguay Peru Philippines Poland Portugal Qatar Romania Russia Rwanda Samoa Senegal Serbia Seychelles
        Singapore Slovakia Slovenia Somalia Spain Sudan Suriname Sweden Switzerland Syria Taiwan Tajikistan Tanzania Thailand Togo Tonga Tunisia Turkey Turkmenistan Uganda Ukraine Emirates Uruguay Uzbekistan Venezuela
        Vietnam Yemen Zambia Zimbabwe Kingdom States Africa Arabia Rica Lanka Salvador Republic Deutschland Schweiz España Italia Suomi Sverige Norge Danmark Polska Brasil Nederland
        """);

    public static bool IsAbbreviation(ReadOnlySpan<char> word) => word.Length is 2 or 3 && abbreviations.Has(word);

    public static bool IsName(ReadOnlySpan<char> word) => word.Length > 3 && names.Has(word);
}
