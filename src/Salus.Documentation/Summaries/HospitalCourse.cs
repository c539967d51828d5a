using System.Text.RegularExpressions;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>One stay: dates with the days counted, diagnoses, procedures in order, results that changed, medication before and after, state at discharge.</summary>
internal static partial class HospitalCourse
{
    private const int MostUnchanged = 20;

    /// <exception cref="SummaryCallException">There is no such stay.</exception>
    public static void Write(ChartSheet sheet, string? encounter)
    {
        var chart = sheet.Chart;
        var stay = HospitalStay.Of(chart, sheet.At, encounter) ?? throw new SummaryCallException(encounter is null
            ? "No admission and no emergency visit is recorded for this patient, so there is no hospital course. Choose another kind of summary, or name an encounter."
            : $"The chart of this patient has no encounter '{encounter}' that had begun on {ChartWords.Day(sheet.At)}.");
        sheet.AddPatient("patient");
        sheet.Add("stay", stay.Line());
        sheet.AddAll("diagnoses", stay.Diagnoses(chart).Select(ChartLines.Of));
        sheet.AddAll("procedures", stay.Procedures(chart).Select(ChartLines.Of));
        Results(sheet, stay);
        foreach (var change in MedicationChange.During(stay, chart))
            if (change.Kind is MedicationChangeKind.StoppedAtUnknownTime)
                sheet.Omit(change.Line().Text, "No longer taken; that it was stopped during this stay is not said by any source.", change.Line().Evidence);
            else if (change.Kind is not MedicationChangeKind.Unchanged || sheet.Statements.Count(s => s.Group == MedicationChange.Title(MedicationChangeKind.Unchanged)) < MostUnchanged)
                sheet.Add("medication", change.Line(), MedicationChange.Title(change.Kind));
        Later(sheet, stay);
        foreach (var line in ChartLines.Of(chart.Allergies, sheet.Index))
            sheet.Add("allergies", line);
        if (sheet.Texts.Length > 0)
            sheet.AddAll("course", sheet.Said(s => Course().IsMatch(s) && !Discharge().IsMatch(s), signedNotes: false), most: 15);
        if (stay.Disposition() is { } disposition)
            sheet.Add("discharge", disposition);
        sheet.AddAll("discharge", sheet.Said(Discharge().IsMatch, signedNotes: false), most: 6);

        if (!sheet.Statements.Any(s => s.Section == "discharge"))
            sheet.NotRecorded("missing", ["state at discharge"], ChartIndex.Encounters);
        if (!sheet.Statements.Any(s => s.Section == "diagnoses"))
            sheet.NotRecorded("missing", ["diagnoses of this stay"], ChartIndex.Problems);
        if (!sheet.Statements.Any(s => s.Section == "procedures"))
            sheet.NotRecorded("missing", ["procedures of this stay"], ChartIndex.Procedures);
        if (!sheet.Statements.Any(s => s.Section == "results"))
            sheet.NotRecorded("missing", ["results of this stay"], ChartIndex.Results);
        if (!sheet.Statements.Any(s => s.Section == "medication"))
            sheet.NotRecorded("missing", ["medication before or during this stay"], ChartIndex.Medication);
    }

    /// <summary>What a reader of today must not miss although it is not of the stay: medicines of high risk, critical results.</summary>
    private static void Later(ChartSheet sheet, HospitalStay stay)
    {
        foreach (var medication in sheet.Current().Where(m => DrugGroups.Of(m.Name).Length > 0))
            if (ChartLines.Of(medication) is var line && !sheet.Statements.Any(s => s.Section == "medication" && s.Evidence.Any(e => e.Source == medication.Shown.Version.Place)))
                sheet.Add("medication", line, "Taken now, begun after the stay");
        foreach (var course in sheet.Chart.Results)
            if (ResultLines.NewestOf(course, sheet.At) is { } newest && (newest.At < stay.From || stay.Until is { } until && newest.At > until.AddDays(1)) && WatchedResult.Judge(course, newest).Weight is ResultWeight.Critical)
                sheet.Add("results", ResultLines.Of(course, sheet.At), "Critical, outside the stay");
    }

    /// <summary>Abnormal ones and those that every reader looks for, oldest first; the rest is listed as left out.</summary>
    private static void Results(ChartSheet sheet, HospitalStay stay)
    {
        foreach (var (course, last) in stay.Results(sheet.Chart).OrderBy(r => r.Last.At))
        {
            if (ResultLines.Of(course, last.At) is not { } line)
                continue;
            if (WatchedResult.Judge(course, last).Weight is not ResultWeight.Usual || WatchedResult.Of(course) is { Key: not ("smoking" or "weight" or "bmi") })
                sheet.Add("results", line);
            else
                sheet.Omit(line.Text, "Measured during the stay; neither outside a limit nor among the results that every reader looks for.", line.Evidence);
        }
    }

    [GeneratedRegex(@"\b(?:admitted|presented|treated|started|given|received|improved|worsened|developed|underwent|transferred|complicat\w+|resolved|consult\w*|post-?operative|transfus\w+|intubat\w+|extubat\w+)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Course();

    [GeneratedRegex(@"\b(?:(?:at|on) discharge|discharged?|went home|condition (?:is|was) (?:good|fair|stable|poor))\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Discharge();
}
