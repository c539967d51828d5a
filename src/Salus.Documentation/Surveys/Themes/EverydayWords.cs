using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Surveys;

/// <summary>
/// Words that often follow "doctor" or "nurse" in answers and are nobody's name: "the doctor explained". Without them they would be concealed
/// as names. Only verbs and adverbs: a word that is also a family name must not be among them.
/// </summary>
internal static class EverydayWords
{
    private static readonly ConditionalWeakTable<Vocabulary, Vocabulary> known = [];

    private static readonly ImmutableArray<string> words =
    [
        .. ("explained explains listened listens told tells said says gave gives came comes took takes saw sees asked asks drew answered spoke speaks talked talks called phoned rang helped helps treated checked "
            + "examined looked looks smiled shouted laughed ignored forgot brought left made makes showed knew knows never always really finally also just only actually apologised apologized arrived seemed seems kept "
            + "sent refused promised wanted wants tried thought understood visited stayed waited washed held calmed discharged prescribed introduced appeared became changed cared did does had has hurried interrupted "
            + "joked missed moved noticed offered ordered ran reassured remembered sat stood stopped suggested used walked woke worked").Split(' '),
    ];

    public static Vocabulary In(Vocabulary vocabulary) => known.GetValue(vocabulary, static v => v.With([new Concept("survey/everyday", words[0], ConceptKind.Other, words, null, [], ImmutableDictionary<string, string>.Empty)]));
}
