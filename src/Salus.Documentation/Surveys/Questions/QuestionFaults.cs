using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Salus.Language.Text;
using Salus.Trust;

namespace Salus.Documentation.Surveys;

/// <summary>What makes a question a bad one, by its words: leading, two in one, hard to read, answers that lean to one side or overlap.</summary>
internal static partial class QuestionFaults
{
    /// <summary>Flesch-Kincaid grade above which a question is hard for many; health literacy guides ask for grade 6 to 8.</summary>
    public const double HardGrade = 8;

    private const int MostWords = 28;
    private const int MostOptions = 12;

    private static readonly string[] good = ["satisfied", "easy", "good", "excellent", "safe", "better", "happy", "agree", "likely", "helpful", "friendly", "clean", "clear", "great"];
    private static readonly string[] bad = ["dissatisfied", "hard", "difficult", "poor", "bad", "unsafe", "worse", "unhappy", "disagree", "unlikely", "unhelpful", "unfriendly", "dirty", "unclear", "terrible"];

    public static IEnumerable<(Severity Severity, string Message)> Of(SurveyQuestion question)
    {
        if (Leading().Match(question.Text) is { Success: true } leads)
            yield return (Severity.Blocking, $"“{leads.Value.Trim()}” leads people to an answer. Ask without a hint of which one is right.");
        if (Loaded().Match(question.Text) is { Success: true } loaded)
            yield return (Severity.Blocking, $"“{loaded.Value.Trim()}” praises or blames before people have answered. Use a plain word.");
        if (TwoInOne(question.Text) is { } two)
            yield return (Severity.Blocking, $"“{two}” asks two things at once; one answer cannot fit both. Make it two questions.");
        if (Negated().Match(question.Text) is { Success: true } negated)
            yield return (Severity.Warning, $"“{negated.Value.Trim()}”: a question with a no in it is often misread. Ask it the other way round.");
        if (Absolute().Match(question.Text) is { Success: true } absolute)
            yield return (Severity.Warning, $"“{absolute.Value.Trim()}” leaves no room between; few people can say yes to it. Ask how often.");
        var grade = ReadingGrade.Of(question.Text);
        var words = question.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (grade > HardGrade && words > 4)
            yield return (Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"This reads at school grade {grade:0.#}; aim at {HardGrade:0} or below, with shorter words and sentences."));
        if (words > MostWords)
            yield return (Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"The question has {words} words; people lose the thread after about {MostWords}."));
        foreach (var fault in OfOptions(question))
            yield return fault;
    }

    private static IEnumerable<(Severity, string)> OfOptions(SurveyQuestion question)
    {
        if (question.Options.Length > MostOptions)
            yield return (Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"{question.Options.Length} answers are many to choose from; put some together."));
        foreach (var twice in question.Options.GroupBy(o => o, StringComparer.OrdinalIgnoreCase).Where(g => g.Skip(1).Any()))
            yield return (Severity.Blocking, $"The answer “{twice.Key}” stands there twice.");
        var (up, down) = (question.Options.Count(o => Has(o, good) && !Has(o, bad)), question.Options.Count(o => Has(o, bad)));
        if (question.Kind is QuestionKind.One && up + down >= 2 && Math.Abs(up - down) > 1)
            yield return (Severity.Warning, $"The answers lean to one side: {Count(up, "good")} and {Count(down, "bad")}. Give as many of each.");
        var ranges = question.Options.Select(o => Between().Match(o)).Where(m => m.Success).Select(m => (Low: int.Parse(m.Groups["low"].ValueSpan, CultureInfo.InvariantCulture), High: int.Parse(m.Groups["high"].ValueSpan, CultureInfo.InvariantCulture), m.Value)).OrderBy(r => r.Low).ToArray();
        for (var i = 1; i < ranges.Length; i++)
        {
            if (ranges[i].Low <= ranges[i - 1].High)
                yield return (Severity.Blocking, $"“{ranges[i - 1].Value}” and “{ranges[i].Value}” overlap: somebody can fit both.");
        }
        if (question.Kind is QuestionKind.Number && int.Parse(question.Options[0], CultureInfo.InvariantCulture) >= int.Parse(question.Options[1], CultureInfo.InvariantCulture))
            yield return (Severity.Blocking, "The least number is not below the most.");
    }

    /// <summary>"friendly and helpful", "pain or fever": two things joined in the asking. Scales from one end to the other ("easy or hard") are one.</summary>
    private static string? TwoInOne(string text)
    {
        foreach (Match match in Joined().Matches(text))
        {
            var (left, right) = (match.Groups["left"].Value.ToLowerInvariant(), match.Groups["right"].Value.ToLowerInvariant());
            if (IsOneThing(left, right, match.Groups["join"].Value.ToLowerInvariant()))
                continue;
            return match.Value.Trim();
        }
        return text.Count(c => c == '?') > 1 ? text : null;
    }

    private static bool IsOneThing(string left, string right, string join) =>
        Pairs.Contains($"{left} {right}") || int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        || (join is "or" && (Opposite(left, right) || right is "not" or "less" or "more" or "so" or "no"));

    private static bool Opposite(string left, string right) =>
        (good.Contains(left, StringComparer.Ordinal) && bad.Contains(right, StringComparer.Ordinal)) || (bad.Contains(left, StringComparer.Ordinal) && good.Contains(right, StringComparer.Ordinal))
        || right == "un" + left || left == "un" + right || right == "dis" + left || left == "dis" + right;

    /// <summary>Pairs that are one thing to people.</summary>
    private static readonly HashSet<string> Pairs = new(StringComparer.Ordinal)
    {
        "day night", "up down", "again again", "more more", "here there", "now then", "black white", "trial error", "mother child", "back forth", "bed breakfast", "accident emergency", "ear nose", "nose throat",
        "before after", "yes no", "food drink", "friend family", "family friends", "friends family", "health safety", "terms conditions", "question answer", "questions answers", "first last", "one two", "two three", "research development",
        "obstetrics gynaecology", "obstetrics gynecology", "wear tear", "pins needles", "heart lung", "hip knee", "men women", "boys girls", "coming going", "foot bicycle", "pros cons", "means means",
    };

    private static bool Has(string option, string[] words) => option.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries).Any(w => words.Contains(w.ToLowerInvariant(), StringComparer.Ordinal)) && !option.StartsWith("not ", StringComparison.OrdinalIgnoreCase);

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}");

    [GeneratedRegex(@"\b(?:don['’]t you|do you not|wouldn['’]t you|would you not|isn['’]t it|aren['’]t you|didn['’]t you|shouldn['’]t|surely|of course|obviously|clearly,|you (?:will|would|must|should) agree|do you agree that|would you agree|as (?:you|we|everybody) (?:know|knows)|most (?:people|patients)|everybody (?:says|knows)|everyone (?:says|knows)|experts? (?:say|agree)|how (?:much do you (?:like|love|enjoy)|happy are you|glad are you|good (?:was|were|is|are)|bad (?:was|were|is|are)|great|wonderful|well did (?:our|the) (?:excellent|great))|right\?$|correct\?$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Leading();

    [GeneratedRegex(@"\b(?:excellent|outstanding|wonderful|amazing|fantastic|superb|award-winning|world-class|first-class|hard-working|dedicated|heroic|terrible|awful|horrible|dreadful|disgraceful|unacceptable|shocking|lazy|careless|incompetent)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Loaded();

    [GeneratedRegex(@"\b(?:not un\w+|not in(?:adequate|sufficient)\w*|never not|(?:did|do|does|were|was|have|has|is|are)(?: \w+)? not\b|(?:didn|don|doesn|weren|wasn|haven|hasn|isn|aren)['’]t)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Negated();

    [GeneratedRegex(@"\b(?:do|did|does|are|is|were|was|have|has)\b[^?]{0,40}\b(?:always|never|everybody|all of the time|every time)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Absolute();

    [GeneratedRegex(@"(?<left>[\p{L}\p{N}'’-]+),? (?<join>and|or|as well as|and/or) (?:the |a |an |our |your |their |how |very |to )*(?<right>[\p{L}\p{N}'’-]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Joined();

    [GeneratedRegex(@"(?<low>[0-9]{1,6}) ?(?:to|-|–) ?(?<high>[0-9]{1,6})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Between();
}
