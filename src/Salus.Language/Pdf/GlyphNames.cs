using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Salus.Language.Pdf;

/// <summary>
/// What the names of glyphs and the codes of the standard encodings show (ISO 32000-1, annex D). Accented letters are put together from the
/// letter and the accent's name; <c>uni20AC</c> and <c>u1F600</c> name a code point; a suffix after a full stop is a variant of the same.
/// </summary>
internal static class GlyphNames
{
    private const string Mac = "\u00c4\u00c5\u00c7\u00c9\u00d1\u00d6\u00dc\u00e1\u00e0\u00e2\u00e4\u00e3\u00e5\u00e7\u00e9\u00e8\u00ea\u00eb\u00ed\u00ec\u00ee\u00ef\u00f1\u00f3\u00f2\u00f4\u00f6\u00f5\u00fa\u00f9\u00fb\u00fc\u2020\u00b0\u00a2\u00a3\u00a7\u2022\u00b6\u00df\u00ae\u00a9\u2122\u00b4\u00a8\u2260\u00c6\u00d8\u221e\u00b1\u2264\u2265\u00a5\u00b5\u2202\u2211\u220f\u03c0\u222b\u00aa\u00ba\u03a9\u00e6\u00f8\u00bf\u00a1\u00ac\u221a\u0192\u2248\u2206\u00ab\u00bb\u2026\u00a0\u00c0\u00c3\u00d5\u0152\u0153\u2013\u2014\u201c\u201d\u2018\u2019\u00f7\u25ca\u00ff\u0178\u2044\u20ac\u2039\u203a\ufb01\ufb02\u2021\u00b7\u201a\u201e\u2030\u00c2\u00ca\u00c1\u00cb\u00c8\u00cd\u00ce\u00cf\u00cc\u00d3\u00d4\u0020\u00d2\u00da\u00db\u00d9\u0131\u02c6\u02dc\u00af\u02d8\u02d9\u02da\u00b8\u02dd\u02db\u02c7";
    private const string Win = "\u20ac\u2022\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u2022\u017d\u2022\u2022\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u2022\u017e\u0178";

    /// <summary>Code in hexadecimal digits and what it shows, where it is not ASCII.</summary>
    private const string Standard = "27\u2019 60\u2018 A1\u00a1 A2\u00a2 A3\u00a3 A4\u2044 A5\u00a5 A6\u0192 A7\u00a7 A8\u00a4 A9' AA\u201c AB\u00ab AC\u2039 AD\u203a AE\ufb01 AF\ufb02 B1\u2013 B2\u2020 B3\u2021 B4\u00b7 B6\u00b6 B7\u2022 B8\u201a B9\u201e BA\u201d BB\u00bb BC\u2026 BD\u2030 BF\u00bf C1` C2\u00b4 C3\u02c6 C4\u02dc C5\u00af C6\u02d8 C7\u02d9 C8\u00a8 CA\u02da CB\u00b8 CD\u02dd CE\u02db CF\u02c7 D0\u2014 E1\u00c6 E3\u00aa E8\u0141 E9\u00d8 EA\u0152 EB\u00ba F1\u00e6 F5\u0131 F8\u0142 F9\u00f8 FA\u0153 FB\u00df";
    private const string Greek = "22\u2200 24\u2203 27\u220b 2A\u2217 2D\u2212 40\u2245 41\u0391 42\u0392 43\u03a7 44\u0394 45\u0395 46\u03a6 47\u0393 48\u0397 49\u0399 4A\u03d1 4B\u039a 4C\u039b 4D\u039c 4E\u039d 4F\u039f 50\u03a0 51\u0398 52\u03a1 53\u03a3 54\u03a4 55\u03a5 56\u03c2 57\u03a9 58\u039e 59\u03a8 5A\u0396 61\u03b1 62\u03b2 63\u03c7 64\u03b4 65\u03b5 66\u03c6 67\u03b3 68\u03b7 69\u03b9 6A\u03d5 6B\u03ba 6C\u03bb 6D\u03bc 6E\u03bd 6F\u03bf 70\u03c0 71\u03b8 72\u03c1 73\u03c3 74\u03c4 75\u03c5 76\u03d6 77\u03c9 78\u03be 79\u03c8 7A\u03b6 A2\u2032 A3\u2264 A4\u2044 A5\u221e A6\u0192 AB\u2194 AC\u2190 AD\u2191 AE\u2192 AF\u2193 B0\u00b0 B1\u00b1 B2\u2033 B3\u2265 B4\u00d7 B5\u221d B6\u2202 B7\u2022 B8\u00f7 B9\u2260 BA\u2261 BB\u2248 BC\u2026 D2\u00ae D3\u00a9 D4\u2122 D5\u220f D6\u221a D7\u22c5 D8\u00ac E5\u2211";

