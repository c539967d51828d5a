namespace Salus.Language.Findings;

/// <summary>"Actually it was the left", "sorry , the right one": corrects the side of the finding named last.</summary>
internal static class Corrections
{
    private const int LongestCorrection = 14;

    public static bool TryCorrect(SentenceReading sentence, List<ClinicalFinding> findings)
    {
        if (sentence.End - sentence.First > LongestCorrection || sentence.Mentions.Any(mention => mention.Concept.Kind is not (Vocabularies.ConceptKind.Anatomy or Vocabularies.ConceptKind.Kin)))
            return false;
        var opens = sentence.IndexOf(sentence.First, "actually") >= 0 || sentence.IndexOf(sentence.First, "sorry") >= 0 || sentence.IndexOf(sentence.First, "i", "mean") >= 0
            || sentence.IndexOf(sentence.First, "correction") >= 0 || sentence.IndexOf(sentence.First, "no", ",", "the") >= 0 || sentence.IndexOf(sentence.First, "wait") >= 0;
        opens |= Enumerable.Range(sentence.First, sentence.End - sentence.First).Any(i => Sides.At(sentence, i) is not Side.NotSaid && IsRefused(sentence, i));
        var index = findings.FindLastIndex(finding => finding.Side is Side.Left or Side.Right);
        if (!opens || index < 0)
            return false;
        foreach (var part in sentence.Turn.Sentences.SkipWhile(other => other != sentence).Take(2))
        {
            for (var i = part.First; i < part.End; i++)
            {
                var side = Sides.At(part, i);
                if (side is Side.NotSaid || IsRefused(part, i))
                    continue;
                findings[index] = findings[index] with { Side = side, Evidence = findings[index].Evidence.Add(part.Turn.Evidence(part.First, part.End)) };
                return true;
            }
        }

        return false;
    }

    /// <summary>"not the right , the left".</summary>
    private static bool IsRefused(SentenceReading sentence, int i) => sentence.Turn.Word(i - 1) == "not" || sentence.Turn.Word(i - 2) == "not";
}
