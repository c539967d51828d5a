using System.Collections.Immutable;
using Salus.Fhir.Resources;

namespace Salus.Trust;

/// <summary>A problem or diagnosis, once however often and by whomever it was recorded.</summary>
/// <param name="Shown">The statement that tells most: one that still goes on before one that is over, then the latest to begin.</param>
/// <param name="Facts">Every statement of it.</param>
public sealed record ChartProblem(string Name, bool Active, ChartFact<Condition> Shown, ImmutableArray<ChartFact<Condition>> Facts)
{
    /// <summary>When it began, as far as <see cref="Shown"/> says.</summary>
    public FhirDate? Since => Shown.Resource.Onset ?? Shown.Resource.RecordedDate;

    /// <summary>What makes it less than certain, for example <c>provisional</c>; null when it is confirmed or nothing is said.</summary>
    public string? Certainty => Code(Shown.Resource.VerificationStatus) is { } said and not "confirmed" ? said : null;

    /// <summary>One source says it goes on, another that it is over.</summary>
    public bool Disputed => Facts.GroupBy(f => f.SourceSystem, StringComparer.Ordinal).Select(g => g.Any(f => IsActive(f.Resource))).Distinct().Count() > 1;

    public static bool IsActive(Condition condition) =>
        Code(condition.ClinicalStatus) is not ("inactive" or "remission" or "resolved") && condition.Abatement is null && condition.AbatementText is null;

    internal static ImmutableArray<ChartProblem> From(IEnumerable<ChartFact<Condition>> conditions)
    {
        var stated = conditions.Where(c => Code(c.Resource.VerificationStatus) is not ("entered-in-error" or "refuted") && c.Resource.Code?.Display is not null).ToArray();
        return
        [
            .. SameThing.Group(stated, c => SameThing.Keys(c.Resource.Code!.Value)).Select(Build)
                .OrderByDescending(p => p.Active).ThenByDescending(p => p.Since?.Start ?? DateTimeOffset.MinValue).ThenBy(p => p.Name, StringComparer.Ordinal),
        ];
    }

    private static ChartProblem Build(List<ChartFact<Condition>> same)
    {
        var ordered = same.OrderByDescending(c => IsActive(c.Resource)).ThenByDescending(c => (c.Resource.Onset ?? c.Resource.RecordedDate)?.Start ?? DateTimeOffset.MinValue)
            .ThenBy(c => c.Version.Place, StringComparer.Ordinal).ToImmutableArray();
        return new ChartProblem(ordered[0].Resource.Code!.Value.Display!, IsActive(ordered[0].Resource), ordered[0], ordered);
    }

    internal static string? Code(CodeableConcept? concept) => concept?.Codings.Select(c => c.Code).FirstOrDefault(c => c is not null);
}
