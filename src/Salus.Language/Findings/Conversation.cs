using System.Collections.Immutable;
using Salus.Language.Vocabularies;

namespace Salus.Language.Findings;

/// <summary>Follows a conversation turn by turn and collects its findings: what is stated, what is asked, and how that is answered.</summary>
internal sealed class Conversation
{
    private readonly List<ClinicalFinding> _findings = [];
    private readonly List<Asked> _pending = [];
    private Reading? _asking;
    private bool _durationAsked;
    private Concept? _timed;
    private Experiencer? _carried;

    /// <summary>A finding that was asked about and awaits its answer.</summary>
    /// <param name="Confirms">The question states it: "so no fever ?".</param>
    /// <param name="Group">Number of the question in its turn.</param>
    private sealed record Asked(SentenceReading Sentence, PlacedMention Mention, Assertion Assertion, bool Confirms, int Group);

    public void Add(Reading turn)
    {
        var start = 0;
        if (_pending.Count > 0 && IsAnswerTo(turn))
            start = Answer(turn);
        else if (_durationAsked && turn.Role != _asking?.Role)
            AttachTime(turn);
        if (turn.Role != SpeakerRole.Note && IsBackchannel(turn))
            return;
        if (start > 0 || turn.Role == _asking?.Role || turn.Sentences.Length > 0)
            _pending.Clear();
        _durationAsked = false;
        _carried = null;
        for (var i = start; i < turn.Sentences.Length; i++)
            Read(turn.Sentences[i], i);
        _asking = turn;
    }

    public ImmutableArray<ClinicalFinding> Finish() =>
        [.. _findings.OrderBy(finding => finding.Named.Utterance).ThenBy(finding => finding.Named.Start)];

    private void Read(SentenceReading sentence, int group)
    {
        var kind = Questions.KindOf(sentence, out var from);
        if (kind == QuestionKind.Open && AsksForTime(sentence))
            (_durationAsked, _timed) = (true, sentence.Mentions.Where(IsReported).Select(mention => mention.Concept).FirstOrDefault());
        if (kind is QuestionKind.Polar or QuestionKind.Confirmation)
        {
            Ask(sentence, kind, from, group);
            return;
        }

        if (Corrections.TryCorrect(sentence, _findings))
            return;
        State(sentence, sentence.Turn.Role);
    }

    private void Ask(SentenceReading sentence, QuestionKind kind, int from, int group)
    {
        if (!sentence.Mentions.Any(IsReported))
        {
            // The answer will be to this question, not to the one before it.
            _pending.Clear();
            return;
        }

        var grantedOne = false;
        foreach (var mention in sentence.Mentions.Where(IsReported))
        {
            var assertion = Assertions.Assess(sentence, mention.First, mention.End, sentence.Turn.Role);
            if (mention.First < from || Questions.TakesForGranted(sentence, mention))
            {
                grantedOne = true;
                if (assertion.Polarity == Polarity.Affirmed && mention.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder && FindingBuilder.Build(sentence, mention, assertion, sentence.Turn.Role) is { } finding)
                    _findings.Add(finding);
                continue;
            }

            if (!(grantedOne && Questions.Compares(sentence)))
                _pending.Add(new Asked(sentence, mention, assertion, kind == QuestionKind.Confirmation, group));
        }
    }

    /// <summary>Adds what the sentence states.</summary>
    private void State(SentenceReading sentence, SpeakerRole speaker)
    {
        var last = _findings.Count;
        foreach (var mention in sentence.Mentions.Where(IsReported))
        {
            var assertion = Assertions.Assess(sentence, mention.First, mention.End, speaker);
            assertion = Carry(sentence, mention, assertion, speaker);
            if (FindingBuilder.Build(sentence, mention, assertion, speaker) is { } finding)
                _findings.Add(finding);
        }

        if (_findings.Count == last)
            FindingBuilder.AddScore(sentence, _findings);
        foreach (var kin in sentence.Mentions)
        {
            if (kin.Concept.Kind == ConceptKind.Kin && speaker == SpeakerRole.Patient)
                _carried = Experiencers.From(kin);
        }
    }

    /// <summary>"My mother had a stroke . she also had diabetes .": the relative stays the subject while a patient says he or she.</summary>
    private Assertion Carry(SentenceReading sentence, PlacedMention mention, Assertion assertion, SpeakerRole speaker)
    {
        if (_carried is null || speaker != SpeakerRole.Patient || assertion.Experiencer.Kind != ExperiencerKind.Patient)
            return assertion;
        for (var i = sentence.First; i < mention.First; i++)
        {
            if (sentence.Turn.Word(i) is "i" or "my" or "me")
                return assertion;
            if (sentence.Turn.Word(i) is "she" or "he" or "they")
                return assertion with { Experiencer = _carried };
        }

        return assertion;
    }

    private bool IsAnswerTo(Reading turn) => turn.Role != SpeakerRole.Note && turn.Sentences.Length > 0 && (turn.Role != _asking!.Role || turn.Role == SpeakerRole.Unknown);

    /// <summary>A hum while the other one is still speaking.</summary>
    private bool IsBackchannel(Reading turn) =>
        _asking is not null && turn.Role != _asking.Role && turn.Mentions.IsEmpty && turn.Tokens.Length <= 4 && _asking.Text.AsSpan().TrimEnd().EndsWith("-", StringComparison.Ordinal);

