using System.Collections.Immutable;
using Salus.Language.Vocabularies;

namespace Salus.Language.Findings;

/// <summary>A conversation or note read once, for all that is taken out of it: findings, medications. Not for several threads at once.</summary>
public sealed class ReadConversation
{
    private ReadConversation(ImmutableArray<Reading> turns) => Turns = turns;

    internal ImmutableArray<Reading> Turns { get; }

    public static ReadConversation Of(IReadOnlyList<Utterance> utterances, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(utterances);
        ArgumentNullException.ThrowIfNull(vocabulary);
        return new ReadConversation([.. utterances.Select((utterance, i) => new Reading(i, utterance, vocabulary))]);
    }
}
