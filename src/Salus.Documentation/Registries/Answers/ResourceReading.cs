using System.Collections.Immutable;
using Salus.Fhir;
using Salus.Fhir.Paths;
using Salus.Fhir.Resources;
using Salus.Trust;

namespace Salus.Documentation.Registries;

/// <summary>Finds resources of a chart by the rules of a mapping. What was entered in error or refuted is never among them.</summary>
internal sealed class ResourceReading
{
    private readonly RegistryMapping mapping;
    private readonly ILookup<string, RecordVersion> byType;
    private readonly PathContext context;

    public ResourceReading(RegistryMapping mapping, PatientChart chart, DateOnly report)
    {
        this.mapping = mapping;
        byType = chart.Versions.ToLookup(v => v.Name.Type, StringComparer.Ordinal);
        var byName = chart.Versions.GroupBy(v => v.Name.ToString(), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Stored!, StringComparer.Ordinal);
        // Bundles of other makers refer by urn:uuid to what has the same id.
        var byId = chart.Versions.GroupBy(v => "urn:uuid:" + v.Name.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Stored!, StringComparer.Ordinal);
        context = PathContext.Default with { Resolve = reference => byName.GetValueOrDefault(reference) ?? byId.GetValueOrDefault(reference), Clock = new ReportClock(report) };
    }

    public IEnumerable<RecordVersion> Matching(ResourceRule rule) => byType[rule.Type].Where(v => IsValid(v.Stored!) && Fits(v.Stored!, rule));

    public IEnumerable<FhirNode> Select(FhirPath path, FhirNode resource) => path.Select(resource, context);

    /// <summary>When the resource is of, by the rule's element; null when it does not say, or not as a date.</summary>
    public (FhirDate At, FhirNode Node)? Date(ResourceRule rule, FhirNode resource)
    {
        if (rule.Date is null)
            return null;
        foreach (var node in FhirPath.Parse(rule.Date).Select(resource, context))
        {
            var leaf = node.Value is null ? node["start"] : node;
            if (leaf is not null && FhirDate.TryParse(leaf.Value, out var date))
                return (date, leaf);
        }
        return null;
    }

    /// <summary>The coding of a concept that is in one of the lists; its first one when no list is asked for.</summary>
    public FhirNode? Coding(FhirNode concept, ImmutableArray<string> lists) =>
        Codings(concept).FirstOrDefault(c => lists.IsEmpty || lists.Any(l => mapping.Codes[l].Has(c["system"]?.Value, c["code"]?.Value)));

    public bool IsIn(FhirNode coding, ImmutableArray<string> lists) => lists.Any(l => mapping.Codes[l].Has(coding["system"]?.Value, coding["code"]?.Value));

    /// <summary>Of a CodeableConcept; a Coding is its own.</summary>
    public static IEnumerable<FhirNode> Codings(FhirNode node) => node["coding"] is not null ? node.All("coding") : node["code"] is not null ? [node] : [];

    private bool Fits(FhirNode resource, ResourceRule rule) =>
        (rule.Codes.IsEmpty || rule.Coded.Select(resource, context).Any(c => Coding(c, rule.Codes) is not null))
        && (rule.Where is null || rule.Where.IsTrue(resource, context));

    private static bool IsValid(FhirNode resource) =>
        resource["status"]?.Value is not ("entered-in-error" or "cancelled" or "not-done")
        && !(resource["verificationStatus"] is { } verification && Codings(verification).Any(c => c["code"]?.Value is "entered-in-error" or "refuted"));

    /// <summary>Expressions with <c>today()</c> mean the day the form is filled in for.</summary>
    private sealed class ReportClock(DateOnly report) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(report, TimeOnly.MinValue, TimeSpan.Zero);

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
