using System.Text.RegularExpressions;

namespace Salus.Documentation.Letters;

/// <summary>What sentences of people are about, as far as their words show it.</summary>
internal static partial class LetterWords
{
    public static bool IsAddress(string sentence) => sentence.StartsWith(LetterRequest.ToLine, StringComparison.Ordinal) || sentence.StartsWith(LetterRequest.FromLine, StringComparison.Ordinal) || sentence.StartsWith(LetterRequest.DateLine, StringComparison.Ordinal) || sentence == LetterRequest.DiagnosisLine;

    public static bool IsTried(string sentence) => Tried().IsMatch(sentence);

    public static bool IsFollowUp(string sentence) => FollowUp().IsMatch(sentence) && !IsHelp(sentence);

    public static bool IsHelp(string sentence) => Help().IsMatch(sentence);

    public static bool IsCourse(string sentence) => Course().IsMatch(sentence);

    public static bool IsAtDischarge(string sentence) => AtDischarge().IsMatch(sentence);

    public static bool IsRequirement(string sentence) => Requirement().IsMatch(sentence);

    public static bool IsAbsence(string sentence) => Absence().IsMatch(sentence);

    /// <summary>The reader's name with its title: <c>Dr. Lind</c>; null where none stands there.</summary>
    public static Match? Titled(string text) => Reader().Match(text) is { Success: true } found ? found : null;

    [GeneratedRegex(@"\b(?:Dr|Mr|Mrs|Ms|Prof)\.? \p{Lu}[\p{L}'’-]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Reader();

    [GeneratedRegex(@"\b(?:tried|trial of|did(?:n't| not) (?:help|work|tolerate)|without (?:relief|benefit|success|effect)|failed|no (?:improvement|benefit|relief)|(?:was|were) not tolerated|physiotherapy|physical therapy)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Tried();

    [GeneratedRegex(@"\b(?:follow[- ]?up|appointment|clinic (?:in|on)|see (?:you|him|her|the)|review (?:in|on|by)|return (?:in|on)|recheck|repeat|in (?:one|two|three|four|six|\d+) (?:days?|weeks?|months?))\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex FollowUp();

    [GeneratedRegex(@"\bif\b.{2,120}\b(?:call|return|come back|go to|seek|tell|contact)\b|\b(?:call|return|come back|go to|seek|contact)\b.{0,80}\bif\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Help();

    [GeneratedRegex(@"\b(?:admitted|presented|treated|received|improved|worsened|developed|underwent|transferred|complicat\w+|resolved|consult\w*|post-?operative|transfus\w+|intubat\w+|extubat\w+)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Course();

    [GeneratedRegex(@"\b(?:(?:at|on) discharge|discharged|went home|condition (?:is|was) (?:good|fair|stable|poor))\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex AtDischarge();

    [GeneratedRegex(@"\b(?:must|required?|requires|requirement|criteri\w+|documentation (?:of|that|showing)|evidence (?:of|that)|trial of|failure of|lack of|insufficient|not (?:medically )?necessary|no (?:record|evidence|documentation)|did not (?:show|include|document)|at least)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Requirement();

    [GeneratedRegex(@"\b(?:off work|off school|out of (?:work|school)|away from (?:work|school)|return to (?:work|school)|back (?:to|at) (?:work|school)|excused?|light duty|modified duty|no (?:heavy )?(?:lifting|bending|standing|climbing|driving|sport|sports|running|gym|PE)\b|may not (?:lift|drive|stand|climb)|can(?:not|'t) (?:lift|drive|stand|climb|work|attend)|unable to (?:work|attend)|restrict\w*|rest until)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Absence();
}
