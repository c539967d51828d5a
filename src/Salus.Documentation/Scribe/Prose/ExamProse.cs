using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Writes what the doctor found in the short style of an examination: "on your heart exam i do appreciate a three out of six murmur"
/// becomes "three out of six murmur" under Cardiovascular, "i don't see any fracture" becomes "no fracture".
/// </summary>
public sealed partial class ExamProse(ReportedSpeech speech)
{
    /// <summary>A finding without its full stop, and the part of the body or test it was announced under; null when nothing is found.</summary>
    public (string Text, string? About)? Write(Clause clause)
    {
        if (clause.IsQuestion || clause.IsCutOff || Instruction().IsMatch(clause.Key))
            return null;
        var key = clause.Key;
        string? about = null;
        for (var i = 0; i < 3; i++)
        {
            var lead = LeadTest().Match(key) is { Success: true } test ? test : LeadBody().Match(key) is { Success: true } body ? body : LeadOwner().Match(key);
            if (!lead.Success)
                break;
            about = lead.Groups["about"].Value;
            key = Joint().Replace(lead.Groups["rest"].Value, "");
            // "listen to your lungs are clear": the part is what the sentence is about.
            if (Predicate().IsMatch(key))
                key = $"{about} {key}";
        }
        var text = speech.Doctor(Shorten(key) ?? key) is { } shifted ? Possessive().Replace(shifted, "") : null;
        if (text is null || Unclean().IsMatch(text) || Nothing().IsMatch(text))
            return null;
        text = LookingAt().Replace(Leading().Replace(text, ""), "${what}");
        for (var i = 0; i < 3; i++)
            text = Trailing().Replace(text, "");
        text = Comment().Replace(text, "");
        return text.Length < 3 || Nothing().IsMatch(text) ? null : (InRow(text), about);
    }

