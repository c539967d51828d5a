using System.Collections.Immutable;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>An identifying value of the originals that stands in an output.</summary>
/// <param name="Kind">What it is of its person: <c>name</c>, <c>id</c>, <c>date</c>, …</param>
/// <param name="Output">The file.</param>
/// <param name="Place">The element, or <c>file name</c>.</param>
/// <param name="IsFuzzy">Written with one letter more, less or other.</param>
/// <param name="Value">As the original has it: a person's own data, never to be logged.</param>
public sealed record Leak(string Kind, string Output, string Place, bool IsFuzzy, string Value);

/// <param name="Values">Identifying values that were looked for.</param>
/// <param name="NotEvidence">How often a value was met where it says nothing of its person, by the rule that says so.</param>
/// <param name="ClinicalValues">Codes, quantities, numbers, statuses and coded words of the originals.</param>
/// <param name="Dates">Dates of patients that stand in both.</param>
/// <param name="Pairs">Pairs of dates of one patient.</param>
/// <param name="KeptPairs">Those as far apart as they were.</param>
public sealed record LeakReport(
    int Values, ImmutableArray<Leak> Leaks, ImmutableSortedDictionary<string, long> NotEvidence, long ClinicalValues, long KeptClinicalValues, long Dates, long Pairs, long KeptPairs)
{
    public double ShareKept => ClinicalValues == 0 ? 1 : (double)KeptClinicalValues / ClinicalValues;

    public double ShareOfIntervals => Pairs == 0 ? 1 : (double)KeptPairs / Pairs;
}
