using Salus.Fhir;
using Salus.Governance.Deidentification.Fhir;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Commands;

/// <summary>
/// Takes from the house's own record what is known of a patient: names, former ones and aliases included, birth date, numbers, addresses and telephones of theirs and their
/// kin's, and the practitioners and houses their record names. All that linked sources hold counts. Each reading stands in the audit trail.
/// </summary>
internal sealed class PatientsOfRecord(Record record, PatientMatching matching)
{
    private const int ResourcesAtOnce = 500;

    /// <exception cref="DeidentificationException">There is no such patient, or none this person may see.</exception>
    public async Task<PersonSought> FindAsync(string id, Person by, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(id))
            throw NotThere(by);
        var patient = new PatientId(id);
        var resources = new Dictionary<string, FhirNode>(StringComparer.Ordinal);
        foreach (var one in await matching.PersonOfAsync(patient, cancel))
            if (!await ReadAsync(one, resources, by, cancel) && one == patient)
                throw NotThere(by);
        // A role stands between the patient's resources and who holds it.
        foreach (var role in resources.Values.Where(r => r.ResourceType is "PractitionerRole").ToArray())
            foreach (var element in (string[])["practitioner", "organization"])
                if (role[element]?["reference"]?.Value?.Split('/') is [var type, var other] && !resources.ContainsKey($"{type}/{other}") && await record.ReadAsync(type, other, by, cancel) is { Stored: { } stored })
                    resources.Add($"{type}/{other}", stored);
        return SoughtResources.Of(new Subject(id), resources.Values);
    }

    private async Task<bool> ReadAsync(PatientId patient, Dictionary<string, FhirNode> resources, Person by, CancellationToken cancel)
    {
        for (var query = new EverythingQuery(patient.Value, Count: ResourcesAtOnce); ;)
        {
            if (await record.EverythingAsync(query, by, cancel) is not { } page)
                return false;
            foreach (var version in page.Matches.Concat(page.Includes))
                if (version.Stored is { } stored)
                    resources.TryAdd(version.Name.ToString(), stored);
            if (page.Next is not { } next)
                return true;
            query = query with { Cursor = next };
        }
    }

    private static DeidentificationException NotThere(Person by) => new($"There is no such patient in the record, or none that {by.UserName} may see. The page Patients shows each with its id.");
}
