using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Salus.Language;
using Salus.Trust;

namespace Salus.Documentation.Surveys;

/// <summary>A questionnaire as a draft, with what it was made from.</summary>
public sealed record DraftedSurvey(Draft Draft, Sources Sources);

/// <summary>Puts a questionnaire together for a goal: purposes and topic by the goal's words, questions and scales from the library.</summary>
public sealed class SurveyWriter(TimeProvider clock)
{
    public const int LongestGoal = 1000;
    public const double DefaultMinutes = 5;
    public const string KindParameter = "kind";
    public const string Kind = "questionnaire";

    internal const string GoalSource = "goal";
    private const string OpenPurpose = "open";

    /// <param name="minutes">How long it may take to answer; questions that weigh least are left out.</param>
    /// <exception cref="SurveyCallException">The goal or the length cannot be used.</exception>
    public DraftedSurvey Write(string goal, double minutes = DefaultMinutes)
    {
        goal = string.Join(' ', (goal ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (goal.Length is 0 or > LongestGoal)
            throw new SurveyCallException("Say in a sentence what the survey is to find out, in at most 1000 characters: for example, find out why patients miss physiotherapy appointments.");
        if (minutes is < 1 or > 60)
            throw new SurveyCallException("A survey takes from 1 to 60 minutes.");
        var read = SurveyGoal.Read(goal);
        var chosen = Chosen(read, minutes);
        var ids = chosen.Select((q, i) => (q.Id, Name: string.Create(CultureInfo.InvariantCulture, $"q{i + 1}"))).ToDictionary(q => q.Id, q => q.Name, StringComparer.Ordinal);
        var topic = read.TopicText ?? "our care";
        var statements = chosen.Select(q => Statement(q, read, ids, topic)).ToImmutableArray();
        var sources = Sources.Of(
            new Source(GoalSource, "Goal of the survey", "text/plain", [.. Encoding.UTF8.GetBytes(goal)], [new Segment(null, goal)]),
            QuestionLibrary.ToSource());
        var parameters = ImmutableSortedDictionary<string, string>.Empty.Add(KindParameter, Kind).Add("goal", goal).Add("topic", topic).Add("library", SurveyData.Version).Add("minutes", minutes.ToString("0.#", CultureInfo.InvariantCulture)).Add(DraftTitle.Parameter, $"Survey about {topic}");
        var origin = new Provenance("embedded-survey", typeof(SurveyWriter).Assembly.GetName().Version?.ToString(3) ?? "0", clock.GetUtcNow(), [.. sources.Select(s => s.Reference)], parameters);
        var left = Fitting(read).Where(q => !ids.ContainsKey(q.Id)).ToArray();
        return new DraftedSurvey(new Draft(DraftId.New(clock), 1, SurveysCapability.CapabilityName, null, statements, [], origin)
        {
            Outline = [.. read.Purposes.Select(p => new DraftSection(p.Purpose.Name, p.Purpose.Title, SectionLayout.List)), new DraftSection(OpenPurpose, "In your own words", SectionLayout.List)],
            Omitted = [.. left.Select(q => new Omission(q.Text.Replace("{topic}", topic, StringComparison.Ordinal), $"In the library for this purpose ({q.Construct}); left out to keep the survey short.", [Entry(q)]))],
        }, sources);
    }

    /// <summary>The weightiest questions of each purpose that fit into the time; a follow-up comes only behind the question it follows.</summary>
    private static ImmutableArray<LibraryQuestion> Chosen(SurveyGoal goal, double minutes)
    {
        var seconds = (60 * minutes) - AnswerTime.Introduction;
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var last = QuestionLibrary.Questions.First(q => q.Purpose is OpenPurpose);
        seconds -= AnswerTime.Of(last.Text, last.Kind, last.Options, asked: 1);
        // One round gives every purpose its next question, so that no purpose goes without.
        var queues = goal.Purposes.Select(p => new Queue<LibraryQuestion>(QuestionLibrary.Questions.Where(q => q.Purpose == p.Purpose.Name).OrderByDescending(q => q.Weight).ThenBy(q => q.Entry))).ToArray();
        while (queues.Any(q => q.Count > 0))
        {
            foreach (var queue in queues.Where(q => q.Count > 0))
            {
                var question = queue.Dequeue();
                var cost = AnswerTime.Of(question.Text, question.Kind, question.Options, question.Follows is null ? 1 : AnswerTime.FollowedUp);
                if (cost > seconds || (question.Follows is { } before && !taken.Contains(before)))
                    continue;
                taken.Add(question.Id);
                seconds -= cost;
            }
        }
        return [.. goal.Purposes.SelectMany(p => InOrder(QuestionLibrary.Questions.Where(q => q.Purpose == p.Purpose.Name && taken.Contains(q.Id)))), last];
    }

    private static IEnumerable<LibraryQuestion> Fitting(SurveyGoal goal) => goal.Purposes.SelectMany(p => QuestionLibrary.Questions.Where(q => q.Purpose == p.Purpose.Name));

    /// <summary>Free text comes last in its purpose, unless it follows a choice.</summary>
    private static IEnumerable<LibraryQuestion> InOrder(IEnumerable<LibraryQuestion> questions) => questions.OrderBy(q => q.Kind is QuestionKind.Text && q.Follows is null ? 1 : 0).ThenBy(q => q.Entry);

    private static Statement Statement(LibraryQuestion question, SurveyGoal goal, Dictionary<string, string> ids, string topic)
    {
        var asked = new SurveyQuestion(ids[question.Id], question.Text.Replace("{topic}", topic, StringComparison.Ordinal), question.Kind, question.Options, question.Follows is { } before ? ids[before] : null, question.When);
        var words = goal.Purposes.Where(p => p.Purpose.Name == question.Purpose).Select(p => (TextSpan?)p.Words).FirstOrDefault();
        var evidence = ImmutableArray.CreateBuilder<Evidence>();
        foreach (var span in new[] { words, question.Text.Contains("{topic}", StringComparison.Ordinal) ? goal.Topic : null }.OfType<TextSpan>().Distinct())
            evidence.Add(new Quote(GoalSource, 0, span.Start, span.Length, span.In(goal.Text)));
        evidence.Add(Entry(question));
        return new Statement(question.Purpose, asked.ToString(), evidence.ToImmutable());
    }

    private static Quote Entry(LibraryQuestion question) => new(QuestionLibrary.SourceId, question.Entry, 0, question.Text.Length, question.Text);
}
