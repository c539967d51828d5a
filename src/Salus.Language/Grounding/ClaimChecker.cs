using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>What the sources make of a claim.</summary>
public enum Verdict
{
    /// <summary>Nothing in the claim is without support.</summary>
    Supported,

    /// <summary>The sources say something else.</summary>
    Contradicted,

    /// <summary>The sources do not say it.</summary>
    NotFound,
}

/// <summary>One claim of a text with what the sources make of it.</summary>
/// <param name="Place">Where it stands in the text.</param>
/// <param name="Support">Share of its content words that the sources hold close together, 0 to 1.</param>
/// <param name="Content">How much it says of its own: the sum of the weights of its words.</param>
/// <param name="Found">Share of its content words that the sources hold anywhere, 0 to 1.</param>
/// <param name="Faults">What is wrong; empty when it is supported.</param>
/// <param name="Evidence">Zero-based passages that speak of it, the closest first; empty when none does.</param>
public sealed record CheckedClaim(string Text, TextSpan Place, Verdict Verdict, double Support, double Content, double Found, ImmutableArray<Fault> Faults, ImmutableArray<int> Evidence)
{
    /// <summary>How far it agrees with the sources, in numbers, for a judge that weighs them together.</summary>
    public required ClaimMeasures Measures { get; init; }
}

/// <summary>
/// Checks any text against any sources: splits it into claims, finds the passages that speak of each, and compares what can be
/// wrong about it: drugs, doses, numbers with units, sides, polarity, whose it is, when it was, and whether anybody said it at all.
/// Reads only the texts and knows nothing of whoever wrote them. Built once for its sources in time linear in their length;
/// a claim costs its words times the places that name them. Safe for use by several threads once built.
/// </summary>
public sealed class ClaimChecker
{
    /// <summary>How a passage begins that gives the patient's name, so that a sentence about somebody else is found out.</summary>
    public const string NameFact = SourceIndex.NameFact;

    /// <summary>In so many turns a conversation says what it is about.</summary>
    private const int OpeningPassages = 10;

    private readonly SourceIndex sources;
    private readonly ConceptMatcher matcher;

    /// <param name="passages">In order: turns of a conversation, paragraphs of documents, facts of a chart as sentences ("44 year old female").</param>
    public ClaimChecker(IEnumerable<Passage> passages, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        matcher = vocabulary.Matcher;
        sources = new SourceIndex([.. passages], matcher);
    }

    /// <summary>The claims of the text in order; headings and list marks are none.</summary>
    public ImmutableArray<CheckedClaim> Check(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var claims = ImmutableArray.CreateBuilder<CheckedClaim>();
        foreach (var span in SentenceSplitter.Note(text))
            if (span.In(text).Any(char.IsLetterOrDigit))
                claims.Add(CheckOne(span.In(text), span));
        return claims.DrainToImmutable();
    }

    /// <summary>
    /// What of a text the shown passages do not bear out, word by word: for writers that may have invented anything. Tells of more than
    /// <see cref="Check"/>: what is true but worded in its own way is told too.
    /// </summary>
    /// <param name="shown">Zero-based passages that the text points at; the ones beside them, which ask or answer, count with them.</param>
    /// <param name="never">Passages that bear nothing out, wherever they stand.</param>
    /// <param name="aboutAllergies">The text stands in a section on allergies.</param>
    public ImmutableArray<Fault> Unproven(string text, IEnumerable<int> shown, IReadOnlySet<int>? never = null, bool aboutAllergies = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cited = shown.Where(p => p >= 0 && p < sources.Readings.Length && never?.Contains(p) is not true).ToHashSet();
        // Facts and paragraphs stand beside each other by chance; turns ask and answer.
        var around = cited.SelectMany(p => sources.Speaker(p) is SpeakerRole.Note ? [p] : Beside(p)).Where(p => never?.Contains(p) is not true).ToHashSet();
        var opening = Enumerable.Range(0, Math.Min(OpeningPassages, sources.Readings.Length)).Where(p => sources.Speaker(p) is SpeakerRole.Patient or SpeakerRole.Companion && never?.Contains(p) is not true).ToHashSet();
        var proof = new Shown(cited, around, opening);
        return
        [
            .. SentenceSplitter.Note(text).Where(s => s.In(text).Any(char.IsLetterOrDigit))
                .SelectMany(s => WordProof.Faults(new Claim(Reading.Of(s.In(text), matcher), sources), proof, aboutAllergies).Distinct().Select(f => f with { Claim = new TextSpan(f.Claim.Start + s.Start, f.Claim.Length) }))
                .OrderBy(f => f.Claim.Start),
        ];
    }

    /// <summary>A turn with the question that it answers, and with the answer where it asks.</summary>
    private IEnumerable<int> Beside(int turn)
    {
        if (turn > 0 && sources.Speaker(turn - 1) != sources.Speaker(turn) && sources.Speaker(turn - 1) is not SpeakerRole.Note && (sources.Speaker(turn - 1) is SpeakerRole.Clinician || sources.Readings[turn - 1].Tokens.Any(t => t.Norm is "?")))
            yield return turn - 1;
        yield return turn;
        if (turn + 1 < sources.Readings.Length && sources.Speaker(turn) is SpeakerRole.Clinician or SpeakerRole.Unknown && sources.Speaker(turn + 1) is not SpeakerRole.Note && sources.Readings[turn].Tokens.Any(t => t.Norm is "?"))
            yield return turn + 1;
    }

    private CheckedClaim CheckOne(string text, TextSpan place)
    {
        var claim = new Claim(Reading.Of(text, matcher), sources);
        var faults = DrugClaims.Faults(claim)
            .Concat(NumberClaims.Faults(claim))
            .Concat(SideClaims.Faults(claim))
            .Concat(PersonClaims.Faults(claim))
            .Concat(PolarityClaims.Faults(claim))
            .Concat(TimeClaims.Faults(claim))
            .ToList();
        if (faults.Count == 0 && claim.Coverage.IsForeign)
            faults.Add(claim.Fault(FaultKind.Unsaid, FaultWeight.NotFound, new TextSpan(0, claim.Reading.Text.Length)));
        var verdict = faults.Count == 0 ? Verdict.Supported : faults.Exists(f => f.Weight is FaultWeight.Contradicted) ? Verdict.Contradicted : Verdict.NotFound;
        return new CheckedClaim(text, place, verdict, Math.Round(claim.Coverage.Near, 3), Math.Round(claim.Coverage.Weight, 3), Math.Round(claim.Coverage.Anywhere, 3),
            [.. faults.Distinct().OrderBy(f => f.Claim.Start).ThenBy(f => f.Kind).Select(f => f with { Claim = new TextSpan(f.Claim.Start + place.Start, f.Claim.Length) })],
            claim.Coverage.Evidence)
        { Measures = ClaimMeasures.Of(claim, faults) };
    }
}
