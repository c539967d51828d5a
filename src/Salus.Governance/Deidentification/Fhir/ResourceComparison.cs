using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Definitions;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>A resource beside what became of it, element by element: clinical values that are the same, and by how many days dates moved.</summary>
internal sealed class ResourceComparison
{
    private readonly Dictionary<int, long> moved = [];
    private readonly List<string> unmoved = [];

    public ResourceComparison(FhirDefinitions definitions, FhirNode original, FhirNode output, Subject subject)
    {
        Subject = subject;
        if (original.ResourceType is { } type && definitions.FindShape(type) is { } shape)
            Compare(original, output, shape, type, definitions, IsClinical(type));
    }

    public Subject Subject { get; }

    public long Clinical { get; private set; }

    public long Kept { get; private set; }

    /// <summary>How many dates moved by so many days.</summary>
    public IReadOnlyDictionary<int, long> Moved => moved;

    /// <summary>Where a date with a day is still what it was.</summary>
    public IReadOnlyList<string> Unmoved => unmoved;

    private static bool IsClinical(string type) => type is not ("Bundle" or "Patient" or "Practitioner" or "PractitionerRole" or "RelatedPerson" or "Person" or "Organization" or "Location" or "Endpoint" or "Provenance" or "AuditEvent");

    private void Compare(FhirNode before, FhirNode? after, FhirShape shape, string path, FhirDefinitions definitions, bool isClinical)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var child in before.Children)
        {
            var index = seen[child.Name] = seen.GetValueOrDefault(child.Name) + 1;
            var of = shape.Child(child.Name);
            if (of is null || child.Name is "meta" or "extension" or "text" && of.TypeName is "Meta" or "Extension" or "Narrative" || (child.Name is "entry" && before.ResourceType is "Bundle"))
                continue;
            var same = after?.All(child.Name).Skip(index - 1).FirstOrDefault();
            var place = path + "." + child.Name;
            if (of.IsAnyResource)
            {
                if (child.ResourceType is { } type && definitions.FindShape(type) is { } inside && string.Equals(type, same?.ResourceType, StringComparison.Ordinal))
                    Compare(child, same, inside, place, definitions, IsClinical(type));
            }
            else if (!of.IsPrimitive)
            {
                Compare(child, same, of, place, definitions, isClinical && of.TypeName is not ("Reference" or "Identifier" or "HumanName" or "Address" or "ContactPoint" or "Attachment" or "Signature"));
            }
            else if (child.Value is { } value)
            {
                Compare(value, same?.Value, of.TypeName, place, isClinical, shape.TypeName);
            }
        }
    }

    private void Compare(string before, string? after, string type, string place, bool isClinical, string parentType)
    {
        if (type is "date" or "dateTime" or "instant")
        {
            if (after is null || !DateForms.IsValid(before) || !DateForms.IsValid(after) || before.Length < 10 || after.Length != before.Length)
                return;
            if (string.Equals(before, after, StringComparison.Ordinal))
                unmoved.Add(place);
            if (Day(before) is { } from && Day(after) is { } to && string.Equals(before[10..], after[10..], StringComparison.Ordinal))
                moved[to - from] = moved.GetValueOrDefault(to - from) + 1;
            return;
        }
        var isValue = type is "code" or "boolean" or "integer" or "decimal" or "positiveInt" or "unsignedInt" or "time"
            || parentType is "Coding" or "CodeableConcept" or "Quantity" or "Age" or "Dosage" || place.Contains(".value", StringComparison.Ordinal);
        if (!isClinical || !isValue)
            return;
        Clinical++;
        if (string.Equals(before, after, StringComparison.Ordinal))
            Kept++;
    }

    private static int? Day(string date) => DateOnly.TryParseExact(date.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.DayNumber : null;
}
