using System.Collections.Immutable;
using Salus.Fhir.Resources;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>
/// Facts of a chart as lines of a document: problems, medication, allergies, procedures, encounters. Where sources differ the line says
/// so and holds what each says; nothing is decided here. See <see cref="ResultLines"/> for results.
/// </summary>
public static class ChartLines
{
    public static ChartLine Of(ChartProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var name = ChartWords.Plain(problem.Name);
        var since = problem.Since is { } date ? $" since {ChartWords.Day(date)}" : "";
        var until = problem.Shown.Resource.Abatement is { } end ? $" until {ChartWords.Day(end)}" : "";
        var text = problem.Disputed ? $"{name}: the sources differ in whether it goes on ({string.Join("; ", problem.Facts.Select(f => $"{f.SourceSystem}: {(ChartProblem.IsActive(f.Resource) ? "active" : "no longer active")}").Distinct(StringComparer.Ordinal))})"
            : problem.Active ? $"{name}{since}" : $"{name}, no longer active{(since.Length > 0 ? "," : "")}{since}{until}";
        return new ChartLine($"{text}{(problem.Certainty is { } certainty ? $" ({certainty})" : "")}.",
            [.. (problem.Disputed ? problem.Facts.Select(f => f.Version) : [problem.Shown.Version]).SelectMany(v => ChartLine.Elements(v, ["Condition.code.text", "Condition.code.coding[0].display"], ["Condition.clinicalStatus.coding[0].code"], ["Condition.onset", "Condition.onset.start", "Condition.recordedDate"], ["Condition.abatement"]))]);
    }

    /// <summary>Name, dose, state and begin; for sources that differ, what each of them says.</summary>
    public static ChartLine Of(ChartMedication medication)
    {
        ArgumentNullException.ThrowIfNull(medication);
        if (medication.Standing is not MedicationStanding.Conflict)
            return new ChartLine($"{Sentence(medication.Shown, named: true)}.", Evidence(medication.Shown));
        var sayings = Sayings(medication);
        var differ = string.Join(" and ", medication.Differs.Select(d => d switch { MedicationDifference.Status => "whether it is taken", MedicationDifference.Strength => "its strength", _ => "its dose" }));
        var said = string.Join("; ", sayings.Select(s => $"{s.SourceSystem}: {Sentence(s, named: true)}"));
        return new ChartLine($"{ChartWords.Plain(medication.Name)}: the sources differ in {differ}. {said}.", [.. sayings.SelectMany(s => Evidence(s))]);
    }

    /// <summary>The accounts that differ: the newest of each source, and within one source every current one.</summary>
    public static ImmutableArray<MedicationSaying> Sayings(ChartMedication medication)
    {
        ArgumentNullException.ThrowIfNull(medication);
        return [.. medication.Accounts.Concat(medication.History.Where(h => h.Current)).DistinctBy(s => s.Version.Place, StringComparer.Ordinal)];
    }

    public static ImmutableArray<Evidence> Evidence(MedicationSaying saying)
    {
        ArgumentNullException.ThrowIfNull(saying);
        var type = saying.Version.Name.Type;
        return ChartLine.Elements(saying.Version, [saying.Path + ".text", saying.Path + ".coding[0].display", saying.Path + ".display", saying.Path + ".reference"], [type + ".status"],
            [type + ".dosageInstruction[0].text", type + ".dosage[0].text", type + ".dosageInstruction[0].doseAndRate[0].dose.value", type + ".dosage[0].doseAndRate[0].dose.value"],
            [type + ".authoredOn", type + ".effective", type + ".effective.start", type + ".dateAsserted"]);
    }

    /// <summary>One line for each allergy; or that none are known and who said so; or that no source says anything, from the index.</summary>
    public static ImmutableArray<ChartLine> Of(ChartAllergies allergies, ChartIndex index)
    {
        ArgumentNullException.ThrowIfNull(allergies);
        ArgumentNullException.ThrowIfNull(index);
        var active = allergies.All.Where(a => a.Active).Select(Of).ToArray();
        var none = allergies.NoneKnownBy is { } said ? new ChartLine($"No known allergies, as {said.SourceSystem} recorded{(said.Resource.RecordedDate is { } on ? " on " + ChartWords.Day(on) : "")}.", AllergyEvidence(said)) : null;
        return allergies.Known switch
        {
            AllergyKnowledge.Known when none is not null => [new ChartLine($"The sources differ: {allergies.NoneKnownBy!.Value.SourceSystem} says that no allergies are known, another source names some.", none.Evidence), .. active],
            AllergyKnowledge.Known => [.. active],
            AllergyKnowledge.NoneKnown => [none!],
            _ => [new ChartLine("Allergies are not recorded: no source says whether there are any.", [index.Quote(ChartIndex.Allergies)])],
        };
    }

