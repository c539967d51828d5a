using System.Globalization;
using System.Net;
using System.Text;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>The statement of a release as one HTML file for people: no script, no other file, light and dark, to be read, mailed and printed.</summary>
public static class StatementPage
{
    /// <param name="signature">Null while nobody has signed.</param>
    public static string Of(ReleaseReport report, SampleFigures figures, Signature? signature)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(figures);
        var statement = SafeHarborStatement.Of(report);
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append(CultureInfo.InvariantCulture, $"<title>De-identification statement: {E(report.Title)}</title>\n<style>\n{Sheet}</style>\n</head>\n<body>\n<main>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>De-identification statement</h1>\n<p class=\"lead\">{E(report.Title)}</p>\n<p class=\"{(signature is null ? "open" : "signed")}\">{E(SafeHarborStatement.Standing(signature).Replace("**", "", StringComparison.Ordinal))}</p>\n<p>{E(statement.Basis)}</p>\n");
        page.Append("<table>\n<caption>Identifiers, class by class (45 CFR 164.514(b)(2)(i))</caption>\n<thead><tr><th scope=\"col\">Class</th><th scope=\"col\">Standing</th><th scope=\"col\">What was found and done</th></tr></thead>\n<tbody>\n");
        foreach (var line in statement.Lines)
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{line.Class.Letter}</th><td>{SafeHarborStatement.Words(line.Standing)}</td><td>{E(line.Text)}</td></tr>\n");
        page.Append("</tbody>\n</table>\n");
        foreach (var section in ReleaseLine.Of(report).GroupBy(l => l.Section, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{E(section.Key)}</h2>\n<ul>\n");
            foreach (var line in section)
                page.Append(CultureInfo.InvariantCulture, $"<li>{E(line.Text)}</li>\n");
            page.Append("</ul>\n");
        }
        page.Append(CultureInfo.InvariantCulture, $"<h2>Review</h2>\n<ul>\n<li>{E(figures.Text)}</li>\n");
        if (signature is not null)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li>{E(SafeHarborStatement.Knowledge)}</li>\n");
            foreach (var overrule in signature.Overruled)
                page.Append(CultureInfo.InvariantCulture, $"<li>Set aside by the signer: {E(overrule.Finding.Message)} Reason: {E(overrule.Reason)}</li>\n");
        }
        return page.Append("</ul>\n</main>\n</body>\n</html>\n").ToString();
    }

    private const string Sheet = """
        :root { color-scheme: light dark; --paper: light-dark(#fff, #14171a); --ink: light-dark(#1b1e21, #e8eaec); --muted: light-dark(#535a61, #aab2ba); --line: light-dark(#d8d8d2, #343a40); --open: light-dark(#ad231b, #ff9d93); --signed: light-dark(#1b6a39, #82d49d); }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h1 { margin-bottom: .25rem; } h2 { margin-top: 2rem; font-size: 1.15rem; }
        .lead { color: var(--muted); font-size: 1.1rem; margin-top: 0; } .open { color: var(--open); font-weight: 600; } .signed { color: var(--signed); font-weight: 600; }
        table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; padding: 1rem 0 .4rem; }
        th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-top: 1px solid var(--line); } td:nth-child(2) { white-space: nowrap; }
        @media print { main { max-width: none; padding: 0; } }

        """;

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
