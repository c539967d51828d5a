using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Vocabularies;

namespace Salus.Language.Grounding;

/// <summary>A piece of the source, in order: a turn, a paragraph, a fact of the chart.</summary>
/// <param name="Speaker">Decides which turn answers which; <see cref="SpeakerRole.Note"/> for documents.</param>
public sealed record Passage(SpeakerRole Speaker, string Text);

/// <summary>Words that a claim cites.</summary>
/// <param name="Passage">Zero-based.</param>
/// <param name="Span">In the passage's text.</param>
public readonly record struct Citation(int Passage, TextSpan Span);

/// <summary>What a claim and its evidence disagree about.</summary>
public enum FaultKind
{
    Number,
    Unit,
    Dose,
    Drug,
    DrugAct,
    Side,
    Date,
    Polarity,

    /// <summary>A finding that the cited words do not name.</summary>
    NotNamed,
    Experiencer,

    /// <summary>A drug listed as an allergy of which the words say nothing of the kind.</summary>
    Allergen,

    /// <summary>The claim as a whole: too little of what it says was said, or not together.</summary>
    Unsaid,

    /// <summary>Words that the passages shown for the claim do not bear out; told only where every word must be.</summary>
    Unproven,
}

/// <summary>How sure the disagreement is.</summary>
public enum FaultWeight
{
    /// <summary>The evidence says something else.</summary>
    Contradicted,

    /// <summary>Not where the claim points, but said elsewhere in the sources.</summary>
    Elsewhere,

    /// <summary>Nowhere in the sources.</summary>
    NotFound,
}

/// <summary>One disagreement between a claim and its evidence.</summary>
/// <param name="Claimed">The words of the claim, in written form.</param>
/// <param name="Claim">Where they stand in the claim as given.</param>
/// <param name="Said">What the evidence says instead; null when it says nothing.</param>
/// <param name="Passage">Zero-based passage worth showing; null when there is none.</param>
public sealed record Fault(FaultKind Kind, FaultWeight Weight, string Claimed, TextSpan Claim, string? Said, int? Passage);

/// <summary>
/// Compares claims with the words they rest on: numbers with units, drugs with doses and what is done with them, sides,
/// dates, polarity, and whose finding it is. Reads only text; knows nothing of whoever wrote the claim.
/// Linear in the length of the sources to build, and in claim and cited words to compare.
/// </summary>
public sealed class Grounder
{
    private readonly ConceptMatcher matcher;
    private readonly ImmutableArray<Passage> passages;
    private readonly Reading?[] readings;
    private readonly Lazy<Dictionary<Concept, List<int>>> namedIn;
    private readonly Lazy<HashSet<decimal>> numbersSaid;

    public Grounder(IEnumerable<Passage> passages, Vocabulary vocabulary)
    {
        matcher = vocabulary.Matcher;
        this.passages = [.. passages];
        readings = new Reading?[this.passages.Length];
        namedIn = new(IndexConcepts);
        numbersSaid = new(() => [.. Enumerable.Range(0, this.passages.Length).SelectMany(i => NumberReader.Read(ReadingOf(i))).Select(n => n.Value)]);
    }

    /// <summary>Everything in a claim that the words it cites do not bear out.</summary>
    /// <param name="facts">Further evidence that is no passage, as text: the value of a chart element, a computed age.</param>
    /// <param name="aboutFamily">The claim stands in a section on relatives, so a finding without a person is a relative's.</param>
    /// <param name="aboutAllergies">The claim stands in the section on allergies, so its drugs must be spoken of as such.</param>
    public ImmutableArray<Fault> Compare(string claim, IEnumerable<Citation> cited, IEnumerable<string> facts, bool aboutFamily = false, bool aboutAllergies = false)
    {
        var evidence = cited.Where(c => c.Passage >= 0 && c.Passage < passages.Length).Distinct().OrderBy(c => c.Passage).ThenBy(c => c.Span.Start)
            .Select(c => new CitedWords(this, c.Passage, ReadingOf(c.Passage), c.Span))
            .Concat(facts.Select(f => new CitedWords(this, null, Reading.Of(f, matcher), new TextSpan(0, f.Length))));
        var comparison = new Comparison(this, Reading.Of(claim, matcher), [.. evidence]);
        var faults = ImmutableArray.CreateBuilder<Fault>();
        faults.AddRange(NumberComparison.Faults(comparison));
        faults.AddRange(DrugComparison.Faults(comparison));
        faults.AddRange(SideComparison.Faults(comparison));
        faults.AddRange(DateComparison.Faults(comparison));
        faults.AddRange(PolarityComparison.Faults(comparison, aboutFamily));
        if (aboutAllergies)
            faults.AddRange(NoAllergens(comparison));
        return [.. faults.Distinct().OrderBy(f => f.Claim.Start).ThenBy(f => f.Kind)];
    }

