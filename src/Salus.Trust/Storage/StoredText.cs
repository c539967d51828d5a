using System.Text;

namespace Salus.Trust;

/// <summary>Text in columns: PostgreSQL takes no NUL, and neither database a half character.</summary>
internal static class StoredText
{
    /// <summary>In UTF-16 code units.</summary>
    public const int LongestLine = 120;

    /// <summary>No control characters but line ends and tabs, and no half characters.</summary>
    public static bool IsStorable(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) is not System.Buffers.OperationStatus.Done)
                return false;
            if (Rune.IsControl(rune) && rune.Value is not '\n' and not '\t' and not '\r')
                return false;
            rest = rest[length..];
        }
        return true;
    }

    /// <summary>One line that can be stored, cut at a whole character.</summary>
    public static string Line(string text, int longest = LongestLine)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
            }
            else
            {
                line.Append(rune.ToString());
            }
            if (line.Length > longest)
                return Cut(line, longest);
        }
        return line.ToString().TrimEnd();
    }

    private static string Cut(StringBuilder line, int longest)
    {
        line.Length = longest - 1;
        if (char.IsHighSurrogate(line[^1]))
            line.Length--;
        return line.Append('…').ToString();
    }
}
