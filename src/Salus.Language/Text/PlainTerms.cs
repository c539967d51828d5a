using System.Collections.Immutable;

namespace Salus.Language.Text;

/// <summary>A medical term and everyday words for it.</summary>
/// <param name="KeepsName">The patient will meet the term again: it stays in brackets the first time.</param>
public sealed record PlainTerm(string Term, string Plain, bool KeepsName);

/// <summary>Everyday words for medical ones, longest terms first.</summary>
public static class PlainTerms
{
    private static readonly Lazy<ImmutableArray<PlainTerm>> Known = new(() =>
    {
        using var reader = new StreamReader(typeof(PlainTerms).Assembly.GetManifestResourceStream("Text/Data/plain-words.tsv")!);
        return Read(reader);
    });

    public static ImmutableArray<PlainTerm> All => Known.Value;

    /// <summary>A table with the columns term, everyday words and optionally <c>name</c>; lines that begin with # are notes.</summary>
    public static ImmutableArray<PlainTerm> Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var terms = new List<PlainTerm>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] is '#')
                continue;
            var cells = line.Split('\t');
            terms.Add(new PlainTerm(cells[0], cells[1], cells.Length > 2 && cells[2] is "name"));
        }
        return [.. terms.OrderByDescending(e => e.Term.Length).ThenBy(e => e.Term, StringComparer.Ordinal)];
    }

    /// <summary>The text with a term replaced wherever it stands as words of its own; articles and capitals follow.</summary>
    public static string Replace(string text, string term, string plain)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(term);
        ArgumentNullException.ThrowIfNull(plain);
        for (var at = text.IndexOf(term, StringComparison.OrdinalIgnoreCase); at >= 0; at = at < text.Length ? text.IndexOf(term, at, StringComparison.OrdinalIgnoreCase) : -1)
        {
            var end = at + term.Length;
            if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '-') || end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '-'))
            {
                at = end;
                continue;
            }
            var written = char.IsUpper(text[at]) && !char.IsUpper(text[Math.Min(at + 1, text.Length - 1)]) ? char.ToUpperInvariant(plain[0]) + plain[1..] : plain;
            var before = text[..at];
            // "an ulcer" but "a sore".
            if (before.EndsWith(" an ", StringComparison.OrdinalIgnoreCase) && !"aeiou".Contains(plain[0], StringComparison.Ordinal))
                before = before[..^2] + " ";
            else if (before.EndsWith(" a ", StringComparison.OrdinalIgnoreCase) && "aeiou".Contains(plain[0], StringComparison.Ordinal))
                before = before[..^1] + "n ";
            text = before + written + text[end..];
            at = before.Length + written.Length;
        }
        return text;
    }
}