    /// <summary>
    /// What a passage of the patient or a companion affirms, and what is affirmed in answer to a question: in order of passages,
    /// the same concept as often as it comes.
    /// </summary>
    public IEnumerable<SaidConcept> SaidOfThePatient()
    {
        for (var passage = 0; passage < passages.Length; passage++)
        {
            var reading = ReadingOf(passage);
            foreach (var mention in reading.Mentions.Where(m => m.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Drug or ConceptKind.DrugClass))
            {
                if (Kinship.Before(reading, mention.Span) is not null)
                    continue;
                var stance = StanceReader.Of(reading, mention.Span, AsksIn(passage));
                var affirmed = stance is Stance.Affirmed && !AsksIn(passage) || stance is Stance.Asked && AnswerTo(passage) is { } answer && StanceReader.AnswerOf(ReadingOf(answer)) is Stance.Affirmed;
                if (affirmed)
                    yield return new SaidConcept(mention.Concept, passage, IsAllergen(passage, reading, mention));
            }
        }
    }

    /// <summary>Drugs of the claim that the cited words name, and that neither they nor the words around them speak of as an allergy.</summary>
    private IEnumerable<Fault> NoAllergens(Comparison comparison)
    {
        foreach (var drug in comparison.Claim.Mentions.Where(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass))
        {
            var named = comparison.Evidence.Where(e => e.Passage is not null && e.Mentions.Any(m => m.Concept == drug.Concept)).Select(e => e.Passage!.Value).ToArray();
            if (named.Length > 0 && !Array.Exists(named, p => Enumerable.Range(p - 2, 4).Any(i => i >= 0 && i < passages.Length && AllergyReader.SpeaksOfAllergy(ReadingOf(i)))))
                yield return comparison.Fault(FaultKind.Allergen, FaultWeight.Contradicted, drug.Span, null, named[0]);
        }
    }

    private bool IsAllergen(int passage, Reading reading, Mention mention) =>
        mention.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass
        && (AllergyReader.IsAllergen(reading, mention.Span)
            || passage > 0 && !AsksIn(passage) && AsksIn(passage - 1) && AllergyReader.AsksForAllergies(ReadingOf(passage - 1)) && AllergyReader.IsFirstNamed(reading, mention.Span));

    /// <summary>Where a concept is named.</summary>
    internal IReadOnlyList<int> PassagesNaming(Concept concept) => namedIn.Value.TryGetValue(concept, out var where) ? where : [];

    internal bool IsNumberSaid(decimal value) => numbersSaid.Value.Contains(value);

    internal Reading ReadingOf(int passage) => readings[passage] ??= Reading.Of(passages[passage].Text, matcher);

    /// <summary>What cited words say of something they name, with the answer when they only ask.</summary>
    internal Stance StanceIn(CitedWords words, TextSpan mention)
    {
        var stance = StanceReader.Of(words.Reading, mention, words.Passage is { } p && AsksIn(p));
        return stance is Stance.Asked && words.Passage is { } question && AnswerTo(question) is { } answer
            ? SideRetraction.Swaps(ReadingOf(answer)) ? Stance.Affirmed : StanceReader.AnswerOf(ReadingOf(answer))
            : stance;
    }

    /// <summary>Clinicians ask without a question mark when speech was recognised by a machine.</summary>
    private bool AsksIn(int passage) => passages[passage].Speaker is SpeakerRole.Clinician;

    internal bool IsCompanion(int passage) => passages[passage].Speaker is SpeakerRole.Companion;

    /// <summary>The next passage of somebody else: the turn that answers.</summary>
    private int? AnswerTo(int passage) =>
        passage + 1 < passages.Length && passages[passage].Speaker is not SpeakerRole.Note && passages[passage + 1].Speaker != passages[passage].Speaker ? passage + 1 : null;

    private Dictionary<Concept, List<int>> IndexConcepts()
    {
        var index = new Dictionary<Concept, List<int>>();
        for (var passage = 0; passage < passages.Length; passage++)
            foreach (var mention in ReadingOf(passage).Mentions)
            {
                if (!index.TryGetValue(mention.Concept, out var where))
                    index[mention.Concept] = where = [];
                if (where.Count == 0 || where[^1] != passage)
                    where.Add(passage);
            }
        return index;
    }
}
