using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Salus.Design.Documents;

/// <summary>
/// One of the fonts that every PDF reader brings along, so that no font file is needed or embedded.
/// Characters: Western and Central European letters, common punctuation, and through Symbol the signs of measurements.
/// Widths: Adobe Font Metrics of the standard 14 fonts, in thousandths of the size.
/// </summary>
internal sealed class PdfFont
{
    public static PdfFont Regular { get; } = new("F1", "Helvetica",
        [278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
         1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
         333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584]);

    public static PdfFont Bold { get; } = new("F2", "Helvetica-Bold",
        [278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
         975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
         333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584]);

    // Character, letter of the same width, glyph name.
    private static readonly FrozenDictionary<char, (char Width, string Name)> letters = (
            "ÀAAgrave ÁAAacute ÂAAcircumflex ÃAAtilde ÄAAdieresis ÅAAring ÆMAE ÇCCcedilla ÈEEgrave ÉEEacute ÊEEcircumflex ËEEdieresis ÌIIgrave " +
            "ÍIIacute ÎIIcircumflex ÏIIdieresis ÐDEth ÑNNtilde ÒOOgrave ÓOOacute ÔOOcircumflex ÕOOtilde ÖOOdieresis ØOOslash ÙUUgrave ÚUUacute " +
            "ÛUUcircumflex ÜUUdieresis ÝYYacute ÞPThorn ßßgermandbls àaagrave áaaacute âaacircumflex ãaatilde äaadieresis åaaring æmae çcccedilla " +
            "èeegrave éeeacute êeecircumflex ëeedieresis ìiigrave íiiacute îiicircumflex ïiidieresis ðoeth ñnntilde òoograve óooacute ôoocircumflex " +
            "õootilde öoodieresis øooslash ùuugrave úuuacute ûuucircumflex üuudieresis ýyyacute þpthorn ÿyydieresis ĀAAmacron āaamacron ĂAAbreve " +
            "ăaabreve ĄAAogonek ąaaogonek ĆCCacute ćccacute ĈCCcircumflex ĉcccircumflex ĊCCdotaccent ċccdotaccent ČCCcaron čcccaron ĎDDcaron ďddcaron " +
            "ĐDDcroat đddcroat ĒEEmacron ēeemacron ĔEEbreve ĕeebreve ĖEEdotaccent ėeedotaccent ĘEEogonek ęeeogonek ĚEEcaron ěeecaron ĜGGcircumflex " +
            "ĝggcircumflex ĞGGbreve ğggbreve ĠGGdotaccent ġggdotaccent ĢGGcommaaccent ģggcommaaccent ĤHHcircumflex ĥhhcircumflex ĦHHbar ħhhbar " +
            "ĨIItilde ĩiitilde ĪIImacron īiimacron ĬIIbreve ĭiibreve ĮIIogonek įiiogonek İIIdotaccent ıidotlessi ĴJJcircumflex ĵjjcircumflex " +
            "ĶKKcommaaccent ķkkcommaaccent ĹLLacute ĺllacute ĻLLcommaaccent ļllcommaaccent ĽLLcaron ľllcaron ŁLLslash łllslash ŃNNacute ńnnacute " +
            "ŅNNcommaaccent ņnncommaaccent ŇNNcaron ňnncaron ŊNEng ŋneng ŌOOmacron ōoomacron ŎOObreve ŏoobreve ŐOOhungarumlaut őoohungarumlaut ŒMOE " +
            "œmoe ŔRRacute ŕrracute ŖRRcommaaccent ŗrrcommaaccent ŘRRcaron řrrcaron ŚSSacute śssacute ŜSScircumflex ŝsscircumflex ŞSScedilla " +
            "şsscedilla ŠSScaron šsscaron ŢTTcommaaccent ţttcommaaccent ŤTTcaron ťttcaron ŦTTbar ŧttbar ŨUUtilde ũuutilde ŪUUmacron ūuumacron " +
            "ŬUUbreve ŭuubreve ŮUUring ůuuring ŰUUhungarumlaut űuuhungarumlaut ŲUUogonek ųuuogonek ŴWWcircumflex ŵwwcircumflex ŶYYcircumflex " +
            "ŷyycircumflex ŸYYdieresis ŹZZacute źzzacute ŻZZdotaccent żzzdotaccent ŽZZcaron žzzcaron ȘSScommaaccent șsscommaaccent ȚTTcommaaccent " +
            "țttcommaaccent")
        .Split(' ').ToFrozenDictionary(e => e[0], e => (e[1], e[2..]));

