using System.Collections.Immutable;
using Salus.Language.Findings;
using Salus.Language.Vocabularies;

namespace Salus.Language.Medications;

/// <summary>
/// Takes drugs and how they are taken out of a conversation or note, with the act: takes, starts, stops … A question becomes
/// a medication only with its answer; a dose said in the next breath belongs to the drug before it. Never throws on any text.
/// </summary>
public sealed class MedicationReader(Vocabulary vocabulary)
{
    private const int DoseMemory = 3;

    private static readonly Lazy<MedicationReader> LazyDefault = new(() => new MedicationReader(Vocabulary.Embedded));

    /// <summary>With the embedded vocabulary.</summary>
    public static MedicationReader Default => LazyDefault.Value;

    /// <summary>The medications in the order in which they are named.</summary>
    public ImmutableArray<MedicationSignature> Extract(IReadOnlyList<Utterance> utterances) => Extract(ReadConversation.Of(utterances, vocabulary));

    /// <inheritdoc cref="Extract(IReadOnlyList{Utterance})"/>
    public static ImmutableArray<MedicationSignature> Extract(ReadConversation read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var found = new List<MedicationSignature>();
        var asked = new List<int>();
        SpeakerRole? asking = null;
        foreach (var turn in read.Turns)
        {
            if (asked.Count > 0 && turn.Sentences.Length > 0 && turn.Role != asking)
                Answer(turn, found, asked);
            asked.Clear();
            asking = turn.Role;
            foreach (var sentence in turn.Sentences)
                Read(sentence, found, asked);
        }

        return [.. found.OrderBy(medication => medication.Named.Utterance).ThenBy(medication => medication.Named.Start)];
    }

    private static void Read(SentenceReading sentence, List<MedicationSignature> found, List<int> asked)
    {
        var drugs = sentence.Mentions.Where(mention => mention.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass).ToList();
        if (drugs.Count == 0)
        {
            Complete(sentence, found);
            return;
        }

        var question = Questions.KindOf(sentence) is QuestionKind.Polar or QuestionKind.Confirmation;
        for (var i = 0; i < drugs.Count; i++)
        {
            var from = i == 0 ? sentence.First : drugs[i - 1].End;
            var to = i + 1 < drugs.Count ? drugs[i + 1].First : sentence.End;
            var medication = Build(sentence, drugs[i], from, to);
            if (question && !Questions.IsExcluded(sentence, drugs[i].First))
                asked.Add(found.Count);
            found.Add(medication);
        }
    }

    private static MedicationSignature Build(SentenceReading sentence, PlacedMention drug, int from, int to)
    {
        var turn = sentence.Turn;
        var regimen = Regimen.Read(sentence, drug.First, drug.End, from, to);
        var act = MedicationActs.Of(sentence, drug.First, drug.End, out var actCue);
        var assertion = Assertions.Assess(sentence, drug.First, drug.End, turn.Role);
        if (assertion.Polarity == Polarity.Conditional && act is not MedicationAct.Allergic)
            act = MedicationAct.Mention;
        else if (assertion.Polarity == Polarity.Negated)
            act = act switch { MedicationAct.Takes or MedicationAct.Took => MedicationAct.DoesNotTake, MedicationAct.Stop or MedicationAct.Continue or MedicationAct.DoesNotTake => act, _ => MedicationAct.Mention };
        var ranges = new List<(int First, int End)>(regimen.Cues);
        var indication = IndicationOf(sentence, drug.End, to, ranges);
        if (act != MedicationAct.Mention)
            ranges.Add(actCue);
        var evidence = ImmutableArray.CreateBuilder<EvidenceSpan>();
        evidence.Add(turn.Evidence(drug.First, drug.End));
        foreach (var (first, end) in ranges.Where(range => range.End > range.First))
            evidence.Add(turn.Evidence(first, end));
        return new MedicationSignature(drug.Concept, act, regimen.Dose, regimen.Form, regimen.Route, regimen.Frequency, regimen.Duration, indication, assertion.Experiencer, turn.Role, evidence.DrainToImmutable());
    }

    /// <summary>"for your blood pressure", "for the pain": what the drug is for, in the words of the vocabulary.</summary>
    private static string? IndicationOf(SentenceReading sentence, int end, int to, List<(int First, int End)> ranges)
    {
        foreach (var mention in sentence.Mentions)
        {
            if (mention.First < end || mention.First >= to || mention.Concept.Kind is not (ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Test or ConceptKind.Anatomy))
                continue;
            for (var i = mention.First - 1; i >= Math.Max(end, mention.First - 4); i--)
            {
                if (sentence.Turn.Word(i) != "for")
                    continue;
                ranges.Add((i, mention.End));
                return mention.Concept.Name;
            }
        }

        return null;
    }

    /// <summary>"… 20 milligrams once a day" in a sentence of its own completes the drug named last; "increase that to 40" changes it.</summary>
    private static void Complete(SentenceReading sentence, List<MedicationSignature> found)
    {
        var turn = sentence.Turn;
        if (found.Count == 0 || turn.Index - found[^1].Evidence[^1].Utterance > DoseMemory)
            return;
        var regimen = Regimen.Read(sentence, sentence.First, sentence.First, sentence.First, sentence.End);
        if (regimen.Dose is null || regimen.Dose.Unit.Length == 0)
            return;
        var last = found[^1];
        var cited = regimen.Cues.Select(cue => turn.Evidence(cue.First, cue.End));
        var pronoun = sentence.IndexOf(sentence.First, "that") is >= 0 and var that ? that : sentence.IndexOf(sentence.First, "it");
        var cue = (First: 0, End: 0);
        var act = pronoun >= 0 ? MedicationActs.Of(sentence, pronoun, pronoun + 1, out cue) : MedicationAct.Mention;
        if (act != MedicationAct.Mention)
            cited = cited.Append(turn.Evidence(cue.First, cue.End));
        if (act is MedicationAct.Increase or MedicationAct.Decrease)
            found.Add(last with { Act = act, Dose = regimen.Dose, Frequency = regimen.Frequency ?? last.Frequency, Speaker = turn.Role, Evidence = [last.Named, .. cited] });
        else if (last.Dose is null)
            found[^1] = last with { Dose = regimen.Dose, Form = last.Form ?? regimen.Form, Route = last.Route ?? regimen.Route, Frequency = last.Frequency ?? regimen.Frequency, Duration = last.Duration ?? regimen.Duration, Evidence = last.Evidence.AddRange(cited) };
    }

    private static void Answer(Reading turn, List<MedicationSignature> found, List<int> asked)
    {
        var answer = Answers.Read(turn.Sentences[0]);
        var named = turn.Mentions.Select(mention => mention.Concept).ToHashSet();
        foreach (var index in asked)
        {
            var medication = found[index];
            if (named.Contains(medication.Drug))
                continue;
            var act = (answer.Kind, medication.Act) switch
            {
                (AnswerKind.Yes, MedicationAct.Mention) when asked.Count == 1 => MedicationAct.Takes,
                (AnswerKind.No or AnswerKind.NoExcept, MedicationAct.Allergic) => MedicationAct.Mention,
                (AnswerKind.No or AnswerKind.NoExcept, _) => MedicationAct.DoesNotTake,
                (AnswerKind.Gone, _) => MedicationAct.Took,
                (AnswerKind.Yes, var stated) => stated,
                _ => MedicationAct.Mention,
            };
            var evidence = answer.End > answer.First ? medication.Evidence.Add(turn.Evidence(answer.First, answer.End)) : medication.Evidence;
            found[index] = medication with { Act = act, Speaker = turn.Role, Evidence = evidence };
        }
    }
}
