using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Salus.Language;
using Salus.Language.Findings;
using Salus.Language.Medications;
using Salus.Language.Text;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>The part of the visit a clause belongs to.</summary>
public enum Phase
{
    History,
    Exam,
    Plan,
}

/// <summary>A visit as heard: clauses with their cues, the phase each belongs to, questions with their answers, and who the patient is.</summary>
public sealed partial class VisitReading
{
    private readonly CueCounts[] cues;
    private readonly Phase[] phases;
    private readonly Dictionary<int, Clause[]> byTurn;
    private readonly ImmutableArray<Mention>[] concepts;

    private VisitReading(Visit visit, ImmutableArray<Turn> turns, VisitSoFar? before, Vocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        Visit = visit;
        Turns = turns;
        Before = before;
        var from = before?.Turns ?? 0;
        Clauses = TurnCleanup.Clauses(turns, from, FirstClause);
        byTurn = Clauses.GroupBy(c => c.Turn).ToDictionary(g => g.Key, g => g.ToArray());
        cues = [.. Clauses.Select(Cues.Embedded.In)];
        concepts = Concepts(from);
        phases = Phases();
        Exchanges = Exchange.Pair(Clauses);
        Utterance[] utterances = [.. turns.Skip(from).Select(t => new Utterance(t.Speaker switch { Speaker.Doctor => SpeakerRole.Clinician, Speaker.Patient => SpeakerRole.Patient, Speaker.Companion => SpeakerRole.Companion, _ => SpeakerRole.Unknown }, t.Text))];
        var read = ReadConversation.Of(utterances, vocabulary);
        Findings = FindingExtractor.Extract(read);
        Medications = MedicationReader.Extract(read);
        if (from > 0)
            (Findings, Medications) = (
                [.. Findings.Select(f => f with { Evidence = Later(f.Evidence, from) })],
                [.. Medications.Select(m => m with { Evidence = Later(m.Evidence, from) })]);
        IsForeignAsAWhole = TextLanguage.OfConversation(turns.Skip(from).Select(t => t.Text)) is not null;
        Foreign = Enumerable.Range(from, turns.Length - from).Select(i => KeyValuePair.Create(i, TextLanguage.ForeignParts(turns[i].Text))).Where(f => !f.Value.IsEmpty).ToFrozenDictionary();
        ToMachines = Enumerable.Range(from, turns.Length - from).Where(i => MachineTalk.IsLabel(turns[i].Label) || MachineTalk.IsIn(turns[i].Text)).ToFrozenSet();
        var gender = visit.Patient?.Gender;
        SpokenForByCompanion = turns.Where(t => t.Speaker is Speaker.Companion).Sum(t => t.Text.Length) > 2 * turns.Where(t => t.Speaker is Speaker.Patient).Sum(t => t.Text.Length);
        Patient = before?.Patient ?? PatientReference.For(string.IsNullOrWhiteSpace(gender) ? GenderSaid() : gender);
    }

    public Visit Visit { get; }

    /// <summary>The words that findings and drugs are known by.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>What is known of the turns before the first one read; null when all of a finished visit is read.</summary>
    internal VisitSoFar? Before { get; }

    private int FirstClause => Before?.Clauses ?? 0;

    /// <summary>The turns with swapped speakers put right.</summary>
    public ImmutableArray<Turn> Turns { get; }

    public ImmutableArray<Clause> Clauses { get; }

    /// <summary>What was found, affirmed or denied by whom, over questions and their answers.</summary>
    public ImmutableArray<ClinicalFinding> Findings { get; }

    public ImmutableArray<MedicationSignature> Medications { get; }

    public ImmutableArray<Exchange> Exchanges { get; }

    /// <summary>What of a turn, by its number, is not English; turns that are English are not in it.</summary>
    public FrozenDictionary<int, ImmutableArray<ForeignPart>> Foreign { get; }

    /// <summary>The conversation is in another language, so nothing of it is understood.</summary>
    public bool IsForeignAsAWhole { get; }

