using System.Collections.Immutable;
using System.Text;

namespace Salus.Documentation.Ask;

/// <summary>A document as headings with their text; paragraphs are kept apart by blank lines.</summary>
/// <param name="Title">Null when the document names none.</param>
internal sealed record DocumentSections(string? Title, ImmutableArray<(string? Heading, string Body)> Parts);

/// <summary>Sections of Markdown and of plain text.</summary>
internal static class PlainSections
{
    /// <summary>Headings begin with <c>#</c>; the first of the first level is the title. Code fences are text like any other.</summary>
    public static DocumentSections Markdown(string text)
    {
        string? title = null;
        string? heading = null;
        var parts = ImmutableArray.CreateBuilder<(string?, string)>();
        var body = new StringBuilder();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var level = line.TakeWhile(c => c == '#').Count();
            if (level is 0 or > 6 || level == line.Length || line[level] != ' ')
            {
                body.Append(line).Append('\n');
                continue;
            }
            Keep(parts, heading, body);
            var words = line[level..].Trim().TrimEnd('#').Trim();
            if (level == 1 && title is null)
                (title, heading) = (words, null);
            else
                heading = words;
        }
        Keep(parts, heading, body);
        return new DocumentSections(title, parts.ToImmutable());
    }

    public static DocumentSections Plain(string text)
    {
        var parts = ImmutableArray.CreateBuilder<(string?, string)>();
        Keep(parts, null, new StringBuilder(text.ReplaceLineEndings("\n")));
        return new DocumentSections(null, parts.ToImmutable());
    }

    internal static void Keep(ImmutableArray<(string?, string)>.Builder parts, string? heading, StringBuilder body)
    {
        var paragraphs = body.ToString().Split('\n').Select(l => l.TrimEnd());
        var whole = string.Join('\n', paragraphs).Trim();
        while (whole.Contains("\n\n\n", StringComparison.Ordinal))
            whole = whole.Replace("\n\n\n", "\n\n", StringComparison.Ordinal);
        if (whole.Length > 0)
            parts.Add((heading, whole));
        body.Clear();
    }
}
