using System.Text;

namespace Salus.Language.Pdf;

/// <summary>The table of a font from codes to text, and how many bytes a code has (ISO 32000-1, 9.7.5 and 9.10.3).</summary>
internal sealed class ToUnicodeMap
{
    private const int MostEntries = 200_000;
    private const int LongestText = 32;

    private readonly Dictionary<int, string> texts = [];
    private readonly List<(int Length, int From, int To)> spaces = [];

    public bool HasSpaces => spaces.Count > 0;

    public static ToUnicodeMap Read(byte[] bytes, PdfBudget budget)
    {
        var map = new ToUnicodeMap();
        var lexer = new PdfLexer(bytes, budget, references: false);
        var operands = new List<object?>();
        for (var next = lexer.Next(); !ReferenceEquals(next, PdfLexer.End) && map.texts.Count < MostEntries; next = lexer.Next())
        {
            if (next is not PdfKeyword keyword)
            {
                operands.Add(next);
                continue;
            }
            switch (keyword.Value)
            {
                case "endcodespacerange":
                    for (var i = 0; i + 1 < operands.Count; i += 2)
                        if (operands[i] is byte[] { Length: > 0 and <= 4 } from && operands[i + 1] is byte[] to)
                            map.spaces.Add((from.Length, Code(from), Code(to)));
                    break;
                case "endbfchar":
                    for (var i = 0; i + 1 < operands.Count; i += 2)
                        if (operands[i] is byte[] code && operands[i + 1] is byte[] text)
                            map.Add(Code(code), Text(text, 0));
                    break;
                case "endbfrange":
                    for (var i = 0; i + 2 < operands.Count; i += 3)
                        if (operands[i] is byte[] from && operands[i + 1] is byte[] to)
                            map.AddRange(Code(from), Code(to), operands[i + 2]);
                    break;
            }
            operands.Clear();
        }
        return map;
    }

    public string? Of(int code) => texts.GetValueOrDefault(code);

    /// <summary>The next code of a string: as long as the ranges of codes say, else of <paramref name="usual"/> bytes.</summary>
    public int Take(ReadOnlySpan<byte> text, ref int at, int usual)
    {
        foreach (var length in spaces.Select(s => s.Length).Distinct().Order())
        {
            if (at + length > text.Length)
                break;
            var code = Code(text.Slice(at, length));
            if (spaces.Exists(s => s.Length == length && code >= s.From && code <= s.To))
            {
                at += length;
                return code;
            }
        }
        var taken = text.Slice(at, Math.Min(usual, text.Length - at));
        at += taken.Length;
        return Code(taken);
    }

    private void AddRange(int from, int to, object? target)
    {
        to = Math.Min(to, from + 0xFFFF);
        for (var code = from; code <= to && texts.Count < MostEntries; code++)
        {
            if (target is List<object?> each)
            {
                if (code - from < each.Count && each[code - from] is byte[] own)
                    Add(code, Text(own, 0));
            }
            else if (target is byte[] first)
            {
                Add(code, Text(first, code - from));
            }
        }
    }

    private void Add(int code, string text)
    {
        if (text.Length is > 0 and <= LongestText)
            texts[code] = text;
    }

    private static int Code(ReadOnlySpan<byte> bytes)
    {
        var code = 0;
        foreach (var one in bytes[..Math.Min(bytes.Length, 4)])
            code = (code << 8) | one;
        return code & int.MaxValue;
    }

    /// <summary>UTF-16, the last unit moved on by so much.</summary>
    private static string Text(byte[] utf16, int plus)
    {
        if (utf16.Length == 1)
            return ((char)Math.Min(utf16[0] + plus, 0xFFFF)).ToString();
        var text = Encoding.BigEndianUnicode.GetString(utf16);
        return plus == 0 || text.Length == 0 ? text : text[..^1] + (char)Math.Min(text[^1] + plus, 0xFFFF);
    }
}
