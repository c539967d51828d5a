using Salus.Language.Vocabularies;

namespace Salus.Language.Findings;

/// <summary>Finds the body part that belongs to a finding: "knee pain", "pain in my left knee", "my knee hurts".</summary>
internal static class Sites
{
    private const int Reach = 6;

    public static PlacedMention? Of(SentenceReading sentence, PlacedMention finding)
    {
        if (finding.Concept.Kind is not (ConceptKind.Finding or ConceptKind.Disorder or ConceptKind.Exam or ConceptKind.Procedure))
            return null;
        PlacedMention? before = null;
        foreach (var place in sentence.Mentions)
        {
            if (place.Concept.Kind != ConceptKind.Anatomy)
                continue;
            if (place.End <= finding.First)
            {
                if (finding.First - place.End <= Reach && IsOpen(sentence, place.End, finding.First))
                    before = place;
                continue;
            }

            if (place.First >= finding.End && place.First - finding.End <= Reach && IsOpen(sentence, finding.End, place.First) && Leads(sentence.Turn, finding.End, place.First))
                return place;
        }

        return before;
    }

    private static bool Leads(Reading turn, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (turn.Word(i) is "in" or "of" or "at" or "on" or "over" or "around" or "near" or "to" or "across" or "behind" or "under" or "along" or "my")
                return true;
        }

        return false;
    }

    private static bool IsOpen(SentenceReading sentence, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (sentence.Turn.Word(i) is "," or ";" or "but" or "or" or "and" or "when" or "i" or "?" or "no")
                return false;
            foreach (var other in sentence.Mentions)
            {
                if (other.First == i && other.Concept.Kind is not ConceptKind.Anatomy)
                    return false;
            }
        }

        return true;
    }
}
