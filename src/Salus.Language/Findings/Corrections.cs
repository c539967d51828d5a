namespace Salus.Language.Findings;

/// <summary>"Actually it was the left", "sorry , the right one": corrects the side of the finding named last.</summary>
internal static class Corrections
{
    private const int LongestCorrection = 14;

    public static bool TryCorrect(SentenceReading sentence, List<ClinicalFinding> findings)
    {
        if (sentence.End - sentence.First > LongestCorrection || sentence.Mentions.Any(mention => mention.Concept.Kind is not Vocabularies.ConceptKind.Anatomy))
            return false;
        var opens = sentence.IndexOf(sentence.First, "actually") >= 0 || sentence.IndexOf(sentence.First, "sorry") >= 0 || sentence.IndexOf(sentence.First, "i", "mean") >= 0
            || sentence.IndexOf(sentence.First, "correction") >= 0 || sentence.IndexOf(sentence.First, "no", ",", "the") >= 0 || sentence.IndexOf(sentence.First, "wait") >= 0;
        var index = findings.FindLastIndex(finding => finding.Side is Side.Left or Side.Right);
        if (!opens || index < 0)
            return false;
        for (var i = sentence.First; i < sentence.End; i++)
        {
            var side = Sides.At(sentence, i);
            if (side is Side.NotSaid || IsRefused(sentence, i))
                continue;
            findings[index] = findings[index] with { Side = side, Evidence = findings[index].Evidence.Add(sentence.Turn.Evidence(sentence.First, sentence.End)) };
            return true;
        }

        return false;
    }

    /// <summary>"not the right , the left".</summary>
    private static bool IsRefused(SentenceReading sentence, int i) => sentence.Turn.Word(i - 1) == "not" || sentence.Turn.Word(i - 2) == "not";
}
