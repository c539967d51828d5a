using System.Text;

namespace Salus.Fhir.Search;

/// <summary>The separators of search values and their escapes (R4, 3.1.1.4.0.1).</summary>
internal static class SearchSyntax
{
    /// <summary>Cuts at a separator that no backslash stands before; the pieces keep their escapes.</summary>
    public static List<string> Split(string text, char separator)
    {
        var pieces = new List<string>();
        var from = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == separator)
            {
                pieces.Add(text[from..i]);
                from = i + 1;
            }
        }
        pieces.Add(text[from..]);
        return pieces;
    }

    /// <summary>Takes the escapes off: <c>\,</c> <c>\|</c> <c>\$</c> <c>\\</c>. Any other backslash stands for itself.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ',' or '|' or '$' or '\\')
                i++;
            plain.Append(text[i]);
        }
        return plain.ToString();
    }

    public static (SearchPrefix Prefix, string Bare) Prefix(string text)
    {
        if (text.Length > 2 && char.IsAsciiLetterLower(text[0]) && char.IsAsciiLetterLower(text[1]))
        {
            SearchPrefix? prefix = text.AsSpan(0, 2) switch
            {
                "eq" => SearchPrefix.Eq,
                "ne" => SearchPrefix.Ne,
                "gt" => SearchPrefix.Gt,
                "lt" => SearchPrefix.Lt,
                "ge" => SearchPrefix.Ge,
                "le" => SearchPrefix.Le,
                "sa" => SearchPrefix.Sa,
                "eb" => SearchPrefix.Eb,
                "ap" => SearchPrefix.Ap,
                _ => null,
            };
            if (prefix is { } known)
                return (known, text[2..]);
        }
        return (SearchPrefix.Eq, text);
    }
}