    private static readonly FrozenDictionary<string, string> Named = Table();

    /// <summary>By the accent's name, pairs of a letter and the letter with it.</summary>
    private static readonly ImmutableArray<(string Accent, string Letters)> Accents =
    [
        ("grave", "aàeèiìnǹoòuùAÀEÈIÌNǸOÒUÙ"),
        ("acute", "aácćeégǵiílĺnńoórŕsśuúyýzźAÁCĆEÉGǴIÍLĹNŃOÓRŔSŚUÚYÝZŹ"),
        ("circumflex", "aâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷAÂCĈEÊGĜHĤIÎJĴOÔSŜUÛWŴYŶ"),
        ("tilde", "aãiĩnñoõuũAÃIĨNÑOÕUŨ"),
        ("macron", "aāeēiīoōuūyȳAĀEĒIĪOŌUŪYȲ"),
        ("breve", "aăeĕgğiĭoŏuŭAĂEĔGĞIĬOŎUŬ"),
        ("dotaccent", "aȧcċeėgġoȯzżAȦCĊEĖGĠIİOȮZŻ"),
        ("dieresis", "aäeëiïoöuüyÿAÄEËIÏOÖUÜYŸ"),
        ("ring", "aåuůAÅUŮ"),
        ("hungarumlaut", "oőuűOŐUŰ"),
        ("caron", "aǎcčdďeěgǧhȟiǐjǰkǩlľnňoǒrřsštťuǔzžAǍCČDĎEĚGǦHȞIǏKǨLĽNŇOǑRŘSŠTŤUǓZŽ"),
        ("cedilla", "cçeȩgģkķlļnņrŗsştţCÇEȨGĢKĶLĻNŅRŖSŞTŢ"),
        ("ogonek", "aąeęiįoǫuųAĄEĘIĮOǪUŲ"),
        ("commaaccent", "GĢgģKĶkķLĻlļNŅnņRŖrŗSȘsșTȚtț"),
    ];

    public static string?[] WinAnsi { get; } = Encoding(i => i < 128 ? Ascii(i) : i < 160 ? Win[i - 128].ToString() : ((char)i).ToString());

    public static string?[] MacRoman { get; } = Encoding(i => i < 128 ? Ascii(i) : Mac[i - 128].ToString());

    public static string?[] StandardText { get; } = With(Standard);

    public static string?[] Symbol { get; } = With(Greek);

