using System.Text.RegularExpressions;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Writes what the doctor announced as a plan entry: "let's go ahead and order an echocardiogram" becomes "We will order an
/// echocardiogram", "i want you to ice it" becomes "The patient was advised to ice it". The object of the verb stays as said.
/// </summary>
public sealed partial class PlanProse(ReportedSpeech speech)
{
    /// <summary>The entry without its full stop and whether it is about coming back; null when the clause announces nothing.</summary>
    public (string Text, bool IsFollowUp)? Write(Clause clause)
    {
        var key = clause.Key;
        if (clause.IsQuestion || clause.IsCutOff)
            return null;
        var command = Command().Match(key);
        if (command.Success)
            return Entry("We will ", command.Groups["rest"].Value);
        var advice = Advice().Match(key);
        if (advice.Success)
            return Entry("The patient was advised to ", (advice.Groups["not"].Success ? "not " : "") + advice.Groups["rest"].Value);
        var have = Have().Match(key);
        if (have.Success)
            return Entry("The patient will ", have.Groups["rest"].Value);
        var intent = Intent().Match(key);
        if (intent.Success)
            return Entry(intent.Groups["modal"] is { Success: true } modal ? $"We {modal.Value} " : "We will ", intent.Groups["rest"].Value);
        var recommend = Recommend().Match(key);
        return recommend.Success ? Entry("I recommend ", recommend.Groups["rest"].Value) : null;
    }

    private (string, bool)? Entry(string opening, string rest)
    {
        rest = Filler().Replace(rest, "").Trim();
        if (!rest.Contains(' ', StringComparison.Ordinal) && rest is not "rest" || NotPlan().IsMatch(rest))
            return null;
        // "we will written down" is what cutting a sentence makes; an entry begins with its verb.
        var verb = rest[..(rest.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? space : rest.Length)];
        if (verb is "to" || !Verbs.IsBase(verb) && !Advising().IsMatch(opening + rest) && (Verbs.IsPast(verb) || Verbs.IsParticiple(verb) || verb.EndsWith("ing", StringComparison.Ordinal)))
            return null;
        var back = SeeBack().Match(rest);
        if (back.Success)
            return speech.Doctor(AfterWhen().Replace(back.Groups["when"].Value, ""), named: true) is { } when ? ($"The patient will follow up {when}", true) : null;
        var text = speech.Doctor(rest, named: opening.StartsWith("The patient", StringComparison.Ordinal));
        if (text is null)
            return null;
        return (opening + text, FollowUp().IsMatch(rest));
    }

    private const string Soft = @"(?:(?:just|also|probably|then|definitely|still|really|certainly|actually|now|go ahead and|go ahead|do is|do like|first|do|have to|need to)\s+)*";