    [GeneratedRegex(@"^(?:(?:and|so|then|,)\s+)+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Joint();

    [GeneratedRegex(@"^(?:is|are|was|were|looks?|sounds?|feels?|shows?|showed|appears?)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Predicate();

    private static string? Shorten(string key)
    {
        if (NotSeen().Match(key) is { Success: true } no)
            return "no " + no.Groups["what"].Value;
        if (Seen().Match(key) is { Success: true } seen)
            return seen.Groups["what"].Value;
        return null;
    }

    /// <summary>"(so) there", "it seems to me": in front of a finding.</summary>
    [GeneratedRegex(@"^(?:there (?:the |otherwise |on )|otherwise |it,? |what seems to be |what looks like |it (?:seems|looks) (?:to me )?(?:like |that )|here,? (?:in the office,? )?(?:today,? )?|that )+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Leading();

    /// <summary>What the doctor adds to say that it is well: "so that means", "and everything there looks good".</summary>
    [GeneratedRegex(@"\s*,?\s*(?:(?:so|and|now|which)\s+)*(?:that means|this means|that's|that is|that looks|all of that|those all|everything there|everything|all of those|that all|by the way|which means)\b.*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    /// <summary>"looking at your vital signs look good".</summary>
    [GeneratedRegex(@"^looking (?:here )?(?:first )?at (?<what>(?:the patient's|her|his|their) [a-z -]{2,30}?(?: today| here)? (?:look|looks|is|are) .+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LookingAt();

    private static readonly FrozenSet<string> BeforeNo = FrozenSet.ToFrozenSet("is are was were has have had with there and or but shows showed of to show be for also".Split(' '), StringComparer.Ordinal);

    /// <summary>"negative murphy's sign no rebound": findings in a row, between which the recogniser wrote no mark.</summary>
    private static string InRow(string text)
    {
        var words = text.Split(' ');
        for (var i = 1; i < words.Length; i++)
            if (words[i] is "no" && words[i - 1][^1] is not ',' && !BeforeNo.Contains(words[i - 1]))
                words[i - 1] += ",";
        return string.Join(' ', words);
    }

    private const string Body = @"(?:(?:right |left |lower |upper |bilateral |both )*(?:heart|lungs?|abdomen|belly|neck|back|knee|ankle|shoulder|elbow|wrist|hip|foot|feet|hands?|legs?|extremit(?:y|ies)|skin|ears?|nose|throat|chest|head|eyes|arms?|fingers?))";

    private const string Before = @"^(?:so |and |now |then |also |otherwise |but |again |there )*(?:in reviewing|in looking at|looking at|listening to|listen to|reviewing|on|in|for|with|as for|as far as|examining|regarding|examination of|exam of|palpation of|during)\s+(?:the results of\s+|the results from\s+)?(?:your\s+|the\s+|my\s+|this\s+|his\s+|her\s+)?";

    private const string After = @"\s*(?:,\s*|goes\s*)?(?:\s+|$)(?:(?:here|today|now|that we did)\s+)?(?:,\s*)?(?<rest>.*)$";

    [GeneratedRegex(Before + @"(?<about>(?:[a-z0-9/'-]+ ){0,4}?(?:exam|examination|results|labs|panel|x-rays?|mri|ct|echocardiogram|ekg|test|ultrasound)(?: (?:of|for) (?:your |the |that |this )?" + Body + ")?)" + After, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LeadTest();

    [GeneratedRegex(Before + "(?<about>" + Body + "(?: and (?:your |the )?" + Body + ")*)" + After, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LeadBody();

    /// <summary>"your lower legs you have palpable pulses".</summary>
    [GeneratedRegex("^(?:your|the) (?<about>" + Body + ")\\s*,?\\s+(?<rest>(?:you|i|there)\\s.*)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LeadOwner();

    private const string Start = @"^(?:so |and |now |then |also |otherwise |but |again |overall |today |, )*";

    [GeneratedRegex(Start + @"(?:(?:i|we)\s+(?:do not|don't|did not|didn't|can't|cannot)\s+(?:really\s+)?(?:appreciate|hear|see|feel|notice|note|find|have|detect)\s+(?:any|a|an|the)?|you\s+(?:do not|don't|did not)\s+(?:really\s+|seem to\s+)?have\s+(?:any|a|an)?|there\s+(?:is no|was no|are no|were no|isn't any|is not any|aren't any|are not any|wasn't any|is not a)|(?:i|we)\s+(?:see|hear|appreciate|feel|note|notice|find)\s+no|you\s+have\s+no)\s+(?:evidence of any )?(?<what>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NotSeen();

    [GeneratedRegex(Start + @"(?:(?:i|we)\s+(?:do |did |also |still |can |just |really )*(?:appreciate|appreciated|hear|heard|see|notice|noticed|note|noted|feel|felt|find|found|detect)\s+(?:that\s+)?(?:a |an |some |the |just |this |a little bit of |a bit of |you have )*|you\s+(?:do |also |still |certainly |definitely )*have\s+(?:a little bit of |a bit of |a |an |some |just )*|you\s+(?:do |also )?(?:note|endorse|show|exhibit)\s+(?:that |some |a )*|there\s+(?:is|are|was|were|does appear to be|appears to be|seems to be)\s+(?:a little bit of |a bit of |a |an |some |also )*|there's\s+(?:a little bit of |a |an |some )*)(?<what>.+)$|^you(?:'re| are| were)\s+(?:also )?(?<what>positive .+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Seen();

    [GeneratedRegex(@"^(?:the patient's|her|his|their)\s+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Possessive();

    [GeneratedRegex(@"(?:\s*,)?\s+(?:which is (?:good|great|which is good|what we want|not surprising|very good|really good)|(?:so )?that's (?:good|great)|okay|so|and only|though and only|though|only|and|but|today|here|that's good|as well|too|that i can (?:hear|feel|see)|when I (?:listen|touch|press|push)(?: on it| here| there| down)?)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Trailing();

    [GeneratedRegex(@"^(?:let me|let's|i'm going to|i am going to|i'm just|go ahead|can you|could you|i want you|i'd like|i would like|i want to|you can|we're going to|we will|i'll|i will|just|turn|raise|lift|bend|push|pull|squeeze|follow|look|open|take a|breathe|lie|lay|sit|stand|relax|hold|show me|tell me|if you|when i|does|do|any|how|what|say|kick|now i want|lean|move your|try to|okay|alright|thank|and i'm going|before|because)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Instruction();

    [GeneratedRegex(@"^no,? (?:there|i|we|you)\b|^(?:[a-z]+ )?(?:exam|examination)$|^(?:is|are|was|were|and|this means|that means|it means)\b|^(?:it|that|this|everything|looks|that all)\b.*\b(?:good|fine|great|normal)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Nothing();

    [GeneratedRegex(@"\b(?:are|is|do|does|have) (?:she|he|they|the patient)\b|\b(?:I am|make sure|we are going|let us|going to|okay|press|let me|do you|does that|you know|my exam|bear with)\b|\b(?:I|we|there|that|this|it|and|the)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Unclean();
}
