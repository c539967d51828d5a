using System.Collections.Immutable;
using System.Text;

namespace Salus.Trust;

/// <summary>A draft's kept statements as text, in the order and layout of its outline.</summary>
public static class DraftText
{
    /// <summary>Headings on their own line, an empty line around them, list items with a bullet.</summary>
    public static string Plain(Draft draft, ImmutableArray<Statement> kept) => Write(draft, kept, title => title, group => group, "• ");

    /// <summary>CommonMark: headings of level two and three; characters with a meaning in Markdown are escaped.</summary>
    public static string Markdown(Draft draft, ImmutableArray<Statement> kept) =>
        Write(draft, kept, title => "## " + Escape(title), group => "### " + Escape(group), "- ", Escape);

    private static string Write(Draft draft, ImmutableArray<Statement> kept, Func<string, string> title, Func<string, string> group, string bullet, Func<string, string>? escape = null)
    {
        escape ??= text => text;
        var text = new StringBuilder();
        foreach (var section in draft.Outline)
        {
            var statements = kept.Where(s => string.Equals(s.Section, section.Key, StringComparison.Ordinal)).ToArray();
            if (statements.Length == 0)
                continue;
            Blank(text);
            text.Append(title(section.Title)).Append("\n\n");
            string? current = null;
            var first = true;
            foreach (var statement in statements)
            {
                if (!string.Equals(statement.Group, current, StringComparison.Ordinal))
                {
                    current = statement.Group;
                    if (!first)
                        Blank(text);
                    if (current is not null)
                        text.Append(group(current)).Append('\n');
                    first = true;
                }
                if (section.Layout is SectionLayout.List)
                    text.Append(bullet).Append(escape(statement.Text)).Append('\n');
                else
                    text.Append(first ? "" : " ").Append(escape(statement.Text));
                first = false;
            }
            if (section.Layout is SectionLayout.Paragraph)
                text.Append('\n');
        }
        return text.ToString();
    }

    private static void Blank(StringBuilder text)
    {
        if (text.Length == 0)
            return;
        if (text[^1] != '\n')
            text.Append('\n');
        text.Append('\n');
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if ("\\`*_{}[]<>#|~".Contains(c, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(c is '\n' or '\r' ? ' ' : c);
        }
        return escaped.ToString();
    }
}
