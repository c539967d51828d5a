using System.Text;
using Salus.Fhir;

namespace Salus.Trust;

/// <summary>Statements of one section as FHIR narrative: well-formed XHTML in which every word of the note is text, never markup.</summary>
internal static class Narrative
{
    /// <summary>Each statement has the id <see cref="IdOf"/>, so that provenance can point at it.</summary>
    public static FhirNode Of(DraftSection section, IReadOnlyList<Statement> statements)
    {
        var div = new StringBuilder("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var start = 0;
        while (start < statements.Count)
        {
            var end = start;
            while (end < statements.Count && string.Equals(statements[end].Group, statements[start].Group, StringComparison.Ordinal))
                end++;
            if (statements[start].Group is { } group)
                div.Append("<p><b>").Append(Escape(group)).Append("</b></p>");
            var list = section.Layout is SectionLayout.List;
            div.Append(list ? "<ul>" : "<p>");
            for (var i = start; i < end; i++)
            {
                var id = IdOf(statements[i]);
                // A statement said twice word for word keeps one anchor: XHTML ids are unique.
                var anchor = ids.Add(id) ? $" id=\"{id}\"" : "";
                // The space stands inside the element, because readers drop text that is only white space.
                div.Append(list ? $"<li{anchor}>" : $"<span{anchor}>{(i > start ? " " : "")}").Append(Escape(statements[i].Text)).Append(list ? "</li>" : "</span>");
            }
            div.Append(list ? "</ul>" : "</p>");
            start = end;
        }
        return FhirNode.Object(("status", "additional"), ("div", div.Append("</div>").ToString()));
    }

    public static string IdOf(Statement statement) => "s-" + statement.Key;

    /// <summary>XML 1.0 text: the four signs escaped, characters that XML forbids replaced.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in Clean(text))
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                _ => escaped.Append(c),
            };
        }
        return escaped.ToString();
    }

    /// <summary>Without the characters that neither XML nor a FHIR string may hold.</summary>
    public static string Clean(string text)
    {
        StringBuilder? clean = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var pair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            var forbidden = (c < ' ' && c is not ('\t' or '\n' or '\r')) || c is '\uFFFE' or '\uFFFF' || (char.IsSurrogate(c) && !pair);
            if (forbidden)
                (clean ??= new StringBuilder(text, text.Length))[i] = '\uFFFD';
            if (pair)
                i++;
        }
        return clean?.ToString() ?? text;
    }
}
