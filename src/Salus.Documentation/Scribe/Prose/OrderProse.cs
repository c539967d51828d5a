using System.Text.RegularExpressions;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Takes the order out of a plan entry: "We will order an echocardiogram to see how the valve is" gives "Imaging: echocardiogram".
/// Only what will be done counts; what may, could or should be done is no order.
/// </summary>
public static partial class OrderProse
{
    /// <summary>A line for the list of orders without its full stop, or null when the entry orders nothing.</summary>
    public static string? Of(string entry)
    {
        if (Conditional().IsMatch(entry))
            return null;
        if (Referral().Match(entry) is { Success: true } referral)
            return Object(referral.Groups["to"].Value) is { Length: > 2 } to and not "referral" ? "Referral: " + to : null;
        if (Medication().Match(entry) is { Success: true } medication && Drugs(medication.Groups["what"].Value) > 0)
        {
            var what = Object(medication.Groups["what"].Value);
            return medication.Groups["act"].Value switch
            {
                "start" or "prescribe" or "initiate" or "order" or "begin" or "add" or "give" => Drugs(what) > 0 ? "Prescription: " + what : null,
                "refill" or "renew" => "Refill: " + what,
                var act => $"Medication change: {act} {what}",
            };
        }
        if (Test().Match(entry) is not { Success: true } test || Object(test.Groups["what"].Value) is not { Length: > 1 } name || Acts().IsMatch(name))
            return null;
        return Imaging().IsMatch(name) ? "Imaging: " + name : Laboratory().IsMatch(name) ? "Laboratory: " + name : OtherTest().IsMatch(name) ? "Test: " + name : null;
    }

    [GeneratedRegex(@"\b(?:come|swab|see|get|going|want)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Acts();

    private static int Drugs(string text) => Vocabulary.Embedded.Matcher.Find(text).Count(m => m.Concept.Kind is ConceptKind.Drug or ConceptKind.DrugClass);

    private static string Object(string said) => Article().Replace(End().Replace(said, ""), "").Trim(' ', ',');

    [GeneratedRegex(@"^We (?:can|could|should|may|might)\b|\b(?:if|unless|may|might|possibly|consider|in case|not)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Conditional();

    [GeneratedRegex(@"^We will (?:[a-z]+ ){0,3}?(?:refer (?:the patient |him |her |them )?(?:over |back |out )?to|(?:[a-z]+ ){0,4}?referral (?:over )?(?:to|for)|send (?:the patient|him|her|them) (?:over |back )?to|set (?:the patient|him|her|them) up with|order physical therapy|get (?:the patient|him|her|them) (?:in|set up|started) (?:to|with))\s+(?<to>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Referral();

    [GeneratedRegex(@"^We will (?:also |just |then )?(?<act>start|prescribe|initiate|order|begin|add|give|refill|renew|increase|decrease|stop|discontinue|reduce|lower|raise|change)\s+(?<what>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Medication();

    [GeneratedRegex(@"^We will (?:also |just |then )?(?:order|repeat|obtain|get|schedule|check|send|draw|do|have|perform|run|recheck)\s+(?<what>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Test();

    [GeneratedRegex(@"^(?:(?:the patient'?s?|him|her|his|them|their|on|with|for|up|a|an|another|some|the|new|that|this|these|those|of|little bit|repeat|one more|on a|course|to the patient|something called|start off with|sort off with|mild)\s+)+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Article();

    /// <summary>Purpose, time and whatever else follows what is ordered.</summary>
    [GeneratedRegex(@"\s*,?\s*\b(?:to (?:see|make|rule|check|look|help|get|determine|evaluate|follow|confirm|have|find|be|assess|ensure|know|strengthen|discuss|treat|start|work|try|try and)|so that|so|because|once|along with|on the patient|and the (?:goal|shot|plan)|just|since|which|that|and (?:then|i|we|see|have|also|let|continue|start)|for (?:the patient|him|her|them|further|that|this|it|now|next)|i|we|in order|when|as well|today|going|in (?:a|about|the next|two|three|four|six)|before|after|but|at this|if)\b.*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex End();

    [GeneratedRegex(@"\b(?:x-?rays?|mri|ct|cat scan|ultrasound|echocardiogram|echo|mammogram|scan|imaging|doppler|arthrogram|radiographs?|dexa|angiogram)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Imaging();

    [GeneratedRegex(@"\b(?:labs?|lab work|blood ?work|blood tests?|panel|a1c|cbc|cmp|bmp|tsh|urinalysis|urine|culture|cultures|swab|western blot|pcr|blot|hemoglobin|lipids?|cholesterol|psa|antibod(?:y|ies)|metabolic|rheumatoid factor|esr|crp|ferritin|strep test|covid test|genotype|viral load|microalbumin|creatinine|titers?)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Laboratory();

    [GeneratedRegex(@"\b(?:ekg|ecg|electrocardiogram|stress test|colonoscopy|endoscopy|biopsy|emg|pulmonary function tests?|pfts?|sleep study|holter|spirometry|nerve conduction|eye exam|catheterization|eeg|allergy testing|fit test|pap)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OtherTest();
}
