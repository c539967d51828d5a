using System.Collections.Immutable;
using System.Globalization;

namespace Salus.Documentation.Surveys;

/// <summary>
/// How long people take to answer, by assumption and not by measurement: 3 words are read in a second, a choice takes 3 seconds, a number 4,
/// free text 30. Shown as an estimate; try the survey on a few people before it goes out.
/// </summary>
internal static class AnswerTime
{
    /// <summary>Seconds for the first page.</summary>
    public const double Introduction = 15;

    /// <summary>Share of people who are asked a follow-up, where nothing is known.</summary>
    public const double FollowedUp = 0.5;

    private const double WordsASecond = 3;

    /// <param name="asked">Share of people who are asked it.</param>
    /// <returns>Seconds.</returns>
    public static double Of(string text, QuestionKind kind, ImmutableArray<string> options, double asked)
    {
        var words = Words(text) + (kind is QuestionKind.Number ? 0 : options.Sum(Words));
        return asked * ((words / WordsASecond) + kind switch { QuestionKind.Text => 30, QuestionKind.Number => 4, QuestionKind.Several => 6, _ => 3 });
    }

    /// <summary>For a whole survey, in minutes.</summary>
    public static double Minutes(IEnumerable<SurveyQuestion> questions) =>
        Math.Round((Introduction + questions.Sum(q => Of(q.Text, q.Kind, q.Options, q.After is null ? 1 : FollowedUp))) / 60, 1);

    public static string InWords(double minutes) => string.Create(CultureInfo.InvariantCulture, $"about {Math.Max(1, Math.Round(minutes))} {(Math.Round(minutes) <= 1 ? "minute" : "minutes")}");

    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
