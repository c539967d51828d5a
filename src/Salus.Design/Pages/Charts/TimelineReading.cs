using System.Collections.Immutable;
using System.Globalization;
using Salus.Design.Patients;
using Salus.Fhir.Resources;

namespace Salus.Design.Pages.Charts;

/// <summary>A chart in lanes over time, with the links that zoom.</summary>
internal static class TimelineReading
{
    private static readonly (int Years, string Title)[] spans = [(10, "10 years"), (5, "5 years"), (2, "2 years"), (1, "1 year")];

    /// <param name="page">Address of the page that shows it; the period is added to it.</param>
    /// <param name="from">Null for the first thing that happened.</param>
    /// <param name="until">Null for the last.</param>
    public static TimelineView Read(Chart chart, ChartView view, string page, DateOnly? from, DateOnly? until)
    {
        var lanes = Lanes(chart, view);
        var days = lanes.SelectMany(l => l.Items).SelectMany(i => i.Until is { } end && end != DateOnly.MaxValue ? new[] { i.At, end } : [i.At]).Where(d => d.Year > 1800).ToArray();
        var (first, last) = days.Length == 0 ? (DateOnly.MinValue.AddYears(2000), DateOnly.MinValue.AddYears(2001)) : (days.Min(), days.Max());
        // Room at both ends, so that the first and the last mark are whole.
        var room = Math.Max(10, (last.DayNumber - first.DayNumber) / 50);
        var (start, end) = (from ?? first.AddDays(-room), until ?? last.AddDays(room));
        if (end.DayNumber - start.DayNumber < 2)
            (start, end) = (start.AddDays(-1), start.AddDays(1));
        return new TimelineView(start, end, lanes, [.. Periods(page, first, last, start, end, from is null && until is null)]) { Zoom = (a, b) => At(page, a, b) };
    }

    private static ImmutableArray<TimelineLane> Lanes(Chart chart, ChartView view) =>
    [
        new("encounters", "Encounters", Items(view.Encounters)),
        new("problems", "Problems", [.. from c in chart.Problems.SelectMany(p => p.Facts)
                                        let problem = c.Resource
                                        where (problem.Onset ?? problem.RecordedDate) is not null
                                        let at = (problem.Onset ?? problem.RecordedDate)!.Value.Day
                                        let source = c.Source("Condition.code")
                                        select new TimelineItem(at, problem.Abatement?.Day ?? (ChartProblem.IsActive(problem) ? DateOnly.MaxValue : null), problem.Code!.Value.Display!, null, source.Href, source)]),
        new("medications", "Medications", [.. from said in chart.Medications.SelectMany(m => m.History)
                                              let span = MedicationReading.Span(said)
                                              where span is not null
                                              let source = SourceReading.Source(said.Version, said.Path)
                                              select new TimelineItem(span.Value.From, span.Value.Until > span.Value.From ? span.Value.Until : null, said.Name, said.Status, source.Href, source)]),
        new("procedures", "Procedures", Items(view.Procedures)),
        new("results", "Reports", [.. from r in chart.Reports
                                      let at = r.Resource.Effective ?? r.Resource.Issued
                                      where at is not null
                                      let source = r.Source("DiagnosticReport.result")
                                      select new TimelineItem(at.Value.Day, null, r.Resource.Code?.Display ?? "Report", null, source.Href, source)]),
        new("immunisations", "Immunisations", Items(view.Immunisations)),
        new("documents", "Documents", Items(view.Documents)),
    ];

    private static ImmutableArray<TimelineItem> Items(ImmutableArray<ItemView> items) =>
        [.. items.Where(i => i.At is not null).Select(i => new TimelineItem(i.At!.Value, i.Until is { } until && until > i.At ? until : null, i.Title, i.Detail.Length > 0 ? i.Detail : null, i.Href ?? i.Source.Href, i.Source))];

    private static IEnumerable<PeriodLink> Periods(string page, DateOnly first, DateOnly last, DateOnly start, DateOnly end, bool all)
    {
        yield return new PeriodLink("All", page, all);
        var shown = end.DayNumber - start.DayNumber;
        foreach (var (years, title) in spans.Where(s => last.AddYears(-s.Years) > first))
            yield return new PeriodLink(title, At(page, end.AddYears(-years), end), !all && Math.Abs(shown - 365.25 * years) < 3);
        if (all)
            yield break;
        if (start > first)
            yield return new PeriodLink("Earlier", At(page, start.AddDays(-shown), start));
        if (end < last)
            yield return new PeriodLink("Later", At(page, end, end.AddDays(shown)));
    }

    private static string At(string page, DateOnly from, DateOnly until) =>
        string.Create(CultureInfo.InvariantCulture, $"{page}?from={from:yyyy-MM-dd}&until={until:yyyy-MM-dd}#timeline");
}
