using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>A release as a draft: what it says of itself, class by class, what was found of it, and what the review of documents came to.</summary>
public static class ReleaseDraft
{
    /// <summary>Name of the capability.</summary>
    public const string Capability = "deidentify";

    /// <summary>Id of the source that holds the report as JSON, one segment for each of its sentences.</summary>
    public const string ReportSource = "report";

    /// <summary>Id of the source that holds the statement as JSON, one segment for each class, then its basis and what the signer knows.</summary>
    public const string StatementSource = "statement";

    /// <summary>Id of the source that holds the figures of the review as JSON, one segment.</summary>
    public const string SampleSource = "sample";

    private static readonly ImmutableArray<DraftSection> outline =
    [
        new("release", "RELEASE", SectionLayout.List),
        new("classes", "IDENTIFIERS, CLASS BY CLASS", SectionLayout.List),
        new("second", "SECOND OPINION", SectionLayout.List),
        new("risk", "PEOPLE WHO STAND OUT", SectionLayout.List),
        new("sample", "DOCUMENTS REVIEWED", SectionLayout.List),
        new("knowledge", "WHAT THE SIGNER STANDS BY", SectionLayout.List),
    ];

    /// <param name="revision">1 for a new draft; the next one when the review went on or the run was repeated.</param>
    public static (Draft Draft, Sources Sources) Of(ReleaseReport report, SampleFigures figures, int revision, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(clock);
        if (report.Content is not { } content)
            throw new ArgumentException("A release without an archive cannot be proposed.", nameof(report));
        var statement = SafeHarborStatement.Of(report);
        var lines = ReleaseLine.Of(report);
        var sources = Sources.Of(
            Source(ReportSource, "Report of the run", report, lines.Select(l => l.Text)),
            Source(StatementSource, "Statement, class by class", statement, [.. statement.Lines.Select(l => l.Text), statement.Basis, SafeHarborStatement.Knowledge]),
            Source(SampleSource, "Review of documents", figures, [figures.Text]));
        var statements = lines.Select((l, i) => Quoted(SectionOf(l), ReportSource, i, l.Text))
            .Concat(statement.Lines.Select((l, i) => Quoted("classes", StatementSource, i, l.Text)))
            .Append(Quoted("release", StatementSource, statement.Lines.Length, statement.Basis))
            .Append(Quoted("sample", SampleSource, 0, figures.Text))
            .Append(Quoted("knowledge", StatementSource, statement.Lines.Length + 1, SafeHarborStatement.Knowledge))
            .OrderBy(s => outline.IndexOf(outline.First(o => o.Key == s.Section)));
        var draft = new Draft(new DraftId(report.Id), revision, Capability, null, [.. statements],
            [new Artifact(ReleaseReport.ArchiveName, "application/zip", content, [])],
            new Provenance(Capability, report.Version, clock.GetUtcNow(), [.. sources.Select(s => s.Reference)], ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
            {
                [DraftTitle.Parameter] = report.Title,
                ["policy"] = report.Policy,
                ["policy-version"] = report.PolicyVersion,
                ["files"] = report.Files.ToString(CultureInfo.InvariantCulture),
                ["sample-seed"] = report.SampleSeed.ToString(CultureInfo.InvariantCulture),
            })))
        {
            Purpose = Purpose.Research,
            Outline = outline,
        };
        return (draft, sources);
    }

    /// <summary>The report that came with a draft; null when there is none that can be read.</summary>
    public static ReleaseReport? ReportOf(Sources sources) => Read<ReleaseReport>(sources, ReportSource);

    /// <summary>The figures of the review that came with a draft; null when there are none that can be read.</summary>
    public static SampleFigures? FiguresOf(Sources sources) => Read<SampleFigures>(sources, SampleSource);

    private static string SectionOf(ReleaseLine line) => line.Section switch
    {
        ReleaseLine.Second => "second",
        ReleaseLine.Risk => "risk",
        _ => "release",
    };

    private static Source Source<T>(string id, string title, T content, IEnumerable<string> segments) =>
        new(id, title, "application/json", [.. JsonSerializer.SerializeToUtf8Bytes(content, TrustJson.Canonical)], [.. segments.Select(s => new Segment(null, s))]);

    private static Statement Quoted(string section, string source, int segment, string words) =>
        new(section, words, [new Quote(source, segment, 0, words.Length, words)]);

    private static T? Read<T>(Sources sources, string id) where T : class
    {
        ArgumentNullException.ThrowIfNull(sources);
        try
        {
            return sources.Find(id) is { } source ? JsonSerializer.Deserialize<T>(source.Original.AsSpan(), TrustJson.Canonical) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
