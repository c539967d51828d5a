using Salus.Language.Text;

namespace Salus.Language.Grounding;

/// <summary>Whether something is named as what the patient is allergic to. Drugs taken for allergies are not.</summary>
internal static class AllergyReader
{
    private const int Reach = 8;

    /// <summary>"Allergic to penicillin", "an allergy to", "penicillin allergy", "anaphylaxis from".</summary>
    public static bool IsAllergen(Reading reading, TextSpan mention)
    {
        var tokens = reading.Tokens;
        var at = reading.TokenAt(mention.Start);
        for (var index = at - 1; index >= Math.Max(0, at - Reach); index--)
        {
            if (tokens[index].Norm is "." or "?" or "but" or "take" or "takes" or "taking")
                break;
            if (tokens[index].Norm is "allergic" or "allergy" or "allergies" && tokens[index + 1].Norm is "to" || tokens[index].Norm is "anaphylaxis" or "anaphylactic")
                return true;
        }
        var end = reading.TokenAt(mention.End);
        return end < tokens.Length && tokens[end].Norm is "allergy";
    }

    /// <summary>The passage asks what the patient is allergic to.</summary>
    public static bool AsksForAllergies(Reading reading) => reading.Tokens.TakeLast(20).Any(t => t.IsWord && t.Norm is "allergic" or "allergies" or "allergy");

    /// <summary>An allergy or what it does is spoken of at all.</summary>
    public static bool SpeaksOfAllergy(Reading reading) =>
        reading.Tokens.Any(t => t.Norm is "allergic" or "allergy" or "allergies" or "reaction" or "reactions" or "hives" or "anaphylaxis" or "anaphylactic" or "intolerant" or "intolerance" or "tolerate" or "rash" or "swelled" or "swells");

    /// <summary>An answer that names its object at once: "just penicillin", "yes , sulfa drugs".</summary>
    public static bool IsFirstNamed(Reading reading, TextSpan mention) => reading.TokenAt(mention.Start) <= Reach;
}
