using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe.Checks;

/// <summary>What the sources make of a text, claim by claim. Property names are a contract with other tools.</summary>
/// <param name="Flagged">At least one claim is contradicted or not found.</param>
public sealed record TextVerdict(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("flagged")] bool Flagged,
    [property: JsonPropertyName("verdict")] string Verdict,
    [property: JsonPropertyName("claims")] ImmutableArray<ClaimVerdict> Claims,
    [property: JsonPropertyName("findings")] ImmutableArray<StatementFinding> Findings);

/// <summary>One claim with its verdict: <c>supported</c>, <c>contradicted</c> or <c>not-found</c>.</summary>
/// <param name="Start">Where it stands in the text, in UTF-16 code units.</param>
/// <param name="Reasons">What is wrong, in words; empty when it is supported.</param>
/// <param name="Places">The passages that speak of it, the closest first.</param>
public sealed record ClaimVerdict(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("start")] int Start,
    [property: JsonPropertyName("length")] int Length,
    [property: JsonPropertyName("verdict")] string Verdict,
    [property: JsonPropertyName("reasons")] ImmutableArray<string> Reasons,
    [property: JsonPropertyName("places")] ImmutableArray<ClaimPlace> Places);

/// <summary>A passage that speaks of a claim.</summary>
/// <param name="Element">FHIRPath of the value, for a fact of the chart.</param>
public sealed record ClaimPlace(
    [property: JsonPropertyName("place")] string Place,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("element"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Element);

/// <summary>Checks any text, whoever wrote it, against any sources.</summary>
public static class TextCheck
{
    /// <param name="vocabulary">The words that findings and drugs are known by.</param>
    public static TextVerdict Run(string id, string text, ImmutableArray<PlacedPassage> sources, Vocabulary vocabulary)
    {
        var claims = new ClaimChecker(sources.Select(s => s.Passage), vocabulary).Check(text).Select(ClaimJudge.Embedded.Judge).ToArray();
        string? PlaceOf(int passage) => passage < sources.Length ? sources[passage].Place : null;
        int? TurnOf(int passage) => passage < sources.Length ? sources[passage].Turn : null;
        return new TextVerdict(id, claims.Any(c => c.Verdict is not Verdict.Supported), StatementCheck.Word(StatementCheck.Worst(claims)),
            [.. claims.Select(c => new ClaimVerdict(c.Text, c.Place.Start, c.Place.Length, StatementCheck.Word(c.Verdict), [.. c.Faults.Select(f => StatementCheck.MessageOf(f, PlaceOf)).Distinct(StringComparer.Ordinal)], [.. Places(c, sources)]))],
            [.. claims.SelectMany(c => c.Faults).Select(f => StatementCheck.ToFinding(f, PlaceOf, TurnOf))]);
    }

    /// <summary>First where a fault was said otherwise, then where the claim's words stand.</summary>
    private static IEnumerable<ClaimPlace> Places(CheckedClaim claim, ImmutableArray<PlacedPassage> sources) =>
        claim.Faults.Select(f => f.Passage).OfType<int>().Concat(claim.Evidence).Distinct().Where(p => p >= 0 && p < sources.Length)
            .Select(p => new ClaimPlace(sources[p].Place, sources[p].Passage.Text, sources[p].Element is { } element ? element.Path : null));
}
