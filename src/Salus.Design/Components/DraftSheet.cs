using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Design.Components;

/// <summary>
/// A reviewed draft arranged for a page: which words of which turn each statement rests on, which findings sit where,
/// and what a statement said before somebody edited it. Reads only; built once per request.
/// </summary>
public sealed class DraftSheet
{
    private readonly ILookup<(string Source, int Segment), Citation> citations;
    private readonly Dictionary<string, string> firstWording;

    private readonly ImmutableArray<Decision> decisions;

    /// <param name="first">The engine's own revision, to show what an edit changed; null when it is the current one.</param>
    /// <param name="pretended">Decisions to show instead of those taken: for the design page, which nobody has decided on.</param>
    public DraftSheet(ReviewedDraft reviewed, Draft? first = null, ImmutableArray<Decision>? pretended = null)
    {
        Reviewed = reviewed;
        decisions = pretended ?? reviewed.Decisions;
        citations = Citations(reviewed).ToLookup(c => (c.Quote.Source, c.Quote.Segment));
        firstWording = (first is null ? [] : first.Statements.Except(reviewed.Draft.Statements, EqualityComparer<Statement>.Create((a, b) => a?.Key == b?.Key, s => s.Key.GetHashCode(StringComparison.Ordinal))))
            .GroupBy(Origin, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Text, StringComparer.Ordinal);
        Findings = [.. reviewed.Findings.Select(Place)];
    }

    public ReviewedDraft Reviewed { get; }

    public Draft Draft => Reviewed.Draft;

    public ImmutableArray<PlacedFinding> Findings { get; }

    /// <summary>The decision that holds for a statement or finding; null when none does.</summary>
    public Decision? On(string target) =>
        decisions.LastOrDefault(d => string.Equals(d.Target, target, StringComparison.Ordinal)) is { Kind: not DecisionKind.Undo } last ? last : null;

    public bool IsRejected(Statement statement) => On(statement.Key) is { Kind: DecisionKind.Reject };

    public bool IsAccepted(Statement statement) => On(statement.Key) is { Kind: DecisionKind.Accept };

    public IEnumerable<PlacedFinding> FindingsOn(int? statement) => Findings.Where(f => f.Finding.Statement == statement);

    public int Open(Severity severity) => Findings.Count(f => f.Finding.Severity == severity && f.Open);

    /// <summary>Sections in reading order with their statements and the statements' places in the draft.</summary>
    public IEnumerable<(DraftSection Section, ImmutableArray<(int Index, Statement Statement)> Statements)> Sections()
    {
        var known = Draft.Outline.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        var outline = Draft.Outline.Concat(Draft.Statements.Select(s => s.Section).Where(s => !known.Contains(s)).Distinct(StringComparer.Ordinal)
            .Select(key => new DraftSection(key, key.ToUpperInvariant(), SectionLayout.Paragraph)));
        foreach (var section in outline)
            yield return (section, [.. Draft.Statements.Index().Where(s => string.Equals(s.Item.Section, section.Key, StringComparison.Ordinal)).Select(s => (s.Index, s.Item))]);
    }

    /// <summary>What the statement said when the engine wrote it; null when nobody has reworded it.</summary>
    public string? WordingBefore(Statement statement) => firstWording.GetValueOrDefault(Origin(statement));

    /// <summary>A turn's text cut where citations begin and end. Joined again it is the text, letter for letter.</summary>
    public IEnumerable<Fragment> Turn(Source source, int segment)
    {
        var text = source.Segments[segment].Text;
        var cited = citations[(source.Id, segment)].Where(c => c.Quote.Start >= 0 && c.Quote.Length > 0 && c.Quote.Start <= text.Length - c.Quote.Length).ToArray();
        var cuts = cited.SelectMany(c => new[] { c.Quote.Start, c.Quote.Start + c.Quote.Length }).Append(0).Append(text.Length).Distinct().Order().ToArray();
        foreach (var (start, end) in cuts.Zip(cuts.Skip(1)))
            yield return new Fragment(text[start..end], string.Join(' ', cited.Where(c => c.Quote.Start <= start && end <= c.Quote.Start + c.Quote.Length).Select(c => c.By).Distinct(StringComparer.Ordinal)));
    }

    /// <summary>Who cites an element of a resource, as names for <c>data-for</c>.</summary>
    public string CitedBy(string source, string path) => string.Join(' ', Draft.Statements.Index()
        .Where(s => s.Item.Evidence.OfType<Element>().Any(e => string.Equals(e.Source, source, StringComparison.Ordinal) && string.Equals(e.Path, path, StringComparison.Ordinal)))
        .Select(s => Mark(s.Index)));

    /// <summary>Name of a statement in the page's markup.</summary>
    public static string Mark(int statement) => "s" + statement.ToString(CultureInfo.InvariantCulture);

    /// <summary>Name of an entry of "said, not in the note" in the page's markup.</summary>
    public static string OmissionMark(int omission) => "o" + omission.ToString(CultureInfo.InvariantCulture);

    /// <summary>Address on the page of a turn.</summary>
    public static string TurnId(string source, int segment) => string.Create(CultureInfo.InvariantCulture, $"{source}-{segment + 1}");

    private static IEnumerable<Citation> Citations(ReviewedDraft reviewed) =>
        reviewed.Draft.Statements.Index().SelectMany(s => s.Item.Evidence.OfType<Quote>().Select(q => new Citation(Mark(s.Index), q)))
            .Concat(reviewed.Draft.Omitted.Index().SelectMany(o => o.Item.Evidence.OfType<Quote>().Select(q => new Citation(OmissionMark(o.Index), q))));

    private PlacedFinding Place(Finding finding)
    {
        var key = finding.KeyIn(Draft);
        return new PlacedFinding(finding, key, On(key) is { Kind: DecisionKind.Overrule } overrule ? overrule : null,
            finding.Statement is { } index && IsRejected(Draft.Statements[index]));
    }

    // An edit keeps the evidence, so section and evidence tell which statement a reworded one used to be.
    private static string Origin(Statement statement) => (statement with { Text = "" }).Key;

    private sealed record Citation(string By, Quote Quote);
}

/// <summary>A stretch of a turn's text and the names of everything that cites all of it; empty when nothing does.</summary>
public readonly record struct Fragment(string Text, string CitedBy);

/// <summary>A finding with its key and where it stands after the decisions so far.</summary>
public sealed record PlacedFinding(Finding Finding, string Key, Decision? Overruled, bool OnRejected)
{
    /// <summary>Still wants an answer.</summary>
    public bool Open => Overruled is null && !OnRejected;
}
