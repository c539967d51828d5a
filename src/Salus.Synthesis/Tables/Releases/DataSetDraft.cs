using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Salus.Synthesis.Tables.Gate;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Releases;

/// <summary>A data set as a draft: what it is, and what the gate found, each sentence with its place in the report.</summary>
public static class DataSetDraft
{
    /// <summary>Id of the source that holds the gate's report as JSON, one segment for each measure.</summary>
    public const string ReportSource = "report";

    /// <summary>Id of the source that holds the data set's origin as JSON, one segment for each sentence.</summary>
    public const string OriginSource = "origin";

    private static readonly ImmutableArray<DraftSection> outline =
    [
        new("data-set", "DATA SET", SectionLayout.List),
        new("privacy", "WHAT ATTACKS FIND", SectionLayout.List),
        new("fidelity", "LIKENESS", SectionLayout.List),
        new("utility", "USEFULNESS", SectionLayout.List),
        new("fairness", "GROUPS", SectionLayout.List),
        new("decisions", "DECISIONS ABOUT THE SOURCE", SectionLayout.List),
    ];

    public static (Draft Draft, Sources Sources) Of(DataSet set, GateReport report, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(report);
        ImmutableArray<string> words = [.. set.Sentences, .. set.Schema.Decisions];
        var origin = new Source(OriginSource, "Origin of the data set", "application/json", [.. JsonSerializer.SerializeToUtf8Bytes(set, TrustJson.Canonical)], [.. words.Select(w => new Segment(null, w))]);
        var found = new Source(ReportSource, "Report of the release gate", "application/json", [.. Encoding.UTF8.GetBytes(report.ToJson())], [.. report.Measures.Select(m => new Segment(null, m.Words))]);
        var statements = words.Select((w, i) => Quoted(i < set.Sentences.Length ? "data-set" : "decisions", OriginSource, i, w))
            .Concat(report.Measures.Select((m, i) => Quoted(SectionOf(m), ReportSource, i, m.Words) with { Group = m.Title }))
            .OrderBy(s => outline.IndexOf(outline.First(o => o.Key == s.Section)));
        var draft = new Draft(DraftId.New(clock), 1, TablesCapability.CapabilityName, null, [.. statements],
            [new Artifact(set.FileName, set.MediaType, set.Content, [])],
            new Provenance(set.About.Engine, set.About.Version, clock.GetUtcNow(), [origin.Reference, found.Reference], ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
            {
                [DraftTitle.Parameter] = string.Create(CultureInfo.InvariantCulture, $"Synthetic table of {set.Rows} rows from {set.About.Source}"),
                ["seed"] = set.Seed?.ToString(CultureInfo.InvariantCulture) ?? "not said",
                ["fit-seed"] = set.About.Seed.ToString(CultureInfo.InvariantCulture),
                ["rows"] = set.Rows.ToString(CultureInfo.InvariantCulture),
                ["protection"] = set.About.Protection.ToString(CultureInfo.InvariantCulture),
                ["epsilon"] = set.About.Epsilon?.ToString("R", CultureInfo.InvariantCulture) ?? "none",
            })))
        {
            Purpose = Purpose.Research,
            Outline = [.. outline.Where(o => statements.Any(s => s.Section == o.Key))],
        };
        return (draft, Sources.Of(origin, found));
    }

    /// <summary>The gate's report that came with a draft; null when there is none that can be read.</summary>
    public static GateReport? ReportOf(Sources sources) => Read(sources, ReportSource, json => GateReport.FromJson(json));

    /// <summary>The data set that a draft is about; null when its origin cannot be read.</summary>
    public static DataSet? SetOf(Sources sources) => Read(sources, OriginSource, json => JsonSerializer.Deserialize<DataSet>(json, TrustJson.Canonical));

    internal static string SectionOf(Measure measure) => measure.Section.ToString().ToLowerInvariant();

    private static T? Read<T>(Sources sources, string id, Func<string, T?> read) where T : class
    {
        try
        {
            return sources.Find(id) is { } source ? read(Encoding.UTF8.GetString(source.Original.AsSpan())) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Statement Quoted(string section, string source, int segment, string words) =>
        new(section, words, [new Quote(source, segment, 0, words.Length, words)]);
}
