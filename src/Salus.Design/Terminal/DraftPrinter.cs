using System.Globalization;
using System.Text;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Design.Terminal;

/// <summary>
/// A draft on a terminal, as wide as it is: every statement with its number, where it comes from and what the checks say about it.
/// Without colours it reads the same: severities are words.
/// </summary>
public sealed class DraftPrinter(IAnsiConsole terminal)
{
    private const int Indent = 5;
    private static readonly Style Heading = new(Color.Teal, decoration: Decoration.Bold);
    private static readonly Style Quiet = new(decoration: Decoration.Dim);

    /// <param name="evidence">Also print where each statement comes from.</param>
    public void Print(ReviewedDraft reviewed, bool evidence = true)
    {
        var draft = reviewed.Draft;
        terminal.Write(new Rule($"{Markup.Escape(draft.Capability)} draft {draft.Id}, revision {draft.Revision.ToString(CultureInfo.InvariantCulture)}") { Justification = Justify.Left, Style = Quiet });

        foreach (var section in draft.Outline)
        {
            var statements = draft.Statements.Index().Where(s => s.Item.Section == section.Key).ToArray();
            if (statements.Length > 0)
                PrintSection(reviewed, section.Title, statements, evidence);
        }
        var homeless = draft.Statements.Index().Where(s => draft.Outline.All(o => o.Key != s.Item.Section)).ToArray();
        if (homeless.Length > 0)
            PrintSection(reviewed, "WITHOUT A HEADING", homeless, evidence);

        PrintWhole(reviewed);
        PrintOmitted(reviewed);
        terminal.WriteLine();
        Lines("", null, Summary(reviewed), Quiet);
    }

    /// <summary>One line of counts.</summary>
    public static string Summary(ReviewedDraft reviewed)
    {
        var statements = reviewed.Draft.Statements;
        var supported = statements.Count(s => !s.Evidence.IsEmpty);
        var open = reviewed.OpenBlocking.Length;
        var warnings = reviewed.Findings.Count(f => f.Severity is Severity.Warning);
        return string.Create(CultureInfo.InvariantCulture, $"{statements.Length} statements, {supported} with evidence; {open} blocking, {warnings} {(warnings == 1 ? "warning" : "warnings")}; {reviewed.Checks.Length} checks ran");
    }

    /// <summary>Where a reader finds it: <c>turn 12 patient 00:34 "it started on Monday"</c>.</summary>
    public static string Describe(Evidence evidence, Sources sources)
    {
        switch (evidence)
        {
            case Quote quote:
                var source = sources.Find(quote.Source);
                var segment = source is not null && quote.Segment >= 0 && quote.Segment < source.Segments.Length ? source.Segments[quote.Segment] : null;
                var place = quote.Source == "transcript" ? "turn" : quote.Source + " paragraph";
                return string.Create(CultureInfo.InvariantCulture, $"{place} {quote.Segment + 1}{Spaced(segment?.Speaker)}{Spaced(Clock(segment?.Start))} \"{quote.Text.ReplaceLineEndings(" ")}\"");
            case Element element:
                return $"{element.Path} = {element.Value}";
            case Trust.Region region:
                return string.Create(CultureInfo.InvariantCulture, $"{region.Source} frame {region.Frame + 1} at {region.X},{region.Y} ({region.Width} × {region.Height} px)");
            case Calculation calculation:
                return string.Create(CultureInfo.InvariantCulture, $"{calculation.Formula} = {calculation.Value} {calculation.Unit}");
            case Row row:
                return string.Create(CultureInfo.InvariantCulture, $"{row.Source} row {row.Index + 1}, {row.Column}");
            default:
                return evidence is Attestation ? "on the reviewer's own word" : evidence.Source;
        }
    }

    private void PrintSection(ReviewedDraft reviewed, string title, (int Index, Statement Item)[] statements, bool evidence)
    {
        terminal.WriteLine();
        terminal.Write(new Text(title, Heading));
        terminal.WriteLine();
        string? group = null;
        foreach (var (index, statement) in statements)
        {
            if (statement.Group != group && (group = statement.Group) is not null)
                Line(2, group, new Style(decoration: Decoration.Bold));
            PrintStatement(reviewed, index, statement, evidence);
        }
    }