    /// <summary>What a glyph shows; null when its name does not say.</summary>
    public static string? Shown(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0)
            name = name[..dot];
        if (name.Length == 1)
            return name;
        if (Named.TryGetValue(name, out var known))
            return known;
        if (name.Contains('_', StringComparison.Ordinal))
            return name.Split('_').Select(Shown).ToArray() is var parts && parts.All(p => p is not null) ? string.Concat(parts) : null;
        foreach (var (accent, letters) in Accents)
            if (name.Length == accent.Length + 1 && name.EndsWith(accent, StringComparison.Ordinal))
                for (var i = 0; i < letters.Length; i += 2)
                    if (letters[i] == name[0])
                        return letters[i + 1].ToString();
        return CodePoint(name, "uni", 4) ?? CodePoint(name, "u", 0);
    }

    private static string? CodePoint(string name, string prefix, int digits)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal) || name.Length < prefix.Length + 4 || name.Length > prefix.Length + 6)
            return null;
        var code = name.AsSpan(prefix.Length, digits > 0 ? digits : name.Length - prefix.Length);
        return int.TryParse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point) && Rune.IsValid(point) ? new Rune(point).ToString() : null;
    }

    private static string? Ascii(int code) => code is >= 32 and < 127 ? ((char)code).ToString() : code is 9 or 10 or 13 ? " " : null;

    private static string?[] Encoding(Func<int, string?> of) => [.. Enumerable.Range(0, 256).Select(of)];

    private static string?[] With(string entries)
    {
        var codes = Encoding(i => i < 128 ? Ascii(i) : null);
        foreach (var entry in entries.Split(' '))
            codes[int.Parse(entry.AsSpan(0, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)] = entry[2..];
        return codes;
    }

    private static FrozenDictionary<string, string> Table()
    {
        const string Signs = "space= |exclam=!|quotedbl=\"|numbersign=#|dollar=$|percent=%|ampersand=&|quotesingle='|parenleft=(|parenright=)|asterisk=*|plus=+|comma=,|hyphen=-|period=.|slash=/|zero=0|one=1|two=2|three=3|four=4|five=5|six=6|seven=7|eight=8|nine=9|colon=:|semicolon=;|less=<|greater=>|question=?|at=@|bracketleft=[|backslash=\\|bracketright=]|asciicircum=^|underscore=_|grave=`|braceleft={|braceright=}|asciitilde=~|nbspace=\u00a0|nonbreakingspace=\u00a0|sfthyphen=\u00ad|softhyphen=\u00ad|exclamdown=\u00a1|cent=\u00a2|sterling=\u00a3|currency=\u00a4|yen=\u00a5|brokenbar=\u00a6|section=\u00a7|dieresis=\u00a8|copyright=\u00a9|ordfeminine=\u00aa|guillemotleft=\u00ab|guillemotright=\u00bb|logicalnot=\u00ac|registered=\u00ae|macron=\u00af|degree=\u00b0|plusminus=\u00b1|twosuperior=\u00b2|threesuperior=\u00b3|onesuperior=\u00b9|acute=\u00b4|mu=\u00b5|mu1=\u00b5|paragraph=\u00b6|periodcentered=\u00b7|middot=\u00b7|cedilla=\u00b8|ordmasculine=\u00ba|onequarter=\u00bc|onehalf=\u00bd|threequarters=\u00be|questiondown=\u00bf|AE=\u00c6|Eth=\u00d0|multiply=\u00d7|Oslash=\u00d8|Thorn=\u00de|germandbls=\u00df|ae=\u00e6|eth=\u00f0|divide=\u00f7|oslash=\u00f8|thorn=\u00fe|Dcroat=\u0110|dcroat=\u0111|Hbar=\u0126|hbar=\u0127|dotlessi=\u0131|Lslash=\u0141|lslash=\u0142|Eng=\u014a|eng=\u014b|OE=\u0152|oe=\u0153|Tbar=\u0166|tbar=\u0167|florin=\u0192|circumflex=\u02c6|caron=\u02c7|breve=\u02d8|dotaccent=\u02d9|ring=\u02da|ogonek=\u02db|tilde=\u02dc|hungarumlaut=\u02dd|endash=\u2013|emdash=\u2014|quoteleft=\u2018|quoteright=\u2019|quotesinglbase=\u201a|quotedblleft=\u201c|quotedblright=\u201d|quotedblbase=\u201e|dagger=\u2020|daggerdbl=\u2021|bullet=\u2022|ellipsis=\u2026|perthousand=\u2030|minute=\u2032|second=\u2033|guilsinglleft=\u2039|guilsinglright=\u203a|fraction=\u2044|Euro=\u20ac|euro=\u20ac|trademark=\u2122|Omega=\u03a9|estimated=\u212e|arrowleft=\u2190|arrowup=\u2191|arrowright=\u2192|arrowdown=\u2193|arrowboth=\u2194|partialdiff=\u2202|Delta=\u0394|increment=\u0394|product=\u220f|summation=\u2211|minus=\u2212|radical=\u221a|infinity=\u221e|integral=\u222b|approxequal=\u2248|notequal=\u2260|equivalence=\u2261|lessequal=\u2264|greaterequal=\u2265|lozenge=\u25ca|fi=fi|fl=fl|ff=ff|ffi=ffi|ffl=ffl|alpha=\u03b1|beta=\u03b2|gamma=\u03b3|delta=\u03b4|epsilon=\u03b5|zeta=\u03b6|eta=\u03b7|theta=\u03b8|iota=\u03b9|kappa=\u03ba|lambda=\u03bb|nu=\u03bd|xi=\u03be|omicron=\u03bf|pi=\u03c0|rho=\u03c1|sigma=\u03c3|tau=\u03c4|upsilon=\u03c5|phi=\u03c6|chi=\u03c7|psi=\u03c8|omega=\u03c9|Alpha=\u0391|Beta=\u0392|Gamma=\u0393|Theta=\u0398|Lambda=\u039b|Pi=\u03a0|Sigma=\u03a3|Phi=\u03a6|Psi=\u03a8|check=\u2713|checkmark=\u2713|square=\u25a1|H18533=\u25a0|filledbox=\u25a0";
        return Signs.Split('|').Select(s => (Name: s[..s.IndexOf('=', 1)], Shown: s[(s.IndexOf('=', 1) + 1)..])).Append(("bar", "|")).Append(("equal", "=")).ToFrozenDictionary(s => s.Item1, s => s.Item2, StringComparer.Ordinal);
    }
}
