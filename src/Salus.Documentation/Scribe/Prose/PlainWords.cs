using System.Collections.Immutable;
using Salus.Language.Text;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Everyday words for medical ones. A word gives way only where the same findings are read back from the sentence; a name that the
/// patient will meet again ("hypertension") stays in brackets the first time.
/// </summary>
public sealed class PlainWords(ReadBack readBack)
{
    private readonly HashSet<string> named = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The rows of the table: the medical term and its everyday words.</summary>
    public static IEnumerable<(string Term, string Plain)> Known => PlainTerms.All.Select(e => (e.Term, e.Plain));

    public string Write(string sentence)
    {
        ImmutableSortedSet<string>? meant = null;
        foreach (var entry in PlainTerms.All)
        {
            if (!sentence.Contains(entry.Term, StringComparison.OrdinalIgnoreCase))
                continue;
            meant ??= readBack.Of(sentence);
            var bracket = entry.KeepsName && !named.Contains(entry.Term);
            var withName = bracket ? Replace(sentence, entry.Term, $"{entry.Plain} ({entry.Term})", entry.Plain) : sentence;
            if (withName != sentence && readBack.Of(withName).SetEquals(meant))
            {
                named.Add(entry.Term);
                sentence = withName;
                continue;
            }
            var plain = Replace(sentence, entry.Term, entry.Plain, null);
            if (plain != sentence && readBack.Of(plain).SetEquals(meant))
                sentence = plain;
        }
        return sentence;
    }

    private static string Replace(string text, string term, string plain, string? later)
    {
        for (var at = text.IndexOf(term, StringComparison.OrdinalIgnoreCase); at >= 0; at = at < text.Length ? text.IndexOf(term, at, StringComparison.OrdinalIgnoreCase) : -1)
        {
            var end = at + term.Length;
            if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '(' or '-') || end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or ')'))
            {
                at = end;
                continue;
            }
            var written = char.IsUpper(text[at]) && at == 0 ? char.ToUpperInvariant(plain[0]) + plain[1..] : plain;
            var before = text[..at];
            // "an ulcer" but "a sore".
            if (before.EndsWith(" an ", StringComparison.OrdinalIgnoreCase) && !"aeiou".Contains(plain[0], StringComparison.Ordinal))
                before = before[..^2] + " ";
            else if (before.EndsWith(" a ", StringComparison.OrdinalIgnoreCase) && "aeiou".Contains(plain[0], StringComparison.Ordinal))
                before = before[..^1] + "n ";
            text = before + written + text[end..];
            at = before.Length + written.Length;
            plain = later ?? plain;
        }
        return text;
    }
}
