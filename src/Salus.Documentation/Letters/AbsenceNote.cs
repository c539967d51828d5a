using System.Globalization;
using Salus.Language.Vocabularies;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Documentation.Letters;

/// <summary>
/// A note to an employer or a school with the least that is needed: that the patient was seen, when, and what somebody wrote about absence and
/// restrictions. Sentences that tell of a diagnosis, a finding or a drug stay out unless it was asked for that the diagnosis be named.
/// </summary>
internal static class AbsenceNote
{
    public static void Write(ChartSheet sheet, bool nameDiagnosis)
    {
        var seen = sheet.Chart.Encounters.FirstOrDefault(e => e.Resource.Period?.Start is { } start && start.Start <= sheet.At && e.Resource.Status is not "planned");
        if (seen != default)
            sheet.Add("attendance", new ChartLine($"The patient was seen on {seen.Resource.Period!.Value.Start!.Value.Start.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}.", ChartLine.Elements(seen.Version, ["Encounter.period.start"])));
        foreach (var line in sheet.Said(s => LetterWords.IsAbsence(s) && !LetterWords.IsAddress(s), signedNotes: false))
            if (nameDiagnosis || !TellsOfHealth(line.Text))
                sheet.Add("restrictions", line);
            else
                sheet.Omit(line.Text, "It tells of a diagnosis, a finding or a drug. An employer or a school does not need that.", line.Evidence);
        if (!sheet.Statements.Any(s => s.Section == "restrictions"))
            sheet.Omit("Absence and restrictions", "No source gives days of absence or restrictions in words that may be passed on: add them.", []);
    }

    /// <summary>It names something of health that is none of the reader's business.</summary>
    internal static bool TellsOfHealth(string text) =>
        Vocabulary.Embedded.Matcher.Find(text).Any(m => m.Concept.Kind is ConceptKind.Disorder or ConceptKind.Finding or ConceptKind.Drug or ConceptKind.DrugClass or ConceptKind.Procedure or ConceptKind.Test or ConceptKind.Exam);
}
