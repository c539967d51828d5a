using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Trust;

namespace Salus.Documentation.Surveys;

/// <summary>A question that can be asked for a purpose.</summary>
/// <param name="Entry">Zero-based line of the library: the segment of its source that a statement quotes.</param>
/// <param name="Options">The steps of its scale.</param>
internal sealed record LibraryQuestion(string Id, string Purpose, string Construct, QuestionKind Kind, ImmutableArray<string> Options, string? Follows, ImmutableArray<string> When, int Weight, string Text, int Entry);

internal sealed record SurveyPurpose(string Name, string Title, ImmutableArray<string> Cues);

/// <summary>Purposes, questions and scales that questionnaires are put together from. Comes with Salus; versioned.</summary>
internal static class QuestionLibrary
{
    public const string SourceId = "library";

    private static readonly Lazy<ImmutableArray<SurveyPurpose>> purposes = new(() => [.. SurveyData.Rows("purposes.tsv").Select(r => new SurveyPurpose(r[0], r[1], [.. r[2].Split('|')]))]);
    private static readonly Lazy<ImmutableArray<LibraryQuestion>> questions = new(Load);

    public static ImmutableArray<SurveyPurpose> Purposes => purposes.Value;

    public static ImmutableArray<LibraryQuestion> Questions => questions.Value;

    /// <summary>The library as a source: one segment for each question, in its words.</summary>
    public static Source ToSource() => new(SourceId, $"Question library {SurveyData.Version}", "text/tab-separated-values", [.. Encoding.UTF8.GetBytes(SurveyData.Text("questions.tsv"))], [.. Questions.Select(q => new Segment(q.Construct, q.Text))]);

    private static ImmutableArray<LibraryQuestion> Load()
    {
        var scales = SurveyData.Rows("scales.tsv").ToDictionary(r => r[0], r => r[1].Split('|').ToImmutableArray(), StringComparer.Ordinal);
        return [.. SurveyData.Rows("questions.tsv").Select((r, entry) => new LibraryQuestion(r[0], r[1], r[2], Enum.Parse<QuestionKind>(r[3], ignoreCase: true), Options(r[3], r[4], scales), r[5].Length > 0 ? r[5] : null, [.. r[6].Split('|', StringSplitOptions.RemoveEmptyEntries)], int.Parse(r[7], CultureInfo.InvariantCulture), r[8], entry))];
    }

    private static ImmutableArray<string> Options(string kind, string scale, Dictionary<string, ImmutableArray<string>> scales) => kind switch
    {
        "text" => [],
        "number" => [.. scale.Split(" to ")],
        _ => scale[0] == '=' ? [.. scale[1..].Split('|')] : scales[scale],
    };
}