    private void PrintStatement(ReviewedDraft reviewed, int index, Statement statement, bool evidence)
    {
        var rejected = reviewed.IsRejected(statement);
        var number = (index + 1).ToString(CultureInfo.InvariantCulture).PadLeft(3);
        Numbered(number, statement.Text + (rejected ? " (rejected)" : ""), rejected ? Quiet : Style.Plain);
        if (evidence)
        {
            foreach (var place in statement.Evidence)
                Line(Indent, Describe(place, reviewed.Sources), Quiet);
            if (statement.Evidence.IsEmpty)
                Line(Indent, "no evidence", new Style(Color.Red));
        }
        foreach (var (at, finding) in reviewed.Findings.Index().Where(f => f.Item.Statement == index))
            PrintFinding(reviewed, at, finding, Indent);
    }

    private void PrintFinding(ReviewedDraft reviewed, int at, Finding finding, int indent)
    {
        var overruled = reviewed.IsOverruled(finding);
        var (word, colour) = finding.Severity switch
        {
            Severity.Blocking => ("blocking", Color.Red),
            Severity.Warning => ("warning", Color.Olive),
            _ => ("note", Color.Blue),
        };
        var label = string.Create(CultureInfo.InvariantCulture, $"F{at + 1} {word}{(overruled ? ", overruled" : "")}");
        Line(indent, $"{label}: {finding.Message} [{finding.Check}]", overruled ? Quiet : new Style(colour));
    }

    private void PrintWhole(ReviewedDraft reviewed)
    {
        var whole = reviewed.Findings.Index().Where(f => f.Item.Statement is null).ToArray();
        if (whole.Length == 0)
            return;
        terminal.WriteLine();
        terminal.Write(new Text("ABOUT THE WHOLE DRAFT", Heading));
        terminal.WriteLine();
        foreach (var (at, finding) in whole)
            PrintFinding(reviewed, at, finding, 2);
    }

    private void PrintOmitted(ReviewedDraft reviewed)
    {
        if (reviewed.Draft.Omitted.IsEmpty)
            return;
        terminal.WriteLine();
        terminal.Write(new Text(Components.Words.LeftOut(reviewed.Draft.Capability).ToUpperInvariant(), Heading));
        terminal.WriteLine();
        foreach (var omission in reviewed.Draft.Omitted)
        {
            Line(2, $"{omission.Text} ({omission.Reason})", Style.Plain);
            foreach (var place in omission.Evidence.Take(1))
                Line(Indent, Describe(place, reviewed.Sources), Quiet);
        }
    }

    private void Line(int indent, string text, Style style) => Lines(new string(' ', indent), default, text, style);

    private void Numbered(string number, string text, Style style) => Lines(number.PadRight(Indent), Quiet, text, style);

    /// <summary>Breaks between words, so that every line but the first is indented as far and none ends with blanks.</summary>
    private void Lines(string first, Style? firstStyle, string text, Style style)
    {
        var width = Math.Max(20, terminal.Profile.Width - first.Length);
        var lead = first;
        var line = new StringBuilder();
        foreach (var word in Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.ToString().GetCellWidth() + 1 + word.GetCellWidth() > width)
                End();
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        End();

        void End()
        {
            terminal.Write(new Text(lead, firstStyle));
            terminal.Write(new Text(line.ToString(), style));
            terminal.WriteLine();
            lead = new string(' ', first.Length);
            line.Clear();
        }
    }

    /// <summary>Control characters in what was said must not reach the terminal as commands.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Spaced(string? text) => string.IsNullOrEmpty(text) ? "" : " " + text;

    private static string? Clock(TimeSpan? time) => time is { } at
        ? at.ToString(at.TotalHours >= 1 ? @"h\:mm\:ss" : @"mm\:ss", CultureInfo.InvariantCulture)
        : null;
}
