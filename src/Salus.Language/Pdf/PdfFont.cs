using System.Text;

namespace Salus.Language.Pdf;

/// <summary>A letter as a page shows it.</summary>
/// <param name="Text">Null when the font does not say what it is.</param>
/// <param name="Width">In thousandths of the size.</param>
/// <param name="IsSpace">The single byte 32, which word spacing widens.</param>
internal readonly record struct ShownGlyph(string? Text, double Width, bool IsSpace);

/// <summary>A font as far as its text goes: what its codes mean, and how wide they are.</summary>
internal sealed class PdfFont
{
    private const double UsualWidth = 500;
    private const int MostWidths = 70_000;

    private readonly ToUnicodeMap? unicode;
    private readonly ToUnicodeMap? codes;
    private readonly string?[] encoding = GlyphNames.StandardText;
    private readonly Dictionary<int, double> widths = [];
    private readonly double missing = UsualWidth;
    private readonly bool hasWidths;
    private readonly bool isComposite;

    public PdfFont(Dictionary<string, object?> font, PdfObjects objects, PdfBudget budget)
    {
        if (objects.Bytes(font.GetValueOrDefault("ToUnicode")) is { } table)
            unicode = ToUnicodeMap.Read(table, budget);
        isComposite = objects.Name(font.GetValueOrDefault("Subtype")) is "Type0";
        if (isComposite)
        {
            if (objects.Bytes(font.GetValueOrDefault("Encoding")) is { } map)
                codes = ToUnicodeMap.Read(map, budget);
            var inner = objects.Dictionary(objects.Array(font.GetValueOrDefault("DescendantFonts"))?.FirstOrDefault()) ?? [];
            missing = objects.Number(inner.GetValueOrDefault("DW")) ?? 1000;
            hasWidths = true;
            CompositeWidths(objects.Array(inner.GetValueOrDefault("W")) ?? [], objects);
            return;
        }
        encoding = EncodingOf(font, objects);
        var scale = objects.Name(font.GetValueOrDefault("Subtype")) is "Type3" && objects.Array(font.GetValueOrDefault("FontMatrix"))?.FirstOrDefault() is double perUnit ? perUnit * 1000 : 1;
        var first = (int)Math.Clamp(objects.Number(font.GetValueOrDefault("FirstChar")) ?? 0, 0, 255);
        foreach (var (order, width) in (objects.Array(font.GetValueOrDefault("Widths")) ?? []).Take(256).Index())
            if (objects.Number(width) is { } number)
                widths[first + order] = number * scale;
        hasWidths = widths.Count > 0;
        missing = objects.Number(objects.Dictionary(font.GetValueOrDefault("FontDescriptor"))?.GetValueOrDefault("MissingWidth")) ?? UsualWidth;
    }

    public List<ShownGlyph> Show(byte[] text)
    {
        var shown = new List<ShownGlyph>(text.Length);
        if (!isComposite)
        {
            foreach (var code in text)
            {
                var letter = unicode?.Of(code) ?? encoding[code];
                shown.Add(new ShownGlyph(letter, widths.TryGetValue(code, out var width) ? width : hasWidths ? missing : Guess(letter), code == 32));
            }
            return shown;
        }
        for (var at = 0; at < text.Length;)
        {
            var code = codes is { HasSpaces: true } ? codes.Take(text, ref at, 2) : Pair(text, ref at);
            shown.Add(new ShownGlyph(unicode?.Of(code), widths.TryGetValue(code, out var width) ? width : missing, IsSpace: false));
        }
        return shown;
    }

    private static int Pair(byte[] text, ref int at)
    {
        var code = at + 1 < text.Length ? (text[at] << 8) | text[at + 1] : text[at];
        at += 2;
        return code;
    }

    private void CompositeWidths(List<object?> list, PdfObjects objects)
    {
        for (var i = 0; i + 1 < list.Count && widths.Count < MostWidths;)
        {
            if (objects.Number(list[i]) is not { } from || from is < 0 or > 0xFFFF)
            {
                i++;
                continue;
            }
            if (objects.Array(list[i + 1]) is { } each)
            {
                foreach (var (order, width) in each.Take(MostWidths).Index())
                    widths[(int)from + order] = objects.Number(width) ?? missing;
                i += 2;
            }
            else
            {
                if (i + 2 < list.Count && objects.Number(list[i + 1]) is { } to && objects.Number(list[i + 2]) is { } all)
                    for (var code = (int)from; code <= Math.Min(to, 0xFFFF) && widths.Count < MostWidths; code++)
                        widths[code] = all;
                i += 3;
            }
        }
    }

    private static string?[] EncodingOf(Dictionary<string, object?> font, PdfObjects objects)
    {
        var name = objects.Name(font.GetValueOrDefault("BaseFont")) ?? "";
        var given = objects.Resolve(font.GetValueOrDefault("Encoding"));
        var differences = given as Dictionary<string, object?>;
        var basis = Named(differences is null ? (given as PdfName)?.Value : objects.Name(differences.GetValueOrDefault("BaseEncoding")))
            ?? (name.EndsWith("Symbol", StringComparison.Ordinal) ? GlyphNames.Symbol : objects.Name(font.GetValueOrDefault("Subtype")) is "TrueType" ? GlyphNames.WinAnsi : GlyphNames.StandardText);
        if (objects.Array(differences?.GetValueOrDefault("Differences")) is not { } list)
            return basis;
        var changed = (string?[])basis.Clone();
        var code = 0;
        foreach (var entry in list)
        {
            switch (objects.Resolve(entry))
            {
                case double number:
                    code = (int)Math.Clamp(number, 0, 255);
                    break;
                case PdfName glyph when code < 256:
                    changed[code++] = GlyphNames.Shown(glyph.Value);
                    break;
            }
        }
        return changed;
    }

    private static string?[]? Named(string? encoding) => encoding switch
    {
        "WinAnsiEncoding" => GlyphNames.WinAnsi,
        "MacRomanEncoding" => GlyphNames.MacRoman,
        "StandardEncoding" => GlyphNames.StandardText,
        _ => null,
    };

    /// <summary>Widths of the fonts that every reader brings along are not in the file; near enough to tell a gap between words.</summary>
    private static double Guess(string? letter) => letter is not [var c, ..] ? UsualWidth
        : c is 'i' or 'j' or 'l' or '\'' or '|' ? 222
        : c is 'f' or 't' or 'I' or '.' or ',' or ':' or ';' or '!' or '/' or ' ' or '(' or ')' or '-' or '[' or ']' or 'r' ? 300
        : c is 'm' or 'M' or 'W' or '@' or '%' ? 860
        : c is 'w' ? 722
        : char.IsUpper(c) ? 690
        : Rune.IsValid(c) && char.IsDigit(c) ? 556 : 530;
}
