using System.Collections.Frozen;
using Salus.Language.Vocabularies;

namespace Salus.Language.Findings;

/// <summary>Tells whose finding it is from the relatives and other persons named near it.</summary>
internal static class Experiencers
{
    private static readonly FrozenSet<string> Having = Set(
        "has had have having with of 's died dies passed passing diagnosed got gets suffers suffered is was were are both also who on from developed develops been");

    private static readonly FrozenSet<string> Reporting = Set(
        "notice noticed notices say says said think thinks thought tell tells told saw see sees found made makes make want wants wanted worried worries help helps helped brought bring drove recommended suggested asked asks convinced complain complains heard hears tease teases live lives");

    private static readonly FrozenSet<string> Selves = Set("i my me mine myself we our you your patient patient's");

    /// <summary>Whom a companion speaks of as the patient: "my son has a fever".</summary>
    private static readonly FrozenSet<string> Companied = Set("son daughter husband wife child baby kid boy girl partner mother father mom dad");

    private static readonly FrozenSet<string> Outsiders = Set("friend neighbor neighbour coworker colleague roommate boss boyfriend girlfriend classmate teacher");

    public static Experiencer Of(SentenceReading sentence, int first, int end, SpeakerRole role, out (int First, int End)? cue)
    {
        cue = null;
        Experiencer? found = null;
        foreach (var kin in sentence.Mentions)
        {
            if (kin.Concept.Kind != ConceptKind.Kin || IsPatient(sentence, kin, role))
                continue;
            if (kin.End <= first ? Has(sentence.Turn, kin, first) : kin.First >= end && IsIn(sentence.Turn, end, kin.First))
            {
                found = From(kin);
                cue = (kin.First, kin.End);
            }
        }

        return found ?? Experiencer.Patient;
    }

    public static Experiencer From(PlacedMention kin)
    {
        var outsider = kin.Mention.Concept.Has("other") || kin.Mention.Concept.Attributes.GetValueOrDefault("side") == "other" || Outsiders.Contains(kin.Concept.Name);
        return new Experiencer(outsider ? ExperiencerKind.Other : ExperiencerKind.Family, kin.Concept.Name);
    }

    private static bool IsPatient(SentenceReading sentence, PlacedMention kin, SpeakerRole role) =>
        role == SpeakerRole.Companion && sentence.Turn.Word(kin.First - 1) == "my" && Companied.Contains(kin.Concept.Name);

    private static bool Has(Reading turn, PlacedMention kin, int first)
    {
        var having = kin.End == first;
        for (var i = kin.End; i < first; i++)
        {
            var word = turn.Word(i);
            if (Selves.Contains(word) || Reporting.Contains(word) || word is ";" or "but")
                return false;
            having |= Having.Contains(word);
        }

        return having || turn.Word(kin.First - 1) is "your" or "my" && turn.Word(kin.End) is "have";
    }

    /// <summary><c>diabetes in my mother</c>, <c>cancer on my father's side</c>.</summary>
    private static bool IsIn(Reading turn, int end, int kin)
    {
        if (kin - end > 4)
            return false;
        for (var i = end; i < kin; i++)
        {
            if (turn.Word(i) is "in" or "on")
                return true;
            if (turn.Word(i) is "," or ";" or "but")
                return false;
        }

        return false;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