    // Glyph name and width in Helvetica; the bold ones differ by less than a hair.
    private static readonly FrozenDictionary<char, (string Name, int Width)> signs = new Dictionary<char, (string, int)>
    {
        ['\u00a0'] = ("space", 278), ['–'] = ("endash", 556), ['—'] = ("emdash", 1000), ['‘'] = ("quoteleft", 222), ['’'] = ("quoteright", 222), ['‚'] = ("quotesinglbase", 222),
        ['“'] = ("quotedblleft", 333), ['”'] = ("quotedblright", 333), ['„'] = ("quotedblbase", 333), ['•'] = ("bullet", 350), ['…'] = ("ellipsis", 1000), ['‰'] = ("perthousand", 1000),
        ['‹'] = ("guilsinglleft", 333), ['›'] = ("guilsinglright", 333), ['«'] = ("guillemotleft", 556), ['»'] = ("guillemotright", 556), ['€'] = ("Euro", 556), ['£'] = ("sterling", 556),
        ['¥'] = ("yen", 556), ['¢'] = ("cent", 556), ['°'] = ("degree", 400), ['±'] = ("plusminus", 584), ['×'] = ("multiply", 584), ['÷'] = ("divide", 584), ['µ'] = ("mu", 556), ['μ'] = ("mu", 556),
        ['·'] = ("periodcentered", 278), ['½'] = ("onehalf", 834), ['¼'] = ("onequarter", 834), ['¾'] = ("threequarters", 834), ['²'] = ("twosuperior", 333), ['³'] = ("threesuperior", 333),
        ['¹'] = ("onesuperior", 333), ['º'] = ("ordmasculine", 365), ['ª'] = ("ordfeminine", 370), ['§'] = ("section", 556), ['¶'] = ("paragraph", 537), ['©'] = ("copyright", 737),
        ['®'] = ("registered", 737), ['™'] = ("trademark", 1000), ['¿'] = ("questiondown", 611), ['¡'] = ("exclamdown", 333), ['−'] = ("minus", 584), ['†'] = ("dagger", 556), ['‡'] = ("daggerdbl", 556),
        ['\u2010'] = ("hyphen", 333), ['\u2011'] = ("hyphen", 333), ['¬'] = ("logicalnot", 584), ['¦'] = ("brokenbar", 260), ['¤'] = ("currency", 556),
    }.ToFrozenDictionary();

    // Code and width in Symbol's own encoding.
    private static readonly FrozenDictionary<char, (byte Code, int Width)> symbols = new Dictionary<char, (byte, int)>
    {
        ['≤'] = (0xA3, 549), ['≥'] = (0xB3, 549), ['←'] = (0xAC, 987), ['↑'] = (0xAD, 603), ['→'] = (0xAE, 987), ['↓'] = (0xAF, 603), ['≈'] = (0xBB, 549), ['≠'] = (0xB9, 549), ['∞'] = (0xA5, 713),
        ['α'] = (0x61, 631), ['β'] = (0x62, 549), ['γ'] = (0x67, 411), ['δ'] = (0x64, 494), ['Δ'] = (0x44, 612), ['κ'] = (0x6B, 549), ['λ'] = (0x6C, 549), ['π'] = (0x70, 549), ['σ'] = (0x73, 603), ['Ω'] = (0x57, 768),
    }.ToFrozenDictionary();

    // Every sign beyond ASCII gets the same code in both fonts: 128 onwards, in this order. There are more than 128 of them, so they share two encodings.
    private static readonly string[] beyondAscii = [.. letters.Values.Select(l => l.Name).Concat(signs.Values.Select(s => s.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    private static readonly FrozenDictionary<string, int> codes = beyondAscii.Index().ToFrozenDictionary(g => g.Item, g => g.Index, StringComparer.Ordinal);

    private readonly int[] widths;

    private PdfFont(string key, string name, int[] widths)
    {
        Key = key;
        Name = name;
        this.widths = widths;
    }

    /// <summary>Stem of its names in a page's resources: the first encoding under the stem, the second with an <c>x</c>.</summary>
    public string Key { get; }

    public string Name { get; }

    public static bool Knows(char c) => c is >= ' ' and <= '~' || letters.ContainsKey(c) || signs.ContainsKey(c) || symbols.ContainsKey(c);

    /// <summary>In points.</summary>
    public double Width(string text, double size)
    {
        var sum = 0;
        foreach (var c in text)
            sum += Width(c);
        return sum * size / 1000;
    }

    /// <summary>Text as operators that show it, switching between the font's encodings and Symbol.</summary>
    public string Show(string text, double size)
    {
        var operators = new StringBuilder();
        var font = "";
        foreach (var c in text)
        {
            var (needed, code) = Encode(c);
            if (!string.Equals(needed, font, StringComparison.Ordinal))
            {
                if (font.Length > 0)
                    operators.Append(") Tj ");
                operators.Append(CultureInfo.InvariantCulture, $"/{needed} {size:0.##} Tf (");
                font = needed;
            }
            if (code is '(' or ')' or '\\')
                operators.Append('\\').Append((char)code);
            else if (code is >= 32 and < 127)
                operators.Append((char)code);
            else
                operators.Append('\\').Append(Convert.ToString(code, 8).PadLeft(3, '0'));
        }
        return font.Length == 0 ? "" : operators.Append(") Tj").ToString();
    }

    /// <summary>Font dictionaries for a page's resources, by name.</summary>
    public static IEnumerable<(string Name, string Dictionary)> Resources()
    {
        foreach (var font in new[] { Regular, Bold })
        {
            yield return (font.Key, $"<< /Type /Font /Subtype /Type1 /BaseFont /{font.Name} /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [128 /{string.Join(" /", beyondAscii.Take(128))}] >> >>");
            yield return (font.Key + "x", $"<< /Type /Font /Subtype /Type1 /BaseFont /{font.Name} /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [128 /{string.Join(" /", beyondAscii.Skip(128))}] >> >>");
        }
        yield return ("F3", "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>");
    }

    private int Width(char c) => c switch
    {
        >= ' ' and <= '~' => widths[c - ' '],
        'ß' => 611,
        _ when letters.TryGetValue(c, out var letter) => widths[letter.Width - ' '],
        _ when signs.TryGetValue(c, out var sign) => sign.Width,
        _ when symbols.TryGetValue(c, out var symbol) => symbol.Width,
        _ => 0,
    };

    private (string Font, int Code) Encode(char c)
    {
        if (c is >= ' ' and <= '~')
            return (Key, c);
        if (symbols.TryGetValue(c, out var symbol))
            return ("F3", symbol.Code);
        var glyph = codes[letters.TryGetValue(c, out var letter) ? letter.Name : signs[c].Name];
        return glyph < 128 ? (Key, 128 + glyph) : (Key + "x", glyph);
    }
}
