using System.Text.RegularExpressions;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Summaries;

/// <summary>
/// A hand-over in the order of I-PASS. How ill the patient is, what is to be done and what to do if something happens are written only where a
/// source says so in words; where none does, the clinician is asked for it beside the draft. The last part belongs to the receiver.
/// </summary>
internal static partial class Handover
{
    private const int Situation = 5;

    public static void Write(ChartSheet sheet)
    {
        var chart = sheet.Chart;
        sheet.AddAll("illness", sheet.Said(Illness().IsMatch).Take(2));
        if (!sheet.Statements.Any(s => s.Section == "illness"))
            sheet.Omit("Illness severity", "Not recorded in any source: choose stable, watcher or unstable, and add it.", [sheet.Index.Quote(ChartIndex.Encounters)]);

        sheet.AddPatient("patient");
        var stay = chart.Encounters.FirstOrDefault(e => e.Resource.Status is "in-progress" or "arrived" || ChartLines.IsStay(e.Resource));
        if (stay != default && (stay.Resource.Period?.Start is not { } start || start.Start <= sheet.At))
            sheet.Add("patient", ChartLines.Of(stay), stay.Resource.Status is "in-progress" or "arrived" ? "Present stay" : "Last stay");
        sheet.AddAll("patient", sheet.ActiveProblems().Select(ChartLines.Of), "Active problems");
        sheet.AddAll("patient", sheet.Current().Select(ChartLines.Of), "Current medication");
        if (!sheet.Current().Any())
            sheet.NotRecorded("patient", ["current medication"], ChartIndex.Medication);
        foreach (var line in ChartLines.Of(chart.Allergies, sheet.Index))
            sheet.Add("patient", line, "Allergies");

        sheet.AddAll("actions", sheet.Said(s => Action().IsMatch(s) && !Contingency().IsMatch(s), signedNotes: false), "From the text given", most: 12);
        sheet.AddAll("actions", sheet.SignedPlan().Where(p => !Contingency().IsMatch(p.Text)), "From the last signed plan", most: 12);
        if (!sheet.Statements.Any(s => s.Section == "actions"))
            sheet.Omit("Action list", "No source says what is to be done, by whom and by when: add it, or say that nothing is.", [sheet.Index.Quote(ChartIndex.CarePlans)]);

        foreach (var item in AttentionRanking.Of(chart, sheet.Index, sheet.RankedAt).Take(Situation))
            sheet.Add(item.In("situation") with { Group = "To be aware of" });
        sheet.AddAll("situation", sheet.Said(Contingency().IsMatch), "If something happens, as written", most: 8);
        if (!sheet.Statements.Any(s => s.Group == "If something happens, as written"))
            sheet.Omit("Contingency", "No source says what to do if something happens: add it.", [sheet.Index.Quote(ChartIndex.CarePlans)]);
        sheet.Omit("Synthesis by receiver", "Left blank: the receiver repeats what was understood and adds it here.", []);
    }

    [GeneratedRegex(@"\b(?:illness severity|watcher|clinically (?:un)?stable|ha?emodynamically (?:un)?stable|critically ill|in (?:a )?(?:stable|critical|serious|guarded) condition|(?:is|remains|remained) (?:un)?stable\b)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Illness();

    [GeneratedRegex(@"\b(?:to do|please|needs? (?:to be|a|an)|follow up|follow-up|check|repeat|chase|order|arrange|schedule|await(?:ing)?|pending|wean|start|stop|continue|monitor|recheck|will)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Action();

    [GeneratedRegex(@"\b(?:if|should)\b.{2,120}\b(?:then|call|give|return|come back|go to|start|stop|notify|page|escalate|transfer|consider|seek)\b|\b(?:call|notify|page|return|escalate|seek)\b.{0,60}\bif\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Contingency();
}
