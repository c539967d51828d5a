using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Letters;

/// <summary>Why, what is asked, and what the reader needs to answer it.</summary>
internal static class Referral
{
    private const int MostResults = 15;
    private const int StoppedDays = 730;

    public static void Write(ChartSheet sheet)
    {
        var chart = sheet.Chart;
        var said = sheet.Said(s => !LetterWords.IsAddress(s), signedNotes: false).ToArray();
        var asked = said.Where(l => l.Evidence[0].Source == LetterRequest.SourceId).ToArray();
        sheet.AddAll("reason", asked.Where(l => !l.Text.EndsWith('?')));
        sheet.AddAll("question", said.Where(l => l.Text.EndsWith('?') && l.Evidence[0].Source == LetterRequest.SourceId));
        if (asked.Length == 0)
            sheet.Omit("Reason and question", "Nobody wrote why the patient is referred and what is asked: add both.", []);
        sheet.AddAll("history", chart.Problems.Where(p => p.Active && (p.Since is not { } since || since.Start <= sheet.At)).Select(ChartLines.Of), "Active problems");
        sheet.AddAll("history", chart.Procedures.Where(p => !ChartLines.IsPaperwork(p)).Where(p => p.Resource.Performed is not { } on || on.Start <= sheet.At).DistinctBy(p => p.Resource.Code?.Display, StringComparer.OrdinalIgnoreCase).Select(ChartLines.Of), "Procedures", most: 6);
        sheet.AddAll("tried", sheet.Said(s => LetterWords.IsTried(s) && !LetterWords.IsAddress(s)).Where(l => !sheet.Statements.Any(s => s.Text == l.Text)), most: 8);
        sheet.AddAll("tried", chart.Medications.Where(m => m.Standing is MedicationStanding.Stopped && (m.Shown.Until ?? m.Shown.From) is { } end && end.Start <= sheet.At && (sheet.At - end.Start).TotalDays <= StoppedDays).Select(ChartLines.Of), "No longer taken", most: 8);
        Current(sheet);
        Results(sheet);
        sheet.NotRecorded("missing", chart.Problems.Any(p => p.Active) ? [] : ["active problems"], ChartIndex.Problems);
        sheet.NotRecorded("missing", sheet.Current().Any() ? [] : ["current medication"], ChartIndex.Medication);
    }

    /// <summary>Medication and allergies, as every letter to a colleague has them.</summary>
    internal static void Current(ChartSheet sheet)
    {
        sheet.AddAll("medication", sheet.Current().Select(ChartLines.Of));
        foreach (var line in ChartLines.Of(sheet.Chart.Allergies, sheet.Index))
            sheet.Add("allergies", line);
    }

    private static void Results(ChartSheet sheet)
    {
        var courses = sheet.Chart.Results.Select(c => (Course: c, Newest: ResultLines.NewestOf(c, sheet.At))).Where(c => c.Newest is not null)
            .Select(c => (c.Course, c.Newest, WatchedResult.Judge(c.Course, c.Newest!).Weight, Watched: WatchedResult.Of(c.Course)))
            .Where(c => c.Weight is not ResultWeight.Usual || c.Watched is { IsMeasured: true }).OrderByDescending(c => c.Weight).ThenByDescending(c => c.Newest!.At);
        sheet.AddAll("results", courses.Select(c => ResultLines.Of(c.Course, sheet.At)).OfType<ChartLine>(), most: MostResults, why: "Older or less telling than the results shown.");
    }
}
