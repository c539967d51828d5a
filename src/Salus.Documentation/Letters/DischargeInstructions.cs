using System.Globalization;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Letters;

/// <summary>
/// To the patient, in short plain sentences: days, medicines and doses as they are recorded. Nothing is advised that nobody wrote: what comes next
/// and when to get help are the words of the visit.
/// </summary>
internal static class DischargeInstructions
{
    public static void Write(ChartSheet sheet, HospitalStay stay)
    {
        var evidence = stay.Line().Evidence;
        sheet.Add("stay", stay.Until is { } until && stay.Days > 0
            ? new ChartLine($"You came to the hospital on {Day(stay.From)}. You left on {Day(until)}.", evidence)
            : new ChartLine($"You were at the hospital on {Day(stay.From)}.", evidence));
        foreach (var change in MedicationChange.During(stay, sheet.Chart).OrderBy(c => c.Kind))
            Medicine(sheet, change);
        Allergies(sheet);
        sheet.AddAll("followup", sheet.Said(s => LetterWords.IsFollowUp(s) && !LetterWords.IsAddress(s), signedNotes: false), most: 8);
        sheet.AddAll("help", sheet.Said(LetterWords.IsHelp, signedNotes: false), most: 8);
        if (!sheet.Statements.Any(s => s.Section == "followup"))
            sheet.Omit("What comes next", "No source says it: add the next visit and who calls whom.", []);
        if (!sheet.Statements.Any(s => s.Section == "help"))
            sheet.Omit("When to get help", "No source says when the patient should call or come back: add it.", []);
    }

    private static void Medicine(ChartSheet sheet, MedicationChange change)
    {
        var name = ChartWords.Plain(change.After.Name);
        var dose = ChartSentences.DoseOf(change.After) is { Length: > 0 } said ? $" How to take it: {said}." : "";
        var line = change.Line();
        var words = change.Kind switch
        {
            MedicationChangeKind.Started => $"New: {name}.{dose}",
            MedicationChangeKind.Changed => $"Changed: {name}.{dose}",
            MedicationChangeKind.Stopped => $"Stopped: {name}. It was stopped on {Day(change.After.Until!.Value.Start)}.",
            MedicationChangeKind.Unchanged => $"As before: {name}.{dose}",
            _ => null,
        };
        if (words is not null)
            sheet.Add("medication", new ChartLine(words, line.Evidence));
        else
            sheet.Omit(line.Text, "No longer taken; that it was stopped during this stay is not said by any source.", line.Evidence);
    }

    private static void Allergies(ChartSheet sheet)
    {
        var allergies = sheet.Chart.Allergies;
        foreach (var allergy in allergies.All.Where(a => a.Active))
        {
            var substance = ChartWords.Plain(allergy.Substance);
            sheet.Add("allergies", new ChartLine(substance.Contains("llerg", StringComparison.OrdinalIgnoreCase) ? $"You have this on your list: {substance}." : $"You have an allergy to {substance}.", ChartLines.Of(allergy).Evidence));
        }
        if (allergies.Known is not AllergyKnowledge.Known)
            sheet.Add("allergies", allergies.Known is AllergyKnowledge.NoneKnown
                ? new ChartLine("No known allergies are on your list.", ChartLines.Of(allergies, sheet.Index)[0].Evidence)
                : new ChartLine("Allergies are not recorded on your list.", [sheet.Index.Quote(ChartIndex.Allergies)]));
    }

    private static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