    /// <summary>Numbers of the turns that speak to a machine and not to the people in the room.</summary>
    public FrozenSet<int> ToMachines { get; }

    /// <summary>Nothing of the clause is used: it is in another language, or speaks to a machine.</summary>
    public bool IsUnused(Clause clause) =>
        IsForeign(clause) || (ToMachines.Count > 0 && clause.Places.Any(place => ToMachines.Contains(place.Turn)));

    /// <summary>Words of the clause are not English: what they seem to say in English they do not say.</summary>
    public bool IsForeign(Clause clause) =>
        IsForeignAsAWhole || (Foreign.Count > 0 && clause.Places.Any(place => Foreign.TryGetValue(place.Turn, out var parts) && parts.Any(part => part.Span.Overlaps(TextSpan.FromBounds(place.Start, place.End)))));

    public PatientReference Patient { get; }

    /// <summary>Somebody with the patient does the talking, as for a child.</summary>
    public bool SpokenForByCompanion { get; }

    public static VisitReading Of(Visit visit, Vocabulary vocabulary) => new(visit, SpeakerRepair.Repair(visit.Transcript.Turns), before: null, vocabulary);

    /// <summary>The later turns of a visit that still goes on. Turns and clauses keep the numbers they have in the whole visit.</summary>
    /// <param name="turns">All turns so far, with swapped speakers put right.</param>
    internal static VisitReading Of(Visit visit, ImmutableArray<Turn> turns, VisitSoFar before, Vocabulary vocabulary) => new(visit, turns, before, vocabulary);

    public CueCounts CuesOf(Clause clause) => cues[clause.Index - FirstClause];

    /// <summary>The concepts of the vocabulary that the clause names.</summary>
    public ImmutableArray<Mention> ConceptsOf(Clause clause) => concepts[clause.Index - FirstClause];

    public int CountOf(Clause clause, params ReadOnlySpan<ConceptKind> kinds)
    {
        var count = 0;
        foreach (var mention in ConceptsOf(clause))
            if (kinds.Contains(mention.Concept.Kind))
                count++;
        return count;
    }

    /// <summary>The clauses that hold the evidence of a finding, in order; the words may lie in two turns.</summary>
    public ImmutableArray<Clause> ClausesOf(ImmutableArray<EvidenceSpan> evidence) =>
    [
        .. evidence.SelectMany(e => Touching(e.Utterance, e.Span.Start, e.Span.End))
            .DistinctBy(c => c.Index).OrderBy(c => c.Index),
    ];

    /// <summary>
    /// False where a third person may be meant: a companion's sentence that does not name the patient by their pronoun, or one that
    /// names somebody else.
    /// </summary>
    public bool IsAboutPatient(ClinicalFinding finding)
    {
        if (ClausesOf([finding.Named]) is not [var clause, ..])
            return false;
        if (clause.Speaker is not Speaker.Companion)
            return true;
        return !CuesOf(clause).Has("other-people") && clause.Words.Any(w => w.Key.Split('\'')[0] == Patient.Subject || w.Key == Patient.Possessive)
            && !Clauses.Skip(Math.Max(0, clause.Index - FirstClause - 1)).Take(1).Any(before => before.Turn == clause.Turn && before.Index < clause.Index && CuesOf(before).Has("other-people"));
    }

    /// <summary>The clauses that begin in a turn and share a word with a stretch of it; found by halving, as clauses stand in order.</summary>
    private IEnumerable<Clause> Touching(int turn, int start, int end)
    {
        if (!byTurn.TryGetValue(turn, out var clauses))
            yield break;
        var (low, high) = (0, clauses.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (EndIn(clauses[middle], turn) <= start)
                low = middle + 1;
            else
                high = middle;
        }
        for (; low < clauses.Length && clauses[low].Words[0].Start < end; low++)
            yield return clauses[low];
    }

    private static int EndIn(Clause clause, int turn) => clause.LastTurn == turn ? clause.Words[^1].End : clause.Words.Last(w => w.Turn == turn).End;