    /// <summary>Reads the turn as the answer to what is pending; returns how many of its sentences were used up.</summary>
    private int Answer(Reading turn)
    {
        var first = turn.Sentences[0];
        var used = 0;
        while (used + 1 < turn.Sentences.Length && Answers.Read(first).Kind == AnswerKind.Statement && first.Mentions.IsEmpty && first.End - first.First <= 4)
            first = turn.Sentences[++used];
        if (IsBackchannel(turn))
            return 0;
        var answer = Answers.Read(first);
        var named = turn.Mentions.Select(mention => mention.Concept).ToHashSet();
        var last = _pending[^1].Group;
        var continues = Questions.IsElliptic(_pending[^1].Sentence);
        foreach (var asked in _pending)
        {
            if (named.Contains(asked.Mention.Concept))
                continue;
            if (asked.Group != last && !continues && !Questions.IsElliptic(asked.Sentence))
                continue;
            if (Resolve(asked, answer, isLast: asked.Group == last, answersOther: first.Mentions.Any(IsReported)) is not { } assertion)
                continue;
            var evidence = answer.End > answer.First ? turn.Evidence(answer.First, answer.End) : turn.Evidence(first.First, first.End);
            if (asked.Mention.Concept.Attributes.GetValueOrDefault("polarity") == "normal" && asked.Group != last)
                continue;
            if (FindingBuilder.Build(asked.Sentence, asked.Mention, assertion, turn.Role) is { } finding)
                _findings.Add(finding with { Evidence = finding.Evidence.Add(evidence), Severity = answer.Kind == AnswerKind.AsUsual ? turn.Words(answer.First, answer.End) : finding.Severity });
        }

        if (answer.Kind is AnswerKind.NoExcept or AnswerKind.Only)
        {
            AffirmNamed(turn, first, answer);
            return used + 1;
        }

        return answer.Kind != AnswerKind.Statement && first.Mentions.IsEmpty ? used + 1 : used;
    }

    /// <summary>What the answer makes of a finding asked about; null where it leaves it open.</summary>
    private static Assertion? Resolve(Asked asked, Answer answer, bool isLast, bool answersOther)
    {
        if (asked.Assertion.Polarity == Polarity.Conditional)
            return null;
        var negative = asked.Assertion.Polarity == Polarity.Negated;
        var alone = asked.Sentence.Mentions.Where(IsReported).All(other => other.Concept == asked.Mention.Concept);
        var polarity = answer.Kind switch
        {
            AnswerKind.No or AnswerKind.NoExcept => Polarity.Negated,
            AnswerKind.Yes when negative => Polarity.Negated,
            AnswerKind.Yes when asked.Confirms => Polarity.Affirmed,
            AnswerKind.Yes when !isLast => (Polarity?)null,
            AnswerKind.Yes when alone => Polarity.Affirmed,
            AnswerKind.Yes when answersOther => null,
            AnswerKind.Yes => Polarity.Possible,
            AnswerKind.Unsure => Polarity.Possible,
            AnswerKind.AsUsual or AnswerKind.Gone => Polarity.Affirmed,
            _ => null,
        };
        if (polarity is null)
            return null;
        var frame = answer.Kind == AnswerKind.Gone ? TimeFrame.Resolved : asked.Assertion.Frame;
        return asked.Assertion with { Polarity = polarity.Value, Frame = frame };
    }

    /// <summary>"just the cough", "no , other than my knee": what the answer names is there.</summary>
    private void AffirmNamed(Reading turn, SentenceReading sentence, Answer answer)
    {
        foreach (var mention in sentence.Mentions.Where(IsReported))
        {
            var assertion = Assertions.Assess(sentence, mention.First, mention.End, turn.Role);
            if (mention.First >= answer.First && assertion.Polarity == Polarity.Negated)
                assertion = assertion with { Polarity = Polarity.Affirmed, Cues = [] };
            if (FindingBuilder.Build(sentence, mention, assertion, turn.Role) is { } finding)
                _findings.Add(finding);
        }
    }

    /// <summary>"how long has that been going on", "when did the cough start": about a finding named in it or the one before.</summary>
    private static bool AsksForTime(SentenceReading sentence)
    {
        if (sentence.IndexOf(sentence.First, "how", "long") < 0 && sentence.IndexOf(sentence.First, "when", "did") < 0 && sentence.IndexOf(sentence.First, "when", "was") < 0 && sentence.IndexOf(sentence.First, "since", "when") < 0)
            return false;
        return sentence.Mentions.Any(IsReported)
            || Enumerable.Range(sentence.First, sentence.End - sentence.First).Any(i => sentence.Turn.Word(i) is "it" or "this" or "that" or "these" or "those" or "they" or "symptoms" or "problem" or "problems" or "start");
    }

    /// <summary>"How long has that been going on ?" "about five weeks": the time belongs to the finding talked about last.</summary>
    private void AttachTime(Reading turn)
    {
        var index = _findings.FindLastIndex(finding => finding.Polarity is Polarity.Affirmed or Polarity.Possible && (_timed is not null ? finding.Concept == _timed : finding.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder));
        if (index < 0)
            return;
        foreach (var sentence in turn.Sentences.Take(2))
        {
            if (!sentence.Mentions.Any(IsReported) && FindingBuilder.WithTime(_findings[index], sentence) is { } timed)
            {
                _findings[index] = timed;
                return;
            }
        }
    }

    private static bool IsReported(PlacedMention mention) =>
        mention.Concept.Kind is ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam or ConceptKind.Test or ConceptKind.Procedure;
}
