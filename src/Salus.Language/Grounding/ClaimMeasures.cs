using System.Collections.Immutable;

namespace Salus.Language.Grounding;

/// <summary>A word of a claim with what a judge may know of it.</summary>
/// <param name="Norm">Lower-case, in written form.</param>
/// <param name="Stem">Key of the word's inflections.</param>
/// <param name="IsContent">It says something of the patient: no grammar, no punctuation.</param>
/// <param name="IsFound">The sources say it, in its own or a related form, or under another name of its concept.</param>
/// <param name="IsDenied">The claim denies it; null when it leaves it open.</param>
public readonly record struct MeasuredWord(string Norm, string Stem, bool IsContent, bool IsFound, bool? IsDenied);

/// <summary>
/// How far a claim agrees with its sources, in numbers rather than verdicts, for whoever judges from many of them together.
/// Names carry their group before the point: <c>coverage.near</c>. A value that does not apply is NaN. Shares run from 0 to 1.
/// </summary>
public sealed record ClaimMeasures(ImmutableArray<float> Values, ImmutableArray<MeasuredWord> Words)
{
    /// <summary>One for each of <see cref="Values"/>, in order.</summary>
    public static ImmutableArray<string> Names { get; } = [.. CoverageMeasures.Names, .. PolarityMeasures.Names, .. DetailMeasures.Names, .. FaultMeasures.Names];

    /// <summary>The value of one of <see cref="Names"/>.</summary>
    /// <exception cref="ArgumentException">There is no such measure.</exception>
    public float this[string name] => Names.IndexOf(name, StringComparer.Ordinal) is var index and >= 0 ? Values[index] : throw new ArgumentException($"There is no measure '{name}'.", nameof(name));

    internal static ClaimMeasures Of(Claim claim, IReadOnlyList<Fault> faults)
    {
        var places = new ClaimPlaces(claim);
        return new ClaimMeasures(
            [.. CoverageMeasures.Of(claim, places), .. PolarityMeasures.Of(claim, places), .. DetailMeasures.Of(claim, places), .. FaultMeasures.Of(faults)],
            [.. WordsOf(claim)]);
    }

    private static IEnumerable<MeasuredWord> WordsOf(Claim claim)
    {
        var content = claim.Words.ToDictionary(w => w.Token);
        var tokens = claim.Reading.Tokens;
        for (var index = 0; index < tokens.Length; index++)
        {
            var known = content.GetValueOrDefault(index);
            yield return new MeasuredWord(tokens[index].Norm, known?.Stem ?? tokens[index].Norm, known is not null, known is null || known.IsFound, known is null ? null : claim.StanceOf(tokens[index].Span) switch { Stance.Denied => true, Stance.Affirmed => false, _ => null });
        }
    }
}

/// <summary>Which faults the rules found, by kind and by how sure they are.</summary>
internal static class FaultMeasures
{
    // What is only told of texts whose every word must be borne out is no measure: a judge learned without it stays good.
    private static readonly ImmutableArray<FaultKind> Kinds = [.. Enum.GetValues<FaultKind>().Where(k => k is not FaultKind.Unproven)];

    public static ImmutableArray<string> Names { get; } = [.. Kinds.Select(k => "fault." + k.ToString().ToLowerInvariant()), "fault.contradicted", "fault.elsewhere", "fault.unfound"];

    public static IEnumerable<float> Of(IReadOnlyList<Fault> faults) =>
        Kinds.Select(k => (float)faults.Count(f => f.Kind == k))
            .Concat(((ReadOnlySpan<FaultWeight>)[FaultWeight.Contradicted, FaultWeight.Elsewhere, FaultWeight.NotFound]).ToArray().Select(w => (float)faults.Count(f => f.Weight == w)));
}
