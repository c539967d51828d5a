using System.Globalization;
using System.Text;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// The words of an RTF document (Rich Text Format 1.9.1): paragraphs, cells, headers, footers and notes. Pictures, objects, properties, field instructions and
/// destinations that are not known are passed over. One pass, no recursion.
/// </summary>
internal sealed class RtfText
{
    private const int DeepestGroup = 4_096;
    private const int LongestWord = 32;

    private readonly byte[] rtf;
    private readonly StringBuilder text = new();
    private readonly List<byte> pending = [];
    private readonly Stack<State> groups = new();
    private readonly Dictionary<int, int> fonts = [];
    private State state = new(Skip: false, FontTable: false, Unicode: 1, Page: 0);
    private int ansi = 1252;
    private int font;
    private int toSkip;

    private RtfText(byte[] rtf) => this.rtf = rtf;

    /// <summary>Words as the smallest such document.</summary>
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

    public static bool IsRtf(ReadOnlySpan<byte> head) => head.StartsWith("{\\rtf"u8);

    /// <exception cref="DeidentificationException">No RTF, or its letters are in a character set that cannot be read.</exception>
    public static string Read(byte[] rtf)
    {
        if (!IsRtf(rtf))
            throw new DeidentificationException("The file does not begin as RTF does ({\\rtf). Save it again as RTF, or as plain text.");
        var reader = new RtfText(rtf);
        reader.Run();
        return reader.text.ToString();
    }

    private void Run()
    {
        for (var i = 0; i < rtf.Length;)
        {
            switch (rtf[i])
            {
                case (byte)'{':
                    if (groups.Count == DeepestGroup)
                        throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"The RTF has groups more than {DeepestGroup} deep. No document needs that; it is refused."));
                    Flush();
                    groups.Push(state);
                    toSkip = 0;
                    i++;
                    break;
                case (byte)'}':
                    Flush();
                    toSkip = 0;
                    if (groups.Count > 0)
                        state = groups.Pop();
                    i++;
                    break;
                case (byte)'\\':
                    i = Control(i + 1);
                    break;
                case (byte)'\r' or (byte)'\n' or 0:
                    i++;
                    break;
                default:
                    Byte(rtf[i++]);
                    break;
            }
        }
        Flush();
    }

    /// <param name="at">Behind the backslash.</param>
    /// <returns>Behind the control.</returns>
    private int Control(int at)
    {
        if (at >= rtf.Length)
            return at;
        if (!char.IsAsciiLetter((char)rtf[at]))
            return Symbol(at);
        var start = at;
        while (at < rtf.Length && char.IsAsciiLetter((char)rtf[at]) && at - start <= LongestWord)
            at++;
        var word = Encoding.ASCII.GetString(rtf, start, at - start);
        var from = at;
        if (at < rtf.Length && rtf[at] == '-')
            at++;
        while (at < rtf.Length && char.IsAsciiDigit((char)rtf[at]) && at - from < 11)
            at++;
        var number = int.TryParse(Encoding.ASCII.GetString(rtf, from, at - from), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) ? read : (int?)null;
        if (at < rtf.Length && rtf[at] == ' ')
            at++;
        if (word == "bin")
            return (int)Math.Min(rtf.Length, at + (long)Math.Max(number ?? 0, 0));
        Word(word, number);
        return at;
    }

    private int Symbol(int at)
    {
        switch ((char)rtf[at])
        {
            case '\'' when at + 2 < rtf.Length && byte.TryParse(Encoding.ASCII.GetString(rtf, at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value):
                Byte(value);
                return at + 3;
            case '*':
                state = state with { Skip = true };
                break;
            case '~':
                Say(" ");
                break;
            case '_':
                Say("-");
                break;
            case '\\' or '{' or '}':
                Byte(rtf[at]);
                break;
            case '\r' or '\n':
                Say("\n");
                break;
        }
        return at + 1;
    }

    private void Word(string word, int? number)
    {
        switch (word)
        {
            case "par" or "line" or "row" or "sect" or "page" or "column" or "nestrow":
                Say("\n");
                break;
            case "tab" or "cell" or "nestcell":
                Say("\t");
                break;
            case "emdash":
                Say("—");
                break;
            case "endash":
                Say("–");
                break;
            case "lquote":
                Say("‘");
                break;
            case "rquote":
                Say("’");
                break;
            case "ldblquote":
                Say("“");
                break;
            case "rdblquote":
                Say("”");
                break;
            case "bullet":
                Say("•");
                break;
            case "emspace" or "enspace" or "qmspace":
                Say(" ");
                break;
            case "u" when number is { } unit:
                Say(((char)(ushort)unit).ToString());
                toSkip = state.Unicode;
                break;
            case "uc":
                state = state with { Unicode = Math.Clamp(number ?? 1, 0, 16) };
                break;
            case "ansicpg" when number is > 0:
                ansi = number.Value;
                break;
            case "mac":
                ansi = 10000;
                break;
            case "pc":
                ansi = 437;
                break;
            case "fonttbl":
                state = state with { FontTable = true, Skip = true };
                break;
            case "f" when state.FontTable:
                font = number ?? 0;
                break;
            case "f":
                Flush();
                state = state with { Page = fonts.GetValueOrDefault(number ?? 0) };
                break;
            case "plain":
                Flush();
                state = state with { Page = 0 };
                break;
            case "fcharset" when state.FontTable && fonts.Count < 10_000:
                fonts[font] = PageOf(number ?? 0);
                break;
            case "colortbl" or "stylesheet" or "info" or "pict" or "object" or "fldinst" or "listtable" or "listoverridetable" or "revtbl" or "rsidtbl" or "generator" or "themedata" or "datastore" or "xmlnstbl" or "mmathPr" or "template" or "filetbl"
                or "author" or "operator" or "title" or "subject" or "keywords" or "doccomm" or "company" or "manager" or "atnid" or "atnauthor" or "atndate" or "atntime" or "bkmkstart" or "bkmkend" or "private" or "xe" or "tc" or "falt" or "panose":
                state = state with { Skip = true };
                break;
        }
    }

    private void Byte(byte value)
    {
        if (toSkip > 0)
            toSkip--;
        else if (!state.Skip)
            pending.Add(value);
    }

    private void Say(string words)
    {
        Flush();
        if (!state.Skip)
            text.Append(words);
    }

    /// <summary>Bytes become letters together: in some character sets a letter is two of them.</summary>
    private void Flush()
    {
        if (pending.Count == 0)
            return;
        var bytes = pending.ToArray();
        pending.Clear();
        var page = state.Page == 0 ? ansi : state.Page;
        try
        {
            text.Append(Ascii.IsValid(bytes) ? Encoding.ASCII.GetString(bytes) : Charset(page).GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            throw new DeidentificationException("The RTF holds bytes that its own character set does not have. Save it again, or as plain text.");
        }
    }

    private static Encoding Charset(int page)
    {
        try
        {
            return page == 65001
                ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
                : CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback) ?? throw Unknown();
        }
        catch (ArgumentException)
        {
            throw Unknown();
        }

        static DeidentificationException Unknown() => new("The RTF is in a character set that is not known here; letters read wrongly would hide names. Save it again, or as plain text in UTF-8.");
    }

    /// <summary>Windows' numbers of character sets; 0 is that of the document.</summary>
    private static int PageOf(int charset) => charset switch
    {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => 0,
    };

    /// <param name="Unicode">How many characters stand behind a <c>\u</c> for readers that do not know it.</param>
    /// <param name="Page">Code page of the font; 0 for that of the document.</param>
    private readonly record struct State(bool Skip, bool FontTable, int Unicode, int Page);
}
