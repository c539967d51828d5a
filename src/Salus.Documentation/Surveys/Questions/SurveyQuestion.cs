using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Salus.Documentation.Surveys;

/// <summary>How a question is answered.</summary>
public enum QuestionKind
{
    /// <summary>One of the options.</summary>
    One,

    /// <summary>Any number of the options.</summary>
    Several,

    /// <summary>A whole number in a range.</summary>
    Number,

    /// <summary>In the person's own words.</summary>
    Text,
}

/// <summary>
/// One question of a survey. As a statement of a draft it reads <c>q2. What was the reason? [work; illness] (only if q1 is: once)</c>, and is read
/// back by the same rules, so that what leaves is what was signed.
/// </summary>
/// <param name="Id"><c>q1</c> and so on; unique in the survey.</param>
/// <param name="Options">Of a choice, in order; of a number the least and the most.</param>
/// <param name="After">The earlier question whose answer decides whether this one is asked; null when it always is.</param>
/// <param name="When">The answers of <paramref name="After"/> that let it be asked.</param>
public sealed partial record SurveyQuestion(string Id, string Text, QuestionKind Kind, ImmutableArray<string> Options, string? After, ImmutableArray<string> When)
{
    private const string SeveralMark = "any of: ";

    public override string ToString() =>
        $"{Id}. {Text}{(Kind is QuestionKind.Text ? "" : Kind is QuestionKind.Number ? $" [{Options[0]} to {Options[1]}]" : $" [{(Kind is QuestionKind.Several ? SeveralMark : "")}{string.Join("; ", Options)}]")}{(After is null ? "" : $" (only if {After} is: {string.Join("; ", When)})")}";

    /// <summary>Reads a statement; false with what to write instead.</summary>
    public static bool TryRead(string statement, out SurveyQuestion question, out string problem)
    {
        problem = "";
        question = new SurveyQuestion("", "", QuestionKind.Text, [], null, []);
        if (Form().Match(statement.Trim()) is not { Success: true } match)
        {
            problem = "This cannot be read as a question. Write for example: q3. How easy or hard was it? [very hard; hard; easy; very easy] (only if q1 is: yes)";
            return false;
        }
        var (options, kind) = (Split(match.Groups["options"].Value), QuestionKind.One);
        if (!match.Groups["options"].Success)
            kind = QuestionKind.Text;
        else if (options is [var range] && Range().Match(range) is { Success: true } numbers)
            (options, kind) = ([numbers.Groups["least"].Value, numbers.Groups["most"].Value], QuestionKind.Number);
        else if (match.Groups["options"].Value.StartsWith(SeveralMark, StringComparison.Ordinal))
            (options, kind) = (Split(match.Groups["options"].Value[SeveralMark.Length..]), QuestionKind.Several);
        if (kind is QuestionKind.One or QuestionKind.Several && options.Length < 2)
        {
            problem = "A choice has at least two answers, between square brackets and with semicolons between them.";
            return false;
        }
        question = new SurveyQuestion(match.Groups["id"].Value, match.Groups["text"].Value.Trim(), kind, options, match.Groups["after"].Success ? match.Groups["after"].Value : null, Split(match.Groups["when"].Value));
        return true;
    }

    private static ImmutableArray<string> Split(string list) => [.. list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    [GeneratedRegex(@"^(?<id>q[0-9]{1,3})\. (?<text>[^\[\]]+?)(?: ?\[(?<options>[^\[\]]*)\])?(?: ?\(only if (?<after>q[0-9]{1,3}) is: (?<when>[^()]+)\))?\.?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex("^(?<least>-?[0-9]{1,6}) to (?<most>-?[0-9]{1,6})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Range();
}
