using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>
/// What a chart holds, kind by kind, as a source that goes with a draft: the evidence of every statement that something is not recorded.
/// One part for each kind, with its count and the names in it.
/// </summary>
public sealed class ChartIndex
{
    /// <summary>Id of the source.</summary>
    public const string SourceId = "chart";

    public const string Allergies = "Allergies";
    public const string Problems = "Problems";
    public const string Medication = "Medication";
    public const string Results = "Results";
    public const string Procedures = "Procedures";
    public const string Encounters = "Encounters";
    public const string Immunisations = "Immunisations";
    public const string Documents = "Documents and reports";
    public const string CarePlans = "Care plans";

    /// <summary>Of the results that readers look for by name, those that no source holds.</summary>
    public const string Absent = "Not recorded";

    private ChartIndex(Source source) => Source = source;

    public Source Source { get; }

    public static ChartIndex Of(Chart chart, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ImmutableArray<string> parts =
        [
            Part(Allergies, chart.Allergies.All.Length + (chart.Allergies.NoneKnownBy is null ? 0 : 1), chart.Allergies.All.Select(a => a.Substance)),
            Part(Problems, chart.Problems.Length, chart.Problems.Select(p => p.Name)),
            Part(Medication, chart.Medications.Length, chart.Medications.Select(m => m.Name)),
            Part(Results, chart.Results.Length, chart.Results.Select(r => r.Name)),
            Part(Procedures, chart.Procedures.Length, chart.Procedures.Select(p => p.Resource.Code?.Display)),
            Part(Encounters, chart.Encounters.Length, []),
            Part(Immunisations, chart.Immunisations.Length, chart.Immunisations.Select(i => i.Resource.VaccineCode?.Display)),
            Part(Documents, chart.Documents.Length + chart.Reports.Length, chart.Documents.Select(d => d.Resource.Type?.Display).Concat(chart.Reports.Select(r => r.Resource.Code?.Display))),
            Part(CarePlans, chart.CarePlans.Length, chart.CarePlans.Select(c => c.Resource.Title ?? c.Resource.Categories.Select(k => k.Display).FirstOrDefault(d => d is not null))),
            $"{Absent}: {string.Join(", ", WatchedResult.All.Where(w => w.IsMeasured && !chart.Results.Any(c => w.Is(c) && ResultLines.NewestOf(c, at) is not null)).Select(w => w.Name))}.",
        ];
        return new ChartIndex(new Source(SourceId, string.Create(CultureInfo.InvariantCulture, $"What the record held on {at:yyyy-MM-dd}"), "text/plain",
            [.. Encoding.UTF8.GetBytes(string.Join('\n', parts))], [.. parts.Select(p => new Segment(null, p))]));
    }

    /// <summary>The index that came with a draft; null when none did.</summary>
    public static ChartIndex? In(Sources sources) => sources.Find(SourceId) is { } source ? new ChartIndex(source) : null;

    /// <summary>How many entries of a kind it counts; null for a kind that it does not have.</summary>
    public int? Count(string kind) =>
        Line(kind) is { } line && line.Split(':', 2) is [_, var rest] && int.TryParse(rest.TrimStart().Split(' ', 2)[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    /// <summary>The part about a kind, word for word.</summary>
    public Quote Quote(string kind)
    {
        var segment = Source.Segments.Index().First(s => s.Item.Text.StartsWith(kind + ":", StringComparison.Ordinal));
        return new Quote(SourceId, segment.Index, 0, segment.Item.Text.Length, segment.Item.Text);
    }

    public string? Line(string kind) => Source.Segments.Select(s => s.Text).FirstOrDefault(t => t.StartsWith(kind + ":", StringComparison.Ordinal));

    private static string Part(string kind, int count, IEnumerable<string?> names)
    {
        var listed = string.Join("; ", names.OfType<string>().Select(ChartWords.Plain).Distinct(StringComparer.OrdinalIgnoreCase));
        return string.Create(CultureInfo.InvariantCulture, $"{kind}: {count} {(count == 1 ? "entry" : "entries")}{(listed.Length > 0 ? " – " + listed : "")}.");
    }
}
