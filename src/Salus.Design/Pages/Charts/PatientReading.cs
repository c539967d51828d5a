using System.Collections.Immutable;
using Salus.Design.Components;
using Salus.Design.Patients;
using Salus.Fhir.Resources;

namespace Salus.Design.Pages.Charts;

/// <summary>Patient resources as people tell one person from another.</summary>
public static class PatientReading
{
    /// <param name="records">Of one person; the first is the one that the address names.</param>
    public static PatientView Read(IReadOnlyList<ChartFact<Patient>> records, DateOnly today)
    {
        var patient = records[0].Resource;
        var died = patient.DeceasedOn;
        return new PatientView(NameOf(patient), FhirWords.When(patient.BirthDate), AgeOf(patient, today), FhirWords.Sex(patient.Gender), Identifiers(records))
        {
            Died = patient.Deceased is true ? FhirWords.When(died) is { Length: > 0 } day ? day : "(date not given)" : null,
            Contacts = [.. records.SelectMany(r => Contacts(r.Resource)).Distinct()],
            Sources = [.. records.Select(r => r.Source("Patient"))],
        };
    }

    /// <summary>The official name, or else the usual one, or else the first that is not out of use.</summary>
    public static string NameOf(Patient patient) =>
        patient.Names.OrderBy(n => n.Use switch { "official" => 0, "usual" => 1, null => 2, "old" or "maiden" => 9, _ => 3 }).Select(Spoken).FirstOrDefault(n => n.Length > 0) ?? "";

    // A form of address does not tell one person from another.
    private static string Spoken(HumanName name) => name.Text ?? string.Join(' ', [.. name.Given, .. new[] { name.Family }.OfType<string>(), .. name.Suffix]);

    /// <summary>At death for those who have died; empty when the birth date is not known to the day and month.</summary>
    public static string AgeOf(Patient patient, DateOnly today)
    {
        if (patient.BirthDate is not { } born)
            return "";
        var on = patient.DeceasedOn?.Day ?? today;
        return born.Precision is FhirDatePrecision.Year ? $"about {Words.Age(born.Day, on)}" : patient.Deceased is true && patient.DeceasedOn is null ? "" : Words.Age(born.Day, on);
    }

    /// <summary>What it is and its value, hospital numbers first, each value once.</summary>
    public static ImmutableArray<(string Kind, string Value)> Identifiers(IEnumerable<ChartFact<Patient>> records) =>
    [
        .. records.SelectMany(r => r.Resource.Identifiers).Where(i => !string.IsNullOrEmpty(i.Value) && i.Use != "old")
            .Select(i => (Order: Order(i), Kind: KindOf(i), Value: i.Value!)).OrderBy(i => i.Order).DistinctBy(i => i.Value, StringComparer.Ordinal).Select(i => (i.Kind, i.Value)),
    ];

    private static string KindOf(Identifier identifier) => identifier.Type?.Codings.Select(c => c.Code).FirstOrDefault() switch
    {
        "MR" => "Hospital number",
        "SS" => "Social security number",
        "DL" => "Driving licence",
        "PPN" => "Passport",
        "NH" or "NI" or "NNxxx" => "National number",
        _ => identifier.Type?.Display ?? (identifier.System is { } system ? NameOf(system) : "Number"),
    };

    private static int Order(Identifier identifier) => identifier.Type?.Codings.Select(c => c.Code).FirstOrDefault() switch
    {
        "MR" => 0,
        "NH" or "NI" => 1,
        null => 2,
        "DL" or "PPN" => 9,
        _ => 3,
    };

    private static string NameOf(string system)
    {
        var last = system.TrimEnd('/').Split('/', ':')[^1];
        return last.Length is > 0 and <= 24 ? last : "Number";
    }

    private static IEnumerable<(string, string)> Contacts(Patient patient)
    {
        foreach (var telecom in patient.Telecoms.Where(t => t.Value is not null && t.Use != "old"))
            yield return (telecom.System switch { "phone" => "Telephone", "email" => "E-mail", "fax" => "Fax", _ => "Contact" }, telecom.Value!);
        foreach (var address in patient.Addresses.Where(a => a.Use != "old"))
        {
            var text = address.Text ?? string.Join(", ", address.Lines.Append($"{address.PostalCode} {address.City}".Trim()).Append(address.State).Append(address.Country).Where(p => !string.IsNullOrWhiteSpace(p)));
            if (text.Length > 0)
                yield return ("Address", text);
        }
        foreach (var language in patient.Languages.Select(l => l.Node["language"]).OfType<Salus.Fhir.FhirNode>().Select(n => new CodeableConcept(n).Display).OfType<string>())
            yield return ("Language", language);
    }
}
