using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>
/// What is looked for before a procedure, in one place and with its age. It gives no advice: what to stop, when, and whether to go ahead is for
/// the people who read it.
/// </summary>
internal static partial class PreOperativeBrief
{
    private static readonly DrugGroup[] decided =
        [DrugGroup.Anticoagulant, DrugGroup.Antiplatelet, DrugGroup.Insulin, DrugGroup.OtherDiabetes, DrugGroup.Steroid, DrugGroup.Opioid, DrugGroup.Immunosuppressant, DrugGroup.Cancer, DrugGroup.Antiarrhythmic, DrugGroup.Anticonvulsant, DrugGroup.Nsaid];

    public static void Write(ChartSheet sheet)
    {
        var chart = sheet.Chart;
        sheet.AddPatient("patient");
        Procedure(sheet);
        foreach (var medication in sheet.Current())
        {
            var groups = DrugGroups.Of(medication.Name).Where(decided.Contains).ToArray();
            sheet.Add(groups.Length > 0 ? "medication" : "others", ChartLines.Of(medication), groups.Length > 0 ? Heading(DrugGroups.Words(groups[0])) : null);
        }
        if (!sheet.Current().Any())
            sheet.NotRecorded("missing", ["current medication"], ChartIndex.Medication);
        foreach (var line in ChartLines.Of(chart.Allergies, sheet.Index))
            sheet.Add("allergies", line);
        foreach (var problem in chart.Problems.Where(p => Anaesthesia().IsMatch(p.Name)))
            sheet.Add("anaesthesia", ChartLines.Of(problem));
        sheet.AddAll("anaesthesia", sheet.Said(Anaesthesia().IsMatch), most: 6);
        sheet.AddAll("implants", chart.Procedures.Where(p => Implant().IsMatch(p.Resource.Code?.Display ?? "")).Select(ChartLines.Of));
        sheet.AddAll("implants", chart.Problems.Where(p => Implant().IsMatch(p.Name)).Select(ChartLines.Of));
        sheet.AddAll("implants", sheet.Current().Where(m => Implant().IsMatch(m.Name)).Select(ChartLines.Of));
        foreach (var problem in sheet.ActiveProblems().Where(p => !Anaesthesia().IsMatch(p.Name)).OrderBy(p => SystemOf(p.Name).Order))
            sheet.Add("conditions", ChartLines.Of(problem), SystemOf(problem.Name).Title);
        sheet.AddAll("surgery", chart.Procedures.Where(p => Surgery().IsMatch(p.Resource.Code?.Display ?? "") && !Implant().IsMatch(p.Resource.Code?.Display ?? "")).DistinctBy(p => p.Resource.Code?.Display, StringComparer.Ordinal).Select(ChartLines.Of), most: 10);
        Results(sheet);
    }

    private static void Procedure(ChartSheet sheet)
    {
        sheet.AddAll("procedure", sheet.Chart.Procedures.Where(p => p.Resource.Status is "preparation" || p.Resource.Performed is { } on && on.Start > sheet.At).Select(ChartLines.Of));
        sheet.AddAll("procedure", sheet.Said(Planned().IsMatch), most: 6);
        if (!sheet.Statements.Any(s => s.Section == "procedure"))
            sheet.NotRecorded("missing", ["the planned procedure", "its indication"], ChartIndex.Procedures);
    }

    private static void Results(ChartSheet sheet)
    {
        var missing = new List<string>();
        foreach (var watched in WatchedResult.For("pre-operative"))
        {
            var lines = sheet.Chart.Results.Where(watched.Is).Select(c => (Line: ResultLines.Of(c, sheet.At), ResultLines.NewestOf(c, sheet.At)?.At)).Where(l => l.Line is not null).OrderByDescending(l => l.At).Take(1).ToArray();
            foreach (var (line, at) in lines)
                sheet.Add("results", Aged(line!, at!.Value, sheet.At));
            if (lines.Length == 0 && watched.IsMeasured && !(watched.Key is "ecg" && Ecg(sheet)))
                missing.Add(watched.Name);
        }
        if (!sheet.Statements.Any(s => s.Section is "anaesthesia"))
            missing.Add("earlier anaesthesia and airway");
        sheet.NotRecorded("missing", missing, ChartIndex.Results, ChartIndex.Procedures, ChartIndex.Problems);
        if (!sheet.Statements.Any(s => s.Section is "implants"))
            sheet.NotRecorded("missing", ["implants and devices"], ChartIndex.Procedures, ChartIndex.Problems);
    }

