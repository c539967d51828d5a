using System.Collections.Frozen;
using Salus.Fhir.Definitions;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>Names of elements that R4 has anywhere: what a message may say of a place in a file, whose own property names may hold anything.</summary>
internal static class ElementWords
{
    private static readonly Lazy<FrozenSet<string>> words = new(() => FhirDefinitions.R4.ResourceTypes
        .Concat(["HumanName", "Address", "ContactPoint", "Identifier", "Reference", "Attachment", "Coding", "CodeableConcept", "Quantity", "Extension", "Meta", "Narrative", "Annotation", "Period", "Timing", "Dosage"])
        .SelectMany(t => FhirDefinitions.R4.FindShape(t)?.Children.SelectMany(c => c.Shape.Children.Select(g => g.WrittenName).Prepend(c.WrittenName)) ?? [])
        .ToFrozenSet(StringComparer.Ordinal));

    public static bool Contains(string word) => words.Value.Contains(word);
}
