using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>The chart on one page: three things first, each with the reason why, then what every reader looks for, then what is not recorded.</summary>
internal static class Overview
{
    private const int First = 3;
    private const int RecentEncounters = 5;
    private const int MostProcedures = 8;
    private const int StoppedDays = 365;
    private const int VitalDays = 90;

    public static void Write(ChartSheet sheet)
    {
        var chart = sheet.Chart;
        sheet.AddPatient("patient");
        var ranked = AttentionRanking.Of(chart, sheet.Index, sheet.RankedAt);
        foreach (var item in ranked.Take(First))
            sheet.Add(item.In("attention"));
        foreach (var item in ranked.Skip(First))
            sheet.Omit(item.Line.Text, $"Not among the first three: {string.Join("; ", item.Reasons.Select(r => r.Words).Distinct(StringComparer.Ordinal))} ({ChartWords.Number(item.Score)} points; the third has {ChartWords.Number(ranked[First - 1].Score)}).", item.Line.Evidence);

        sheet.AddAll("problems", sheet.ActiveProblems().Select(ChartLines.Of));
        var current = sheet.Current().ToArray();
        sheet.AddAll("medication", current.Select(ChartLines.Of), "Current");
        sheet.AddAll("medication", chart.Medications.Where(m => m.Standing is MedicationStanding.Stopped && Since(m, sheet.At) is >= 0 and <= StoppedDays).Select(ChartLines.Of), "No longer taken, recorded within a year");
        foreach (var line in ChartLines.Of(chart.Allergies, sheet.Index))
            sheet.Add("allergies", line);
        Results(sheet);
        sheet.AddAll("procedures", chart.Procedures.Where(p => !ChartLines.IsPaperwork(p)).Where(p => p.Resource.Performed is not { } on || on.Start <= sheet.At).DistinctBy(p => ChartWords.Plain(p.Resource.Code?.Display ?? ""), StringComparer.OrdinalIgnoreCase).Select(ChartLines.Of), most: MostProcedures, why: "An older procedure; the newest eight are shown, each kind once.");
        var encounters = chart.Encounters.Where(e => e.Resource.Period?.Start is not { } start || start.Start <= sheet.At).ToArray();
        foreach (var encounter in encounters.Take(RecentEncounters))
            sheet.Add("encounters", ChartLines.Of(encounter));
        if (Array.Find(encounters, e => ChartLines.IsStay(e.Resource)) is { } stay && stay != default && !encounters.Take(RecentEncounters).Contains(stay))
            sheet.Add("encounters", ChartLines.Of(stay), "Last admission");
        sheet.AddAll("plan", sheet.SignedPlan(), most: 8);
        Missing(sheet, current.Length);
    }

    /// <summary>Abnormal ones first, then the watched ones in their usual order.</summary>
    private static void Results(ChartSheet sheet)
    {
        var watched = WatchedResult.For("overview");
        var courses = sheet.Chart.Results.Select(c => (Course: c, Newest: ResultLines.NewestOf(c, sheet.At), Order: IndexOf(c))).Where(c => c.Newest is not null).ToArray();
        var told = courses.Where(c => WatchedResult.Judge(c.Course, c.Newest!).Weight is not ResultWeight.Usual).OrderByDescending(c => WatchedResult.Judge(c.Course, c.Newest!).Weight).ThenBy(c => c.Order)
            .Concat(courses.Where(c => c.Order < int.MaxValue).OrderBy(c => c.Order)).DistinctBy(c => c.Course);
        // A temperature of last year tells nothing about today.
        foreach (var (course, _, _) in told.Where(c => !(WatchedResult.Of(c.Course)?.Key is "pulse" or "spo2" or "temp" or "rr" && (sheet.RankedAt - c.Newest!.At).TotalDays > VitalDays)))
            sheet.Add("results", ResultLines.Of(course, sheet.At));
        var shown = sheet.Statements.Where(s => s.Section == "results").Select(s => s.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var (course, _, _) in courses)
            if (ResultLines.Of(course, sheet.At) is { } line && !shown.Contains(line.Text))
                sheet.Omit(line.Text, "Not among the results that every reader looks for, or a vital sign of long ago.", line.Evidence);

        int IndexOf(ResultCourse course) => watched.Index().FirstOrDefault(w => w.Item.Is(course), (int.MaxValue, null!)).Index;
    }

    private static void Missing(ChartSheet sheet, int current)
    {
        var chart = sheet.Chart;
        if (!chart.Problems.Any(p => p.Active))
            sheet.NotRecorded("missing", ["active problems"], ChartIndex.Problems);
        if (current == 0)
            sheet.NotRecorded("missing", ["current medication"], ChartIndex.Medication);
        if (chart.Procedures.IsEmpty)
            sheet.NotRecorded("missing", ["procedures"], ChartIndex.Procedures);
        string[] usual = ["hb", "creatinine", "egfr", "k", "hba1c", "bp", "weight"];
        sheet.NotRecorded("missing", WatchedResult.All.Where(w => usual.Contains(w.Key, StringComparer.Ordinal) && !chart.Results.Any(c => w.Is(c) && ResultLines.NewestOf(c, sheet.At) is not null)).Select(w => w.Name), ChartIndex.Results);
    }

    private static double Since(ChartMedication medication, DateTimeOffset at) =>
        (medication.Shown.Until ?? medication.Shown.From) is { } date ? (at - date.Start).TotalDays : double.MaxValue;
}