    private ImmutableArray<Mention>[] Concepts(int from)
    {
        var result = new ImmutableArray<Mention>.Builder[Clauses.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = ImmutableArray.CreateBuilder<Mention>(0);
        for (var turn = from; turn < Turns.Length; turn++)
        {
            var mentions = Vocabulary.Matcher.Find(Turns[turn].Text);
            foreach (var mention in mentions)
                foreach (var clause in Touching(turn, mention.Span.Start, mention.Span.End))
                    result[clause.Index - FirstClause].Add(mention);
        }
        return [.. result.Select(b => b.ToImmutable())];
    }

    public Phase PhaseOf(Clause clause) => phases[clause.Index - FirstClause];

    private Phase[] Phases()
    {
        var result = new Phase[Clauses.Length];
        var exam = int.MaxValue;
        var opened = int.MaxValue;
        var intended = int.MaxValue;
        if (Before is { Phase: not Phase.History } entered)
            (exam, opened) = (0, entered.Phase is Phase.Plan ? 0 : int.MaxValue);
        for (var i = Before is null ? Clauses.Length / 10 : Math.Max(0, VisitSoFar.Opening - FirstClause); i < Clauses.Length; i++)
        {
            if (Clauses[i].Speaker is not Speaker.Doctor)
                continue;
            var late = Before is null ? i > Clauses.Length / 2 || exam < i : FirstClause + i > VisitSoFar.UsualHalf || exam < i;
            if (exam == int.MaxValue && (cues[i].Has("exam-opens") || cues[i]["exam"] >= 3))
                exam = i;
            else if (opened == int.MaxValue && late && cues[i].Has("plan-opens"))
                opened = i;
            else if (intended == int.MaxValue && late && Intends().IsMatch(Clauses[i].Key))
                intended = i;
        }
        // "my assessment and plan" settles it; without it the first order, prescription or advice does.
        var plan = opened != int.MaxValue ? opened : intended;
        if (Before is null && exam == int.MaxValue && plan == int.MaxValue)
            plan = Clauses.Length * 2 / 3;
        for (var i = 0; i < result.Length; i++)
            result[i] = i >= plan ? Phase.Plan : i >= exam ? Phase.Exam : Phase.History;
        return result;
    }

    private static ImmutableArray<EvidenceSpan> Later(ImmutableArray<EvidenceSpan> evidence, int turns) => [.. evidence.Select(e => e with { Utterance = e.Utterance + turns })];

    private string? GenderSaid()
    {
        foreach (var clause in Clauses.Where(c => c.Speaker is Speaker.Doctor))
        {
            var match = AgeAndSex().Match(clause.Key);
            if (match.Success)
                return match.Groups["sex"].Value is "female" or "woman" or "lady" or "girl" ? "female" : "male";
            var title = Title().Match(clause.Key);
            if (title.Success && clause.Index < 8)
                return title.Groups["title"].Value is "mr" or "sir" ? "male" : "female";
        }
        if (!SpokenForByCompanion)
            return null;
        var she = Clauses.Sum(c => c.Words.Count(w => w.Key is "she" or "she's" or "her"));
        var he = Clauses.Sum(c => c.Words.Count(w => w.Key is "he" or "he's" or "his" or "him"));
        return she > 3 * he ? "female" : he > 3 * she ? "male" : null;
    }

    [GeneratedRegex(@"\b(?:going to|want to|like to|i'll|we'll|let's|want you to|have you)\s+(?:also |just |go ahead and |probably )*(?:order|prescribe|refer|start|continue|increase|decrease|put you|get you|give you|send you|stop|schedule|recommend|repeat|refill|take|place)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Intends();

    [GeneratedRegex(@"\b(?:year|years|yr|y)[- ]?(?:old|o)\s+(?:\w+\s+){0,3}?(?<sex>female|male|woman|man|gentleman|lady|girl|boy)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AgeAndSex();

    [GeneratedRegex(@"\b(?<title>mr|mrs|ms|miss|ma'am|sir)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Title();
}