    public static ChartLine Of(ChartAllergy allergy)
    {
        ArgumentNullException.ThrowIfNull(allergy);
        var substance = ChartWords.Plain(allergy.Substance);
        var named = substance.Contains("allerg", StringComparison.OrdinalIgnoreCase) || substance.Contains("intoleran", StringComparison.OrdinalIgnoreCase) ? substance : $"Allergy to {substance}";
        var reactions = allergy.Reactions.IsEmpty ? "" : ", reaction: " + string.Join(" and ", allergy.Reactions.Select(ChartWords.Plain));
        var weight = allergy.Severe ? ", severe" : "";
        return new ChartLine($"{named}{weight}{reactions}{(allergy.Active ? "" : ", no longer active")}.", [.. allergy.Facts.SelectMany(f => AllergyEvidence(f))]);
    }

    public static ChartLine Of(ChartFact<Procedure> procedure)
    {
        var name = ChartWords.Plain(procedure.Resource.Code?.Display ?? "Procedure without a name");
        var reason = procedure.Resource.Reasons.Select(r => r.Display).FirstOrDefault(d => d is not null) is { } why ? $", for {ChartWords.Plain(why)}" : "";
        var state = procedure.Resource.Status is "in-progress" or "preparation" or "on-hold" or "stopped" ? $" ({procedure.Resource.Status})" : "";
        return new ChartLine($"{name}{(procedure.Resource.Performed is { } on ? " on " + ChartWords.Day(on) : "")}{reason}{state}.",
            ChartLine.Elements(procedure.Version, ["Procedure.code.text", "Procedure.code.coding[0].display"], ["Procedure.performed", "Procedure.performed.start"], ["Procedure.reasonCode[0].text", "Procedure.reasonCode[0].coding[0].display"]));
    }

    public static ChartLine Of(ChartFact<Encounter> encounter)
    {
        var kind = ChartWords.Plain(encounter.Resource.Types.Select(t => t.Display).FirstOrDefault(d => d is not null) ?? "Encounter");
        var reason = encounter.Resource.Reasons.Select(r => r.Display).FirstOrDefault(d => d is not null) is { } why ? $", for {ChartWords.Plain(why)}" : "";
        var from = encounter.Resource.Period?.Start is { } start ? " on " + ChartWords.Day(start) : "";
        var until = encounter.Resource.Period?.End is { } end && encounter.Resource.Period?.Start is { } begin && end.Day != begin.Day ? " until " + ChartWords.Day(end) : "";
        var setting = ClassWords(encounter.Resource);
        return new ChartLine($"{kind}{(setting.Length > 0 && kind.Contains(setting.Trim(' ', '(', ')'), StringComparison.OrdinalIgnoreCase) ? "" : setting)}{from}{until}{reason}.",
            ChartLine.Elements(encounter.Version, ["Encounter.type[0].text", "Encounter.type[0].coding[0].display"], ["Encounter.class.code"], ["Encounter.period.start"], ["Encounter.period.end"], ["Encounter.reasonCode[0].text", "Encounter.reasonCode[0].coding[0].display"]));
    }

    /// <summary>Written about the patient, not done to them: lists of procedures hold such entries too.</summary>
    public static bool IsPaperwork(ChartFact<Procedure> procedure) => procedure.Resource.Code?.Display is { } name && (name.StartsWith("Documentation of", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Medication reconciliation", StringComparison.OrdinalIgnoreCase));

    /// <summary>Admission to a ward, as the class of the encounter says.</summary>
    public static bool IsStay(Encounter encounter) => encounter.Class?.Code is "IMP" or "ACUTE" or "NONAC" or "inpatient";

    public static bool IsEmergency(Encounter encounter) => encounter.Class?.Code is "EMER" or "emergency";

    private static string ClassWords(Encounter encounter) => IsStay(encounter) ? " (inpatient)" : IsEmergency(encounter) ? " (emergency)" : "";

    private static string Sentence(MedicationSaying saying, bool named)
    {
        var dose = ChartSentences.DoseOf(saying);
        var state = saying.Status switch { "active" => "active", "intended" => "intended", "on-hold" => "on hold", "completed" => "completed", "" => "state not given", var other => other };
        return $"{(named ? ChartWords.Plain(saying.Name) : "")}, {(dose.Length > 0 ? dose : "no dose recorded")}, {state}{(saying.From is { } from ? " since " + ChartWords.Day(from) : "")}{(saying.Reason is { } reason ? $", for {ChartWords.Plain(reason)}" : "")}".TrimStart(',', ' ');
    }

    private static ImmutableArray<Evidence> AllergyEvidence(ChartFact<AllergyIntolerance> fact) =>
        ChartLine.Elements(fact.Version, ["AllergyIntolerance.code.text", "AllergyIntolerance.code.coding[0].display"], ["AllergyIntolerance.clinicalStatus.coding[0].code"], ["AllergyIntolerance.criticality"], ["AllergyIntolerance.reaction[0].manifestation[0].text", "AllergyIntolerance.reaction[0].manifestation[0].coding[0].display"]);
}
