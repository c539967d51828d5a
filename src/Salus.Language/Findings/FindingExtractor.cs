using System.Collections.Frozen;
using System.Collections.Immutable;
using Salus.Language.Vocabularies;

namespace Salus.Language.Findings;

/// <summary>
/// Takes clinical findings out of a conversation or note: concept, polarity, time, experiencer, side, severity, value and the words
/// that say so. A question is never a finding; with its answer it is one, with evidence in both turns. Never throws on any text.
/// </summary>
public sealed class FindingExtractor(Vocabulary vocabulary)
{
    private static readonly Lazy<FindingExtractor> LazyDefault = new(() => new FindingExtractor(Vocabulary.Embedded));

    private static readonly FrozenSet<string> Habits = new[] { "tobacco", "alcohol", "etoh", "smoker", "smokers", "nonsmoker", "smoking", "cigarettes", "allergies", "allergic", "allergy" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>With the embedded vocabulary.</summary>
    public static FindingExtractor Default => LazyDefault.Value;

    /// <summary>The findings in the order in which they are named.</summary>
    public ImmutableArray<ClinicalFinding> Extract(IReadOnlyList<Utterance> utterances) => Extract(ReadConversation.Of(utterances, vocabulary));

    /// <inheritdoc cref="Extract(IReadOnlyList{Utterance})"/>
    public static ImmutableArray<ClinicalFinding> Extract(ReadConversation read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var conversation = new Conversation();
        foreach (var turn in read.Turns)
            conversation.Add(turn);
        return conversation.Finish();
    }

    /// <summary>What the words of one written sentence say about the stretch <paramref name="span"/> of it, whether or not a vocabulary knows it.</summary>
    public (Polarity Polarity, TimeFrame Frame, Experiencer Experiencer) Assess(string sentence, TextSpan span)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var reading = new Reading(0, new Utterance(SpeakerRole.Note, sentence), vocabulary);
        var found = (Polarity.Affirmed, TimeFrame.Current, Experiencer.Patient);
        foreach (var part in reading.Sentences)
        {
            var first = Enumerable.Range(part.First, part.End - part.First).Where(i => reading.Tokens[i].Span.Overlaps(span)).DefaultIfEmpty(-1).First();
            if (first < 0)
                continue;
            var end = first + 1;
            while (end < part.End && reading.Tokens[end].Span.Start < span.End)
                end++;
            var assertion = Assertions.Assess(part, first, end, SpeakerRole.Note);
            found = (assertion.Polarity, assertion.Frame is TimeFrame.Current && IsOfTheHistory(part, first, end) ? TimeFrame.Past : assertion.Frame, assertion.Experiencer);
        }

        return found;
    }

    /// <summary>
    /// Habits and allergies belong to the history whatever is said of them; so does a lasting disease that is a sentence of its own,
    /// which is how problem lists are written.
    /// </summary>
    private static bool IsOfTheHistory(SentenceReading sentence, int first, int end)
    {
        var turn = sentence.Turn;
        for (var i = first; i < end; i++)
        {
            if (Habits.Contains(turn.Word(i)) || (turn.Word(i) is "drug" or "drugs" && (turn.Word(i + 1) is "use" or "abuse" || turn.Word(i - 1) is "illicit" or "recreational" or "or")))
                return true;
        }

        var only = sentence.Mentions is [var mention] && mention.Concept.Has("chronic") && mention.First == first;
        return only && Enumerable.Range(sentence.First, sentence.End - sentence.First).All(i => !turn.Tokens[i].IsWord || (i >= first && i < end));
    }
}
