using System.Collections.Frozen;
using Salus.Language.Retrieval;

namespace Salus.Documentation.Ask;

/// <summary>What a passage tells of its subject: as its source says, else as its question or heading reads.</summary>
internal static class PassageTypes
{
    /// <summary>Types whose answers tell part of another's; what is not here shares nothing.</summary>
    private static readonly FrozenDictionary<(string Asked, string Told), double> Kin = new Dictionary<(string, string), double>
    {
        [("causes", "genetic changes")] = 0.6,
        [("genetic changes", "causes")] = 0.6,
        [("inheritance", "genetic changes")] = 0.3,
        [("inheritance", "causes")] = 0.3,
        [("genetic changes", "inheritance")] = 0.3,
        [("causes", "susceptibility")] = 0.4,
        [("susceptibility", "causes")] = 0.5,
        [("susceptibility", "frequency")] = 0.3,
        [("prevention", "susceptibility")] = 0.3,
        [("outlook", "complications")] = 0.4,
        [("complications", "outlook")] = 0.4,
        [("complications", "symptoms")] = 0.3,
        [("outlook", "stages")] = 0.3,
        [("treatment", "considerations")] = 0.3,
        [("treatment", "outlook")] = 0.15,
        [("considerations", "treatment")] = 0.3,
        [("considerations", "prevention")] = 0.3,
        [("research", "treatment")] = 0.3,
        [("when to call", "symptoms")] = 0.4,
        [("exams and tests", "symptoms")] = 0.2,
        [("symptoms", "exams and tests")] = 0.15,
        [("dose", "indication")] = 0.3,
        [("side effects", "contraindications")] = 0.4,
        [("interactions", "side effects")] = 0.3,
        [("interactions", "contraindications")] = 0.4,
    }.ToFrozenDictionary();

    public static string Of(CorpusPassage passage)
    {
        if (passage.Type is { } known)
            return known;
        var words = SearchWords.Read(passage.Question ?? passage.Heading ?? "").ToArray();
        return QuestionTypes.Of(words, _ => 1, new HashSet<int>(), new HashSet<int>()) is [var (type, _), ..] ? type : QuestionTypes.Information;
    }

    /// <summary>How much of what was asked a passage of another type tells. An overview tells a little of everything.</summary>
    public static double Kinship(string asked, string told) => Kin.TryGetValue((asked, told), out var share) ? share : told == QuestionTypes.Information ? 0.3 : asked == QuestionTypes.Information ? 0.2 : 0;
}
