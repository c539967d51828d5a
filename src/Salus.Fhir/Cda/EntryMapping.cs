using System.Xml.Linq;
using static Salus.Fhir.Datatypes;

namespace Salus.Fhir.Cda;

/// <summary>Entries by their template, else by section and element, to the resource they are.</summary>
internal static class EntryMapping
{
    private const string C = "2.16.840.1.113883.10.20.22.4.";
    private const string ConditionCategory = "http://terminology.hl7.org/CodeSystem/condition-category";

    /// <param name="entries">Takes a reference to every resource that the entry became.</param>
    public static void Add(CdaReading reading, XElement statement, SectionMapping.Kind section, FhirNode patient, FhirNode? encounter, List<FhirNode> entries)
    {
        if (AboutSomebodyElse(statement) is { } relative)
        {
            if (statement.Name.LocalName == "organizer" && FamilyMapping.Add(reading, statement, relative, patient) is { } history)
                entries.Add(history);
            else
                reading.Warn(statement, "The entry is about somebody other than the patient; it is kept in the narrative and the original.");
            return;
        }
        var planned = statement.Attribute("moodCode")?.Value is "INT" or "RQO" or "PRMS" or "PRP" or "ARQ" or "APT" or "GOL";
        switch (statement.Name.LocalName)
        {
            // Concern acts and the diagnoses of discharge, admission and encounters wrap what they are about.
            case "act" when statement.Has(C + "30") || statement.Has(C + "3") || statement.Has(C + "33") || statement.Has(C + "34") || statement.Has(C + "80") || statement.Related("SUBJ").Any(IsProblemOrAllergy):
                foreach (var observation in statement.Related().Where(s => s.Name.LocalName == "observation"))
                {
                    if (observation.Has(C + "7") || (section == SectionMapping.Kind.Allergies && !observation.Has(C + "4")))
                        entries.Add(ClinicalMapping.AddAllergy(reading, observation, statement, patient));
                    else if (IsProblemOrAllergy(observation) || section is SectionMapping.Kind.Problems or SectionMapping.Kind.Diagnoses)
                        entries.Add(ClinicalMapping.AddProblem(reading, observation, statement, Category(section, statement), patient, encounter));
                }
                break;
            case "observation" when statement.Has(C + "7") || section == SectionMapping.Kind.Allergies:
                entries.Add(ClinicalMapping.AddAllergy(reading, statement, null, patient));
                break;
            case "observation" when statement.Has(C + "4") || section is SectionMapping.Kind.Problems or SectionMapping.Kind.Diagnoses:
                entries.Add(ClinicalMapping.AddProblem(reading, statement, null, Category(section, statement), patient, encounter));
                break;
            case "substanceAdministration" when statement.Has(C + "52") || section == SectionMapping.Kind.Immunizations:
                entries.Add(TreatmentMapping.AddImmunization(reading, statement, patient));
                break;
            case "substanceAdministration":
                entries.Add(TreatmentMapping.AddMedication(reading, statement, planned, patient));
                break;
            case "act" when statement.Has(C + "35") || statement.Has(C + "36"):
                foreach (var medication in statement.Related().Where(s => s.Name.LocalName == "substanceAdministration"))
                    entries.Add(TreatmentMapping.AddMedication(reading, medication, planned: false, patient));
                break;
            case "procedure" or "act" or "observation" or "encounter" when planned && (section == SectionMapping.Kind.Plan || statement.Name.LocalName != "observation"):
                if (TreatmentMapping.AddPlan(reading, statement, patient) is { } request)
                    entries.Add(request);
                break;
            case "procedure" or "act" or "observation" when statement.Name.LocalName == "procedure" || statement.Has(C + "12") || statement.Has(C + "13") || statement.Has(C + "14") || section == SectionMapping.Kind.Procedures:
                entries.Add(TreatmentMapping.AddProcedure(reading, statement, patient, encounter));
                break;
            case "encounter":
                entries.Add(TreatmentMapping.AddEncounter(reading, statement, patient));
                foreach (var diagnosis in statement.Related().Where(s => s.Has(C + "80")).SelectMany(d => d.Related()).Where(s => s.Name.LocalName == "observation"))
                    entries.Add(ClinicalMapping.AddProblem(reading, diagnosis, null, Concept(ConditionCategory, "encounter-diagnosis"), patient, encounter));
                break;
            case "organizer":
                ResultMapping.AddOrganizer(reading, statement, CategoryOf(section, statement), patient, encounter, entries);
                break;
            case "observation":
                if (ResultMapping.AddObservation(reading, statement, CategoryOf(section, statement), patient, encounter, null) is { } result)
                    entries.Add(result);
                break;
        }
    }

    /// <summary>The subject of the statement, or of the section it stands in, when that is not the patient: a relative, a donor, a newborn.</summary>
    private static XElement? AboutSomebodyElse(XElement statement) =>
        statement.AncestorsAndSelf().TakeWhile(e => e.Name.LocalName != "structuredBody").Select(e => e.Child("subject", "relatedSubject")).FirstOrDefault(s => s is not null);

    private static bool IsProblemOrAllergy(XElement observation) => observation.Has(C + "4") || observation.Has(C + "7");

    private static FhirNode Category(SectionMapping.Kind section, XElement statement) =>
        section == SectionMapping.Kind.Diagnoses || statement.Has(C + "33") || statement.Has(C + "34") || statement.Has(C + "80")
            ? Concept(ConditionCategory, "encounter-diagnosis")
            : Concept(ConditionCategory, "problem-list-item");

    private static string? CategoryOf(SectionMapping.Kind section, XElement statement) => section switch
    {
        SectionMapping.Kind.Results => "laboratory",
        SectionMapping.Kind.Vitals => "vital-signs",
        SectionMapping.Kind.Social => "social-history",
        _ when statement.Has(C + "26") || statement.Has(C + "27") => "vital-signs",
        _ when statement.Has(C + "38") || statement.Has(C + "78") || statement.Has(C + "85") => "social-history",
        _ => null,
    };
}
