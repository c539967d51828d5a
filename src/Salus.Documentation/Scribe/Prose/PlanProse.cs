using System.Collections.Frozen;
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
        if (clause.IsQuestion || clause.IsCutOff)
            return null;
        var key = WhatIs().Replace(clause.Key, "");
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
        var order = Imperative().Match(key);
        if (order.Success)
            return Entry("The patient was advised to ", (order.Groups["not"].Success ? "not " : "") + order.Groups["rest"].Value);
        var recommend = Recommend().Match(key);
        return recommend.Success ? Entry("I recommend ", recommend.Groups["rest"].Value) : null;
    }

    private (string, bool)? Entry(string opening, string rest)
    {
        rest = Filler().Replace(rest, "").Trim();
        // "..., and if that is positive": what would follow is another clause.
        if (!rest.StartsWith("if ", StringComparison.Ordinal) && rest.IndexOf(" if ", StringComparison.Ordinal) is > 0 and var first && OpenCondition().Match(rest) is { Success: true } open && open.Index < first + 1)
            rest = rest[..open.Index].Trim(' ', ',');
        rest = Loose().Replace(rest, "");
        if (!rest.Contains(' ', StringComparison.Ordinal) && rest is not "rest" || NotPlan().IsMatch(rest))
            return null;
        // "we will written down", "we will lortab": what cutting a sentence makes; an entry begins with its verb.
        var verb = First(Adverbs().Replace(rest, ""));
        if (verb is "to" || opening.StartsWith("We ", StringComparison.Ordinal) && !Verbs.IsBase(verb) && !Acts.Contains(verb) || !Verbs.IsBase(verb) && !Advising().IsMatch(opening + rest) && (Verbs.IsPast(verb) || Verbs.IsParticiple(verb) || verb.EndsWith("ing", StringComparison.Ordinal)))
            return null;
        if (First(rest) is "follow" or "see" or "come" or "return" or "schedule" or "have" or "get" && With().Match(rest) is { Success: true } with && speech.Doctor(with.Groups["when"].Value, named: true) is { } date)
            return ($"The patient will follow up {date}", true);
        var back = SeeBack().Match(rest);
        if (back.Success)
            return speech.Doctor(AfterWhen().Replace(back.Groups["when"].Value, ""), named: true) is { } when ? ($"The patient will follow up {when}", true) : null;
        var text = speech.Doctor(rest, named: opening.StartsWith("The patient", StringComparison.Ordinal));
        if (text is null)
            return null;
        return (opening + text, FollowUp().IsMatch(rest));
    }

    /// <summary>"what we're going to do is": what is done follows.</summary>
    [GeneratedRegex(@"^(?:(?:so|and|then|but|now|first)\s*,?\s*)*what (?:i|we)(?:'m|'d|'ll|'re| would| will| am| are| want| recommend)?(?: [a-z]+){0,6}? is\s*,?\s*(?:first off\s*,?\s*|just\s+|that\s+)?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WhatIs();

    /// <summary>"keep going with the gabapentin", "do not put weight on it": said to the patient without "you".</summary>
    [GeneratedRegex(@"^(?:(?:and|so|then|but|now|also|just|again|otherwise)\s*,?\s*)*(?<not>(?:do not|don't)\s+)?(?<rest>(?:continue|keep|avoid|ice|elevate|drink|return|take (?:it|that|them|this|the|one|two|your)|use (?:the|your|a|it|some|ice|heat)|stay|wear|limit|stop|call (?:me|us|the|our)|come back|follow up|apply|monitor|check your|watch your|rest)\b.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Imperative();

    private static string First(string words) => words.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? words[..space] : words;

    /// <summary>Verbs of orders and treatment beyond the everyday ones.</summary>
    private static readonly FrozenSet<string> Acts = FrozenSet.ToFrozenSet("order prescribe refer schedule repeat refill send obtain initiate decrease lower raise double switch place put apply inject draw consult evaluate assess discuss proceed provide administer discontinue wean taper titrate add adjust arrange book request renew recheck re-check test culture swab scan image biopsy excise operate fit immobilize splint cast brace follow see set pull tell let bring defer screen vaccinate revisit reevaluate re-evaluate resume restart up bump aspirate drain debride dress prep tweak substitute replace optimize encourage".Split(' '), StringComparer.Ordinal);

    [GeneratedRegex(@"^(?:[a-z]+ly\s+|also\s+|just\s+)+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Adverbs();

    [GeneratedRegex(@"\s*,?\s*(?:and|so|but)\s+(?:then\s+)?(?:if|when|once|unless)\b[^,]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OpenCondition();

    /// <summary>What trails off: "for right now and", "because that impacts".</summary>
    [GeneratedRegex(@"\s*,?\s*(?:and then depending (?:up)?on the results|because that(?: [a-z]+)?|so (?:what|where|how|that|we)\b.*|and (?:that|this|we|i|then|so|also)|which is|go ahead|and see if we(?:'re| are) getting better|as well|too)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Loose();

    /// <summary>"follow up with you in two weeks to see how you are": when, without the rest.</summary>
    [GeneratedRegex(@"^(?:follow[- ]up|see you|see you back|have you (?:come )?back|have you follow up|get you back in|come back|come back and see me|return)\b(?:\s+(?:with|and|to|see|you|me|us|back|again|here|in the office|in the clinic|up|an|appointment|clinic|for))*\s+(?<when>(?:in|within)\s+(?:(?:about|another|the next|like)\s+)*(?:(?:a|one|two|three|four|five|six|seven|eight|ten|twelve|[0-9]+)\s*)(?:(?:to|or)\s+(?:[a-z]+|[0-9]+)\s*)?(?:couple\s+(?:of\s+)?|few\s+)?(?:day|week|month|year)s?|next (?:week|month|year)|tomorrow|as needed)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex With();

    private const string Soft = @"(?:(?:just|also|probably|then|definitely|still|really|certainly|actually|now|go ahead and|go ahead|do is|do like|first|do|have to|need to)\s+)*";

    [GeneratedRegex(@"^(?:hey |hi |okay )?(?:dragon|dax)\s*,?\s*(?<rest>(?:order|place|refer|prescribe|refill|schedule|start|add)\b.+)$|^(?<rest>order\s+.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Command();

    [GeneratedRegex(@"^(?:(?:what|and|so|then|but|now|also|in the meantime|for that|for now|again|otherwise|at that point|today)\s*,?\s*)*(?:i'd|i would|we'd|we would|i|we)\s+(?:" + Soft + @")(?:like|want|need|advise|encourage)\s+(?:for\s+)?you\s+(?<not>not\s+)?to\s+" + Soft + @"(?<rest>.+)$|^(?:(?:and|so|then|but|now|also|in the meantime|for that|for now|again|otherwise|i think|i would say)\s*,?\s*)*(?:you should|you need to|you can|you could|you may|you'll need to|you must|you have to|you're going to want to|you're going to need to|you'll want to|you ought to|make sure you|make sure that you|be sure to|please|try to)\s+(?<not>not\s+)?" + Soft + @"(?<rest>(?:take|use|try|continue|keep|avoid|ice|rest|stay|watch|monitor|check|drink|eat|apply|wear|call|follow|stop|elevate|hold|limit|record|do|bring|start|get|go|come|return|write|cut|increase|decrease|exercise|perform|let|make|weigh|lose|work|schedule|put|see|have|add|not|wean|quit|report|remember)\b.+)$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
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

    [GeneratedRegex(@"^(?:talk|look|listen|check out your (?:heart|lungs)|examine|do (?:a|my|your) (?:quick |physical |focused )?(?:exam|physical)|ask|tell|know|say|see if|see how|see what|see,|see where|see that|be (?:able|honest|going|right|looking|listening|touching|pressing|back)|go over|review|take a (?:quick )?(?:look|listen)|let you|make sure (?:i|we|that i)|start by|press|push|move|feel|verbalize|note|pull|bring up|get (?:started|going)|hear|think|think about|discuss|address|touch|lift|bend|turn|have a look|switch gears|say|get into|document|dictate|step|quickly|find out|answer|focus|ask you|get back|jump|just|mention|confirm|come to|apologize|not|want)\b|^get (?:you|the patient) (?:checked|signed) out|^order the (?:medications?|procedures)|^recommend (?:we|that we)\b|^(?:see|do|try|go|get|check|help|be)$|^(?:do|see|check|get|try) (?:that|this|it|here)\b|^see (?:the|your|it|any|some|that|this)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NotPlan();

    [GeneratedRegex(@"^(?:see you|have you (?:come )?back|see you back|you come back|come back|follow up|follow-up|return|check back|be back)(?:\s+(?:back|again|with me|to see me|and see me|in the office|here|to see us|with us))*\s+(?<when>(?:in|within|next|after|tomorrow|at|on)\b.{2,60})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SeeBack();

    [GeneratedRegex(@"\s*(?:,|\band\b|\bif\b|\bso\b|\bbut\b|\bto see\b|\bor sooner\b).*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AfterWhen();

    [GeneratedRegex(@"\b(?:follow up|follow-up|come back|see you|see me|call me|call us|let me know|return)\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex FollowUp();
}
