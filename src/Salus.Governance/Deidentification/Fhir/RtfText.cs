using System.Globalization;
using System.Text;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>The words of a Rich Text document (RTF 1.9.1), without fonts, styles, pictures and properties; and words as the smallest such document.</summary>
internal sealed class RtfText
{
    private static readonly string[] wordless = ["fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "themedata", "datastore", "xmlnstbl", "fldinst", "filetbl"];

    private readonly string rtf;
    private readonly StringBuilder text;
    private int at;
    private int depth;

    /// <summary>The depth of the group whose content is no text; the largest number when there is none.</summary>
    private int hiddenFrom = int.MaxValue;

    /// <summary>How many characters after a \u are for readers that know no Unicode: \uc, 1 at first.</summary>
    private int substitutes = 1;
    private int pending;

    private RtfText(string rtf)
    {
        this.rtf = rtf;
        text = new StringBuilder(rtf.Length);
    }

    /// <summary>Null when it is no RTF.</summary>
    public static string? Read(string rtf) => rtf.StartsWith(@"{\rtf", StringComparison.Ordinal) ? new RtfText(rtf).All() : null;

    public static string Write(string text)
    {
        var written = new StringBuilder(@"{\rtf1\ansi\uc0 ", text.Length + 32);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' or '{' or '}' => written.Append('\\').Append(c),
                '\n' => written.Append(@"\par "),
                '\t' => written.Append(@"\tab "),
                '\r' => written,
                > '~' => written.Append(CultureInfo.InvariantCulture, $@"\u{(short)c} "),
                _ => written.Append(c),
            };
        }
        return written.Append('}').ToString();
    }

    private string All()
    {
        for (; at < rtf.Length; at++)
        {
            switch (rtf[at])
            {
                case '{':
                    depth++;
                    break;
                case '}':
                    if (--depth < hiddenFrom)
                        hiddenFrom = int.MaxValue;
                    break;
                case '\\' when at + 1 < rtf.Length:
                    at++;
                    Control();
                    break;
                case '\r' or '\n':
                    break;
                default:
                    Add(rtf[at]);
                    break;
            }
        }
        return text.ToString();
    }

    /// <summary>Ends on the last character of the control.</summary>
    private void Control()
    {
        var c = rtf[at];
        if (c == '\'' && at + 2 < rtf.Length && byte.TryParse(rtf.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            Add((char)code);
            at += 2;
        }
        else if (c == '*')
        {
            hiddenFrom = Math.Min(hiddenFrom, depth);
        }
        else if (!char.IsAsciiLetter(c))
        {
            Add(c is '~' ? ' ' : c is '\r' ? '\n' : c);
        }
        else
        {
            var start = at;
            while (at < rtf.Length && char.IsAsciiLetter(rtf[at]))
                at++;
            var word = rtf.AsSpan(start, at - start);
            var numberAt = at;
            if (at < rtf.Length && rtf[at] == '-')
                at++;
            while (at < rtf.Length && char.IsAsciiDigit(rtf[at]))
                at++;
            _ = int.TryParse(rtf.AsSpan(numberAt, at - numberAt), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
            if (at >= rtf.Length || rtf[at] != ' ')
                at--;
            Word(word, number);
        }
    }

    private void Word(ReadOnlySpan<char> word, int number)
    {
        switch (word)
        {
            case "u":
                Add((char)number);
                pending = substitutes;
                break;
            case "uc":
                substitutes = Math.Clamp(number, 0, 16);
                break;
            case "par" or "line" or "row" or "page" or "sect":
                Add('\n');
                break;
            case "tab" or "cell":
                Add('\t');
                break;
            case "bin":
                at = Math.Min(rtf.Length - 1, at + Math.Clamp(number, 0, rtf.Length));
                break;
            default:
                foreach (var name in wordless)
                {
                    if (word.SequenceEqual(name))
                        hiddenFrom = Math.Min(hiddenFrom, depth);
                }
                break;
        }
    }

    private void Add(char c)
    {
        if (pending > 0)
            pending--;
        else if (depth < hiddenFrom)
            text.Append(c);
    }
}