    /// <summary>An ECG that is a report or a procedure and no result.</summary>
    private static bool Ecg(ChartSheet sheet)
    {
        var found = sheet.Chart.Procedures.FirstOrDefault(p => EcgWords().IsMatch(p.Resource.Code?.Display ?? ""));
        if (found != default)
            sheet.Add("results", ChartLines.Of(found));
        var report = sheet.Chart.Reports.FirstOrDefault(r => EcgWords().IsMatch(r.Resource.Code?.Display ?? ""));
        if (report != default)
            sheet.Add("results", new ChartLine($"{ChartWords.Plain(report.Resource.Code!.Value.Display!)}{(report.Resource.Effective is { } on ? " on " + ChartWords.Day(on) : "")}{(report.Resource.Conclusion is { } said ? ": " + said : ", without words")}.",
                ChartLine.Elements(report.Version, ["DiagnosticReport.conclusion"], ["DiagnosticReport.code.text", "DiagnosticReport.code.coding[0].display"], ["DiagnosticReport.effective"])));
        return found != default || report != default;
    }

    /// <summary>How old it is on the day: a result of last year is no result of today.</summary>
    private static ChartLine Aged(ChartLine line, DateTimeOffset measured, DateTimeOffset at)
    {
        var days = (int)Math.Floor((at.Date - measured.Date).TotalDays);
        var (value, unit, words) = days switch { < 0 => (0, "d", ""), < 60 => (days, "d", days == 1 ? "1 day old" : $"{days} days old"), < 730 => (days / 30, "mo", $"{days / 30} months old"), _ => (days / 365, "a", $"{days / 365} years old") };
        return words.Length == 0 ? line : new ChartLine($"{line.Text[..^1]}; {words}.", [.. line.Evidence, new Calculation(line.Evidence[0].Source, $"from {ChartWords.Day(measured)} to {ChartWords.Day(at)}: {days} days", value, unit)]);
    }

    private static (int Order, string Title) SystemOf(string name)
    {
        var system = Vocabulary.Embedded.Matcher.Find(name).Select(m => m.Concept.System).FirstOrDefault(s => s is "cardiovascular" or "respiratory" or "genitourinary" or "endocrine" or "neurological");
        return Kidney().IsMatch(name) ? (2, "Kidneys") : Heart().IsMatch(name) ? (0, "Heart and vessels") : Lung().IsMatch(name) ? (1, "Lungs and airways")
            : system switch { "cardiovascular" => (0, "Heart and vessels"), "respiratory" => (1, "Lungs and airways"), "endocrine" => (3, "Metabolism"), "neurological" => (4, "Nervous system"), _ => (5, "Other active problems") };
    }

    private static string Heading(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    [GeneratedRegex(@"an(?:a)?esthe|intubat|difficult airway|hyperthermia, malignant|malignant hyperthermia|sleep apn", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Anaesthesia();

    [GeneratedRegex(@"pacemaker|defibrillator|implant|prosthe|\bstent|valve (?:replacement|repair)|replacement of .{0,40}valve|arthroplasty|(?:hip|knee|joint|shoulder) replacement|\bshunt\b|neurostimulator|intrauterine (?:contraceptive )?(?:device|system)|port-a-cath|subcutaneous contraceptive|insulin pump", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Implant();

    [GeneratedRegex(@"ectomy\b|otomy\b|oplasty\b|resection|repair|bypass|replacement|transplant|ablation|amputation|surg|operation|excision|episiotomy|caesarean|cesarean|catheteri[sz]ation|cardioversion|thrombectomy|manipulation", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Surgery();

    [GeneratedRegex(@"\b(?:scheduled|planned|listed|booked|consented|awaiting|for elective|will undergo|undergoing|plan(?:ning)? (?:for|to do)|proceed with|recommend(?:ed)?)\b.{0,80}\b(?:surg\w*|operation|procedure|\w+ectomy|\w+otomy|\w+plasty|\w+scopy|replacement|repair|resection|bypass|release|fusion|fixation)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Planned();

    [GeneratedRegex(@"\b(?:ecg|ekg|electrocardiogra\w*)\b|12 lead", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex EcgWords();

    [GeneratedRegex(@"kidney|renal|dialysis|nephr", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Kidney();

    [GeneratedRegex(@"cardi|heart|coronary|hypertension|atrial|aneurysm|thrombosis|stroke", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Heart();

    [GeneratedRegex(@"emphysema|asthma|pulmon|bronch|copd|pneumon|smok|sinus|pharyng", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Lung();
}
