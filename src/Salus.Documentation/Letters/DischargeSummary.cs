using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Letters;

/// <summary>One stay, for those who go on with the care: what was found and done, what is open, what changed in the medication.</summary>
internal static class DischargeSummary
{
    public static void Write(ChartSheet sheet, HospitalStay stay)
    {
        var chart = sheet.Chart;
        sheet.Add("stay", stay.Line());
        sheet.AddAll("stay", sheet.Said(s => !LetterWords.IsAddress(s) && !LetterWords.IsFollowUp(s), signedNotes: false).Where(l => l.Evidence[0].Source == LetterRequest.SourceId), "As asked");
        sheet.AddAll("diagnoses", stay.Diagnoses(chart).Select(ChartLines.Of));
        sheet.AddAll("course", sheet.Said(s => LetterWords.IsCourse(s) && !LetterWords.IsAtDischarge(s), signedNotes: false), most: 15);
        sheet.AddAll("procedures", stay.Procedures(chart).Select(ChartLines.Of));
        foreach (var (course, last) in stay.Results(chart).OrderByDescending(r => WatchedResult.Judge(r.Course, r.Last).Weight).ThenBy(r => r.Last.At))
            if (ResultLines.Of(course, last.At) is { } line)
                if (WatchedResult.Judge(course, last).Weight is not ResultWeight.Usual || WatchedResult.Of(course) is { IsMeasured: true })
                    sheet.Add("results", line);
                else
                    sheet.Omit(line.Text, "Measured during the stay; neither outside a limit nor among the results that every reader looks for.", line.Evidence);
        foreach (var report in chart.Reports.Where(r => r.Resource.Status is "registered" or "partial" or "preliminary" && stay.Holds(r.Resource.Effective ?? r.Resource.Issued)))
            sheet.Add("pending", new ChartLine($"{ChartWords.Plain(report.Resource.Code?.Display ?? "Report")}: {report.Resource.Status}.", ChartLine.Elements(report.Version, ["DiagnosticReport.code.text", "DiagnosticReport.code.coding[0].display"], ["DiagnosticReport.status"])));
        foreach (var change in MedicationChange.During(stay, chart))
            if (change.Kind is MedicationChangeKind.StoppedAtUnknownTime)
                sheet.Omit(change.Line().Text, "No longer taken; that it was stopped during this stay is not said by any source.", change.Line().Evidence);
            else
                sheet.Add("medication", change.Line(), MedicationChange.Title(change.Kind));
        foreach (var line in ChartLines.Of(chart.Allergies, sheet.Index))
            sheet.Add("allergies", line);
        if (stay.Disposition() is { } disposition)
            sheet.Add("discharge", disposition);
        sheet.AddAll("discharge", sheet.Said(LetterWords.IsAtDischarge, signedNotes: false), most: 6);
        sheet.AddAll("followup", sheet.Said(s => LetterWords.IsFollowUp(s) && !LetterWords.IsAddress(s)), most: 8);
        Missing(sheet);
    }

    private static void Missing(ChartSheet sheet)
    {
        bool Has(string section) => sheet.Statements.Any(s => s.Section == section);
        sheet.NotRecorded("missing", Has("diagnoses") ? [] : ["diagnoses of this stay"], ChartIndex.Problems);
        sheet.NotRecorded("missing", Has("procedures") ? [] : ["procedures of this stay"], ChartIndex.Procedures);
        sheet.NotRecorded("missing", Has("medication") ? [] : ["medication before or during this stay"], ChartIndex.Medication);
        sheet.NotRecorded("missing", Has("discharge") ? [] : ["state at discharge"], ChartIndex.Encounters);
        if (!Has("followup"))
            sheet.Omit("Follow-up", "No source says what comes next: add it, or say that nothing is planned.", []);
    }
}
