using System.Globalization;
using System.Text;
using Salus.Design;

namespace Salus.Synthesis.Tables.Gate;

/// <summary>The gate's report as one file for people: no script, no other file, light and dark, to be read, mailed and printed.</summary>
public static class ReportPage
{
    /// <param name="about">Sentences about the table: source, engine, seed, decisions.</param>
    /// <param name="to">UTF-8; left open.</param>
    public static void Write(GateReport report, IReadOnlyList<string> about, Stream to)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(about);
        ArgumentNullException.ThrowIfNull(to);
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Synthetic table: report of the release gate</title>\n<style>\n")
            .Append(ReportStyle.Sheet).Append("</style>\n</head>\n<body>\n<main>\n");
        Head(page, report);
        About(page, report, about);
        Section(page, report, GateSection.Privacy, "Privacy", "Each attack is tried on people whose rows were learned from and on people who were held back. What it finds out about the second is knowledge about the world; only the gain over that is a leak. The whole interval must lie below the limit.");
        Section(page, report, GateSection.Fidelity, "Likeness", "Whether the synthetic table looks like the real one, as a whole and to a learner that tries to tell them apart.");
        if (report.Associations is { } associations)
            page.Append("<h3>How columns go together</h3>\n<figure class=\"wide\">").Append(AssociationPicture.Svg(associations)).Append("</figure>\n");
        Margins(page, report);
        Section(page, report, GateSection.Utility, "Usefulness", "Models are learned from the synthetic table and tried on real people who were held back, beside the same models learned from the real table.");
        Section(page, report, GateSection.Fairness, "Groups", "Whether every group is kept, and whether models learned from the synthetic table serve it as well as those learned from the real one.");
        Closing(page);
        page.Append("</main>\n</body>\n</html>\n");
        to.Write(Encoding.UTF8.GetBytes(page.ToString()));
    }

    private static void Head(StringBuilder page, GateReport report)
    {
        var failed = report.Measures.Where(m => m.Verdict is Verdict.Fail).ToArray();
        var warned = report.Measures.Count(m => m.Verdict is Verdict.Warn);
        var silent = report.Measures.Count(m => m is { Verdict: Verdict.NotMeasurable, Section: GateSection.Privacy });
        page.Append("<header>\n<p class=\"mark\">Synthetic data</p>\n<h1>Report of the release gate</h1>\n<p class=\"lead\">")
            .Append(CultureInfo.InvariantCulture, $"{Text.Count(report.SyntheticRows)} synthetic rows, learned from {Text.Count(report.TrainRows)} real ones and tried against {Text.Count(report.ControlRows)} that were held back.</p>\n</header>\n");
        page.Append(CultureInfo.InvariantCulture, $"<section class=\"verdict {(failed.Length > 0 ? "fail" : warned + silent > 0 ? "warn" : "pass")}\" aria-label=\"Verdict\">\n<h2>{(failed.Length > 0 ? "Must not be released" : "Nothing forbids the release")}</h2>\n<p>");
        page.Append(failed.Length > 0
            ? $"{Counted(failed.Length, "measure fails", "measures fail")}: {E(string.Join(", ", failed.Select(m => Lower(m.Title))))}. Fit again with more protection, or leave out the columns that give people away."
            : "No attack learned more about the people in the source than the limits allow. A data steward decides and signs.");
        if (warned > 0)
            page.Append(CultureInfo.InvariantCulture, $" {Counted(warned, "measure lies", "measures lie")} beyond a limit without harming anybody: see <em>warning</em> below.");
        if (silent > 0)
            page.Append(CultureInfo.InvariantCulture, $" {Counted(silent, "attack says", "attacks say")} nothing because the rows are too few: see <em>not measurable</em> below; absence of proof is no proof of absence.");
        if (report.Quick)
            page.Append(" Only the attacks ran, with a small budget: this report does not stand for a release.");
        page.Append("</p>\n");
        Tiles(page, report);
        page.Append("</section>\n");
    }

    private static void Tiles(StringBuilder page, GateReport report)
    {
        page.Append("<dl class=\"tiles\">\n");
        foreach (var (key, title) in new[] { ("singling-out", "singling out"), ("linkability", "linking"), ("inference", "inferring"), ("membership-distance", "membership"), ("quality", "likeness"), ("discriminator", "told apart"), ("loss", "prediction lost") })
            if (report[key] is { Value: { } value } measure)
                page.Append(CultureInfo.InvariantCulture, $"<div class=\"{Kind(measure.Verdict)}\"><dt>{title}</dt><dd>{Text.Number(Math.Abs(value) < 0.0005 ? 0 : value, 3)}</dd></div>\n");
        page.Append("</dl>\n");
    }

    private static void About(StringBuilder page, GateReport report, IReadOnlyList<string> about)
    {
        page.Append("<section>\n<h2>About this table</h2>\n<ul>\n");
        foreach (var sentence in about)
            page.Append(CultureInfo.InvariantCulture, $"<li>{E(sentence)}</li>\n");
        page.Append(CultureInfo.InvariantCulture, $"<li>No row of it is a person. It is marked as synthetic wherever it goes.</li>\n<li>Seed of the gate: {report.Seed}.</li>\n");
        if (report.Target is { } target)
            page.Append(CultureInfo.InvariantCulture, $"<li>Column that studies predict: {E(target)}.</li>\n");
        page.Append("</ul>\n</section>\n");
    }

    private static void Section(StringBuilder page, GateReport report, GateSection section, string title, string words)
    {
        var measures = report.Measures.Where(m => m.Section == section).ToArray();
        if (measures.Length == 0)
            return;
        page.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{title}</h2>\n<p>{words}</p>\n<div class=\"scroll\"><table>\n<caption>{title}: measures with 95 % intervals, limits and verdicts</caption>\n<thead><tr><th scope=\"col\">Measure</th><th scope=\"col\">Value and limit</th><th scope=\"col\" class=\"number\">Value</th><th scope=\"col\">Verdict</th></tr></thead>\n<tbody>\n");
        foreach (var measure in measures.OrderBy(m => Order(m.Verdict)))
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{E(measure.Title)}<span class=\"words\">{E(measure.Words)}</span></th><td>");
            if (measure.Value is not null && measure.Limit is not null)
                page.Append(IntervalPicture.Svg(measure));
            page.Append(CultureInfo.InvariantCulture, $"</td><td class=\"number\">{Figures(measure)}</td><td><span class=\"badge {Kind(measure.Verdict)}\">{Name(measure.Verdict)}</span></td></tr>\n");
        }
        page.Append("</tbody>\n</table></div>\n</section>\n");
    }

    private static void Margins(StringBuilder page, GateReport report)
    {
        if (report.Margins.IsEmpty)
            return;
        page.Append("<h3>Column by column</h3>\n<p class=\"legend\"><span class=\"real\">■</span> real <span class=\"synthetic\">■</span> synthetic; what fewer than five people have is never shown on its own.</p>\n<div class=\"grid\">\n");
        foreach (var margin in report.Margins)
        {
            page.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{E(margin.Column)}<span>{Text.Share(margin.Agreement)} alike</span></figcaption>{MarginPicture.Svg(margin)}</figure>\n");
        }
        page.Append("</div>\n");
    }

    private static void Closing(StringBuilder page) => page.Append("""
        <section>
        <h2>How to read this, and what it cannot show</h2>
        <ul>
        <li>A risk of 0 means that an attack did no better on people in the source than on people who are not; a risk of 1 that it always succeeded on people in the source.</li>
        <li>An area under the curve of 0.5 is a coin; 1 is certainty.</li>
        <li>Attacks that nobody has thought of are not in this report. Only differential privacy bounds those too.</li>
        <li>Singling out, linking and inferring are measured after Giomi et al., <cite>A unified framework for quantifying privacy risk in synthetic data</cite>, PoPETs 2023(2). Distances alone are no evidence of anonymity, and none of the verdicts rests on them alone.</li>
        <li>A table that passes is still no substitute for the real one where a patient's care depends on it.</li>
        </ul>
        </section>
        <footer><p>Written by Salus. Every figure here was measured on this table; the word <strong>synthetic</strong> belongs to every copy of it.</p></footer>

        """);

    private static string Figures(Measure measure) => measure.Value is not { } value ? "–"
        : Text.Number(value, 3) + (measure is { Low: { } low, High: { } high } ? $"<span class=\"words\">{Text.Number(low, 3)} to {Text.Number(high, 3)}</span>" : "") + (measure.Limit is { } limit ? $"<span class=\"words\">limit {Text.Number(limit, limit < 0.01 ? 4 : 2)}</span>" : "");

    private static string Kind(Verdict verdict) => verdict switch { Verdict.Pass => "pass", Verdict.Warn => "warn", Verdict.Fail => "fail", _ => "unknown" };

    private static string Name(Verdict verdict) => verdict switch { Verdict.Pass => "✓ pass", Verdict.Warn => "! warning", Verdict.Fail => "✗ fail", Verdict.NotMeasurable => "? not measurable", _ => "information" };

    private static int Order(Verdict verdict) => verdict switch { Verdict.Fail => 0, Verdict.Warn => 1, Verdict.Pass => 2, Verdict.NotMeasurable => 3, _ => 4 };

    private static string Counted(int count, string one, string many) => $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}";

    private static string Lower(string title) => title.Length > 0 ? char.ToLowerInvariant(title[0]) + title[1..] : title;

    private static string E(string text) => SvgCanvas.Escape(text);
}
