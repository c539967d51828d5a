using System.Collections.Immutable;
using Salus.Design.Patients;

namespace Salus.Design.Pages.Charts;

/// <summary>
/// Results of a chart as trends and results in words. Panels are those of the reports that list the results; what no report lists goes by
/// its category.
/// </summary>
internal static class ResultReading
{
    private const string VitalSigns = "Vital signs";

    public static (ImmutableArray<TrendView> Vitals, ImmutableArray<ResultPanel> Panels) Read(IEnumerable<ResultCourse> courses)
    {
        var results = courses.Select(c => (Panel: PanelOf(c), Result: Read(c))).ToArray();
        var vitals = results.Where(r => r.Panel == VitalSigns && r.Result.Trend is not null).OrderByDescending(r => r.Result.Trend!.Points.Count()).ThenBy(r => r.Result.Name, StringComparer.Ordinal)
            .Select(r => r.Result.Trend!).ToImmutableArray();
        var panels = results.GroupBy(r => r.Panel, StringComparer.Ordinal)
            .Select(g => new ResultPanel(g.Key, [.. g.Select(r => r.Result).OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase)]))
            .OrderByDescending(p => p.Results.Max(r => r.Latest)).ThenBy(p => p.Title, StringComparer.Ordinal);
        return (vitals, [.. panels]);
    }

    private static string PanelOf(ResultCourse course) => course.Category switch
    {
        "vital-signs" or "vital-sign" => VitalSigns,
        _ when course.Panel is { } panel => panel,
        "laboratory" => "Other laboratory results",
        "survey" => "Questionnaires",
        "social-history" => "Social history",
        "imaging" => "Imaging",
        "procedure" => "Procedures",
        "exam" => "Examination",
        "therapy" => "Therapy",
        "activity" => "Activity",
        _ => "Other observations",
    };

    private static ResultView Read(ResultCourse course)
    {
        if (course.Newest.Number is null)
            return new ResultView(course.Name, course.Newest.At, null, [.. course.Points.Reverse().Select(p => new WordResult(p.At, p.Text, p.Flag, p.Fact.Source(p.Path)))]);
        var series = course.Points.GroupBy(p => p.Part, StringComparer.Ordinal)
            .Select(s => new TrendSeries(s.Key, [.. s.Select(p => new TrendPoint(p.At, (double)p.Number!.Value, p.Text, p.Comparator, (double?)p.Low, (double?)p.High, p.Flag, p.Fact.Source(p.Path)))]))
            .OrderByDescending(s => s.Points[^1].Value);
        var unit = FhirWords.Unit(course.Unit);
        var id = "r-" + Sha256.Of(System.Text.Encoding.UTF8.GetBytes(course.Key + '\n' + course.Unit)).ToString()[..10];
        return new ResultView(course.Name, course.Newest.At, new TrendView(course.Name, unit, [.. series]) { Id = id }, []);
    }
}
