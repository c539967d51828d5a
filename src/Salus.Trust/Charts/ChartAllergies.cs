using System.Collections.Immutable;
using Salus.Fhir.Resources;

namespace Salus.Trust;

/// <summary>Whether the record knows about allergies at all: silence is not the same as none.</summary>
public enum AllergyKnowledge
{
    /// <summary>No source says anything.</summary>
    NotRecorded,

    /// <summary>A source says that there are none known.</summary>
    NoneKnown,

    /// <summary>At least one is active.</summary>
    Known,
}

/// <summary>An allergy or intolerance, once over all sources.</summary>
/// <param name="Shown">An active statement before one that is over, then the latest taken in.</param>
public sealed record ChartAllergy(string Substance, bool Active, ChartFact<AllergyIntolerance> Shown, ImmutableArray<ChartFact<AllergyIntolerance>> Facts)
{
    public bool Severe => Facts.Any(f => f.Resource.Criticality is "high" || f.Resource.Reactions.Any(r => r.Severity is "severe"));

    /// <summary>What happened, in the words of the sources, each once.</summary>
    public ImmutableArray<string> Reactions =>
        [.. Facts.SelectMany(f => f.Resource.Reactions).SelectMany(r => r.Manifestations).Select(m => m.Display).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
}

/// <param name="NoneKnownBy">The statement that there are none; also kept when another source names one.</param>
public sealed record ChartAllergies(AllergyKnowledge Known, ImmutableArray<ChartAllergy> All, ChartFact<AllergyIntolerance>? NoneKnownBy)
{
    /// <summary>One source says none, another names one.</summary>
    public bool Disputed => NoneKnownBy is not null && Known is AllergyKnowledge.Known;

    /// <summary>Codes by which SNOMED CT says that no allergy is known: of any kind, to drugs, to food, to the environment.</summary>
    private static readonly string[] none = ["716186003", "409137002", "429625007", "428607008"];

    internal static ChartAllergies From(IEnumerable<ChartFact<AllergyIntolerance>> stated)
    {
        var all = stated.Where(a => ChartProblem.Code(a.Resource.VerificationStatus) is not "entered-in-error" && a.Resource.Code?.Display is not null).ToArray();
        var noneKnown = all.Where(a => SaysNone(a.Resource.Code!.Value)).OrderByDescending(a => a.Version.At).ToArray();
        var known = SameThing.Group(all.Where(a => !SaysNone(a.Resource.Code!.Value)).ToArray(), a => SameThing.Keys(a.Resource.Code!.Value)).Select(Build)
            .OrderByDescending(a => a.Active).ThenByDescending(a => a.Severe).ThenBy(a => a.Substance, StringComparer.OrdinalIgnoreCase).ToImmutableArray();
        return new ChartAllergies(
            known.Any(a => a.Active) ? AllergyKnowledge.Known : noneKnown.Length > 0 ? AllergyKnowledge.NoneKnown : AllergyKnowledge.NotRecorded,
            known,
            noneKnown.Length > 0 ? noneKnown[0] : null);
    }

    private static ChartAllergy Build(List<ChartFact<AllergyIntolerance>> same)
    {
        var ordered = same.OrderByDescending(a => IsActive(a.Resource)).ThenByDescending(a => a.Version.At).ThenBy(a => a.Version.Place, StringComparer.Ordinal).ToImmutableArray();
        return new ChartAllergy(ordered[0].Resource.Code!.Value.Display!, IsActive(ordered[0].Resource), ordered[0], ordered);
    }

    private static bool IsActive(AllergyIntolerance allergy) =>
        ChartProblem.Code(allergy.ClinicalStatus) is not ("inactive" or "resolved") && ChartProblem.Code(allergy.VerificationStatus) is not "refuted";

    private static bool SaysNone(CodeableConcept code) =>
        code.Codings.Any(c => c.Code is { } known && none.Contains(known, StringComparer.Ordinal)) || code.Display!.StartsWith("No known", StringComparison.OrdinalIgnoreCase);
}
