using System.Collections.Immutable;

namespace Salus.Language.Text;

/// <summary>Sentences as spans without surrounding white space; together they hold every visible character.</summary>
public static class SentenceSplitter
{
    /// <summary>Words after which a full stop does not end the sentence.</summary>
    private static readonly HashSet<string> Abbreviations = new(StringComparer.Ordinal)
    {
        "dr", "mr", "mrs", "ms", "st", "vs", "e.g", "i.e", "eg", "ie", "etc", "approx", "no", "pt", "pts", "jr", "sr", "prof", "fig", "mg", "ml", "hr", "hrs", "min", "tab", "tabs", "inc", "q", "p.o", "b.i.d", "t.i.d", "q.i.d", "q.d", "p.r.n", "a.m", "p.m", "h.s",
    };

    /// <summary>Sentences of one spoken turn: marks end them, line breaks too.</summary>
    public static ImmutableArray<TextSpan> Spoken(string text) => Split(text, lineEnds: true);

    /// <summary>Sentences of a written note: marks, blank lines, list items and headings end them; a wrapped line does not.</summary>
    public static ImmutableArray<TextSpan> Note(string text) => Split(text, lineEnds: false);

    private static ImmutableArray<TextSpan> Split(string text, bool lineEnds)
    {
        ArgumentNullException.ThrowIfNull(text);
        var spans = ImmutableArray.CreateBuilder<TextSpan>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var ends = c switch
            {
                '.' or '?' or '!' => MarkEnds(text, start, i),
                '\n' => lineEnds || LineEnds(text, i),
                _ => false,
            };
            if (!ends)
                continue;
            var end = i + 1;
            while (end < text.Length && text[end] is '.' or '?' or '!' or '"' or '\'' or ')' or '\u201D')
                end++;
            Add(spans, text, start, end);
            start = end;
            i = end - 1;
        }

        Add(spans, text, start, text.Length);
        return spans.DrainToImmutable();
    }

    private static void Add(ImmutableArray<TextSpan>.Builder spans, string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        if (end > start)
            spans.Add(TextSpan.FromBounds(start, end));
    }

    private static bool MarkEnds(string text, int start, int i)
    {
        if (text[i] != '.')
            return true;
        if (i + 1 < text.Length && !char.IsWhiteSpace(text[i + 1]) && text[i + 1] is not ('"' or ')' or '\'' or '\u201D'))
            return false;
        if (IsEllipsis(text, i))
            return false;
        var wordStart = i;
        while (wordStart > start && !char.IsWhiteSpace(text[wordStart - 1]) && i - wordStart < 12)
            wordStart--;
        var word = text.AsSpan(wordStart, i - wordStart);
        if (word.Length == 0)
            return true;
        var next = NextVisible(text, i + 1);
        if (word.Length == 1 && char.IsLetter(word[0]) && word[0] is not ('i' or 'I'))
            return next < 0 || !char.IsLetter(text[next]) || wordStart == start;
        if (IsListNumber(word) && wordStart == start)
            return false;
        var lower = word.ToString().ToLowerInvariant().TrimStart('(', '"');
        if (!Abbreviations.Contains(lower))
            return true;
        return next < 0 || (lower is not ("dr" or "mr" or "mrs" or "ms" or "st" or "vs" or "prof" or "e.g" or "i.e" or "eg" or "ie") && char.IsUpper(text[next]));
    }

    private static bool IsListNumber(ReadOnlySpan<char> word) => word.Length <= 2 && word.IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Three dots pause a speaker; they do not finish the sentence unless a capital follows.</summary>
    private static bool IsEllipsis(string text, int i)
    {
        if (i < 2 || text[i - 1] != '.' || text[i - 2] != '.')
            return i + 1 < text.Length && text[i + 1] == '.';
        var next = NextVisible(text, i + 1);
        return next >= 0 && !char.IsUpper(text[next]);
    }

    private static bool LineEnds(string text, int i)
    {
        var next = i + 1;
        while (next < text.Length && text[next] is ' ' or '\t' or '\r')
            next++;
        if (next >= text.Length || text[next] == '\n' || text[next] is '-' or '*' or '\u2022' or '\u2013')
            return true;
        var previous = i - 1;
        while (previous >= 0 && text[previous] is ' ' or '\t' or '\r')
            previous--;
        return previous < 0 || text[previous] is ':' or ';' || char.IsUpper(text[next]) || char.IsAsciiDigit(text[next]);
    }

    private static int NextVisible(string text, int from)
    {
        while (from < text.Length && char.IsWhiteSpace(text[from]))
            from++;
        return from < text.Length ? from : -1;
    }
}