    [GeneratedRegex(@"^(?:hey |hi |okay )?(?:dragon|dax)\s*,?\s*(?<rest>(?:order|place|refer|prescribe|refill|schedule|start|add)\b.+)$|^(?<rest>order\s+.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Command();

    [GeneratedRegex(@"^(?:(?:what|and|so|then|but|now|also|in the meantime|for that|for now|again|otherwise|at that point|today)\s*,?\s*)*(?:i'd|i would|we'd|we would|i|we)\s+(?:" + Soft + @")(?:like|want|need|advise|encourage)\s+(?:for\s+)?you\s+(?<not>not\s+)?to\s+" + Soft + @"(?<rest>.+)$|^(?:(?:and|so|then|but|now|also|in the meantime|for that|for now|again|otherwise|i think|i would say)\s*,?\s*)*(?:you should|you need to|you can|you could|you may|you'll need to|you must|you have to|you're going to want to|you're going to need to|you'll want to|you ought to|make sure you|make sure that you|be sure to|please|try to|i would just|i would)\s+(?<not>not\s+)?" + Soft + @"(?<rest>(?:take|use|try|continue|keep|avoid|ice|rest|stay|watch|monitor|check|drink|eat|apply|wear|call|follow|stop|elevate|hold|limit|record|do|bring|start|get|go|come|return|write|cut|increase|decrease|exercise|perform|let|make|weigh|lose|work|schedule|put|see|have|add|not|wean|quit|report|remember)\b.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Advice();

    [GeneratedRegex(@"^(?:(?:and|so|then|but|now|also|in the meantime|for that|for now|again)\s*,?\s*)*(?:(?:i'm|i am|we're|we are)\s+" + Soft + @"going to\s+" + Soft + @"|(?:i'd|i would|we'd)\s+" + Soft + @"like to\s+" + Soft + @"|(?:i|we)\s+" + Soft + @"want to\s+" + Soft + @"|(?:i'll|we'll|i will|we will|we can|i can|let's)\s+" + Soft + @")have you\s+(?<rest>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Have();

    [GeneratedRegex(@"^(?:(?:what|and|so|then|but|now|also|in the meantime|for that|for now|again|at that point|today|for this|first|next|i think|i guess|lastly|finally|the other thing)\s*,?\s*)*(?:(?:i'm|i am|we're|we are)\s+" + Soft + @"(?:going to|planning to)\s+" + Soft + @"|(?:i'd|i would|we'd|we would)\s+" + Soft + @"(?:like|love|prefer) to\s+" + Soft + @"|(?:i|we)\s+" + Soft + @"(?:want|need|plan|have) to\s+" + Soft + @"|(?:i'll|we'll|i will|we will|let's|let us)\s+" + Soft + @"|(?:i|we)\s+(?<modal>can|could|should|may|might)\s+" + Soft + @")(?:do is\s+)?(?<rest>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Intent();

    [GeneratedRegex(@"^(?:(?:and|so|then|but|now|also|again)\s*,?\s*)*(?:i|we)\s*(?:would|'d|do|also|just|strongly|really)?\s*(?:recommend|suggest|advise)\s+(?:that\s+)?(?<rest>.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Recommend();

    [GeneratedRegex(@"^I recommend |^The patient was advised to not ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Advising();

    [GeneratedRegex(@"^(?:(?:just|also|then|go ahead and|go ahead|probably|try to)\s+)+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Filler();

    [GeneratedRegex(@"^(?:talk|look|listen|check out your (?:heart|lungs)|examine|do (?:a|my|your) (?:quick |physical |focused )?(?:exam|physical)|ask|tell|know|say|see if|see how|see what|be (?:able|honest|going|right|looking|listening|touching|pressing|back)|go over|review|take a (?:quick )?(?:look|listen)|let you|make sure (?:i|we|that i)|start by|press|push|move|feel|verbalize|note|pull|bring up|get (?:started|going)|hear|think|think about|discuss|address|touch|lift|bend|turn|have a look|switch gears|say|get into|document|dictate|step|quickly|find out|answer|focus|ask you|get back|jump|just|mention|confirm|come to|apologize|not)\b|^get (?:you|the patient) (?:checked|signed) out|^order the (?:medications?|procedures)|^recommend (?:we|that we)\b|^(?:see|do|try|go|get|check|help|be)$|^(?:do|see|check|get|try) (?:that|this|it|here)\b|^see (?:the|your|it|any|some|that|this)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NotPlan();

    [GeneratedRegex(@"^(?:see you|have you (?:come )?back|see you back|you come back|come back|follow up|follow-up|return|check back|be back)(?:\s+(?:back|again|with me|to see me|and see me|in the office|here|to see us|with us))*\s+(?<when>(?:in|within|next|after|tomorrow|at|on)\b.{2,60})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SeeBack();

    [GeneratedRegex(@"\s*(?:,|\band\b|\bif\b|\bso\b|\bbut\b|\bto see\b|\bor sooner\b).*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AfterWhen();

    [GeneratedRegex(@"\b(?:follow up|follow-up|come back|see you|see me|call me|call us|let me know|return)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FollowUp();
}
