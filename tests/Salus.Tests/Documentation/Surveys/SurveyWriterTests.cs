using System.Collections.Immutable;
using Salus.Documentation.Surveys;
using Salus.Fhir.Validation;
using Salus.Language.Vocabularies;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Documentation.Surveys;

public sealed class SurveyWriterTests
{
    private static readonly SurveyWriter writer = new(new ManualClock());
    private static readonly SurveyCheck check = new(Vocabulary.Embedded);

    [Theory]
    [InlineData("find out why patients miss physiotherapy appointments", "barriers", "physiotherapy appointments")]
    [InlineData("How satisfied are parents with the children's ward?", "satisfaction", "the children's ward")]
    [InlineData("do people feel safe on the ward", "safety", "the ward")]
    [InlineData("learn whether patients take their tablets", "adherence", "your tablets")]
    [InlineData("lorem ipsum", "satisfaction", "our care")]
    public void The_words_of_the_goal_choose_purpose_and_topic(string goal, string purpose, string topic)
    {
        var survey = writer.Write(goal);
        Assert.Equal((purpose, topic), (survey.Draft.Outline[0].Key, survey.Draft.Origin.Parameters["topic"]));
    }

    [Fact]
    public async Task Every_question_shows_the_goals_words_and_the_entry_of_the_library()
    {
        var survey = writer.Write("find out why patients miss physiotherapy appointments");
        Assert.All(survey.Draft.Statements, s => Assert.Contains(s.Evidence, e => e is Quote { Source: "library" }));
        Assert.Contains(survey.Draft.Statements[0].Evidence, e => e is Quote { Source: "goal", Text: "miss" });
        Assert.Empty((await ReviewAsync(survey.Draft, survey.Sources)).OpenBlocking);
    }

    [Theory]
    [InlineData("find out why patients miss physiotherapy appointments and how satisfied they are with pain relief", 5)]
    [InlineData("access and waiting times", 3)]
    [InlineData("symptoms after surgery", 10)]
    public void A_survey_keeps_to_its_time_reads_easily_and_is_valid_R4(string goal, double minutes)
    {
        var survey = writer.Write(goal, minutes);
        var form = SurveyForm.Of(survey.Draft, survey.Draft.Statements);
        Assert.Equal(survey.Draft.Statements.Length, form.Questions.Count());
        Assert.InRange(form.Minutes, 0.5, minutes);
        Assert.InRange(form.Grade, 0, 6);
        Assert.DoesNotContain(Validator.R4.Validate(form.ToQuestionnaire(survey.Draft.Id, isSigned: true)), i => i.IsError);
    }

    [Fact]
    public void Skips_lead_to_earlier_answers_in_FHIR_too()
    {
        var survey = writer.Write("why do people miss visits");
        var json = SurveyForm.Of(survey.Draft, survey.Draft.Statements).ToQuestionnaire(survey.Draft.Id, isSigned: false);
        Assert.Equal("q1", json.ValueAt("Questionnaire.item[1].item[1].enableWhen[0].question"));
        Assert.Equal("any", json.ValueAt("Questionnaire.item[1].item[1].enableBehavior"));
    }

    [Theory]
    [InlineData("q1. How easy was it? [hard; easy]")]
    [InlineData("q12. Why was that? [any of: work; school; other] (only if q1 is: once; twice)")]
    [InlineData("q2. How strong was the pain? 0 means none. [0 to 10]")]
    [InlineData("q3. What would help?")]
    public void A_question_reads_back_as_it_was_written(string text)
    {
        Assert.True(SurveyQuestion.TryRead(text, out var question, out _));
        Assert.Equal(text, question.ToString());
    }

    [Theory]
    [InlineData("q1. Don't you agree that the staff is kind? [yes; no]", "leads")]
    [InlineData("q1. How good was the food? [poor; good]", "leads")]
    [InlineData("q1. How do you rate our excellent team? [poor; good]", "praises")]
    [InlineData("q1. Were the nurses friendly and helpful? [yes; no]", "two things")]
    [InlineData("q1. Did you have pain or fever? [yes; no]", "two things")]
    [InlineData("q1. How often do you wait? [0-5; 5-10]", "overlap")]
    [InlineData("q1. How was it? [good]", "at least two")]
    [InlineData("q1. How was it? [good; good]", "twice")]
    [InlineData("How was it?", "cannot be read")]
    [InlineData("q1. Why? (only if q7 is: yes)", "no such question")]
    public async Task A_bad_question_is_stopped(string text, string why) =>
        Assert.Contains((await QuestionsAsync(text)).OpenBlocking, f => f.Message.Contains(why, StringComparison.Ordinal));

    [Theory]
    [InlineData("q1. How easy or hard was it to book the visit? [very hard; hard; easy; very easy]")]
    [InlineData("q1. How satisfied or dissatisfied are you with us? [dissatisfied; satisfied]")]
    [InlineData("q1. Do you sleep well day and night? [yes; no]")]
    [InlineData("q1. What went well?")]
    public async Task A_fair_question_passes(string text) => Assert.Empty((await QuestionsAsync(text)).OpenBlocking);

    [Theory]
    [InlineData("q1. Would you not say that the aforementioned rehabilitation programme was appropriately individualised? [yes; no]")]
    [InlineData("q1. How was it? [very good; good; fine; great; bad]")]
    public async Task What_is_merely_unwise_is_a_warning(string text) =>
        Assert.Contains((await QuestionsAsync(text)).Findings, f => f is { Check: "survey", Severity: Severity.Warning });

    [Fact]
    public async Task A_skip_must_name_an_answer_that_exists() =>
        Assert.Contains((await QuestionsAsync("q1. Did you come? [yes; no]", "q2. Why? (only if q1 is: maybe)")).OpenBlocking, f => f.Statement == 1 && f.Message.Contains("“maybe”", StringComparison.Ordinal));

    [Fact]
    public void A_goal_is_needed() => Assert.Throws<SurveyCallException>(() => writer.Write("  "));

    [Fact]
    public async Task Nothing_in_the_library_is_a_bad_question()
    {
        foreach (var goal in new[] { "barriers", "access waiting", "satisfaction", "information", "symptoms", "adherence", "safety" })
        {
            var survey = writer.Write(goal, 60);
            Assert.Empty((await ReviewAsync(survey.Draft, survey.Sources)).OpenBlocking);
        }
    }

    private static Task<ReviewedDraft> QuestionsAsync(params string[] texts)
    {
        var survey = writer.Write("satisfaction");
        return ReviewAsync(survey.Draft with { Statements = [.. texts.Select(t => new Statement("satisfaction", t, survey.Draft.Statements[0].Evidence))] }, survey.Sources);
    }

    private static Task<ReviewedDraft> ReviewAsync(Draft draft, Sources sources) => Inspection.RunAsync(draft, sources, [check, new EvidenceCheck()], TestContext.Current.CancellationToken);
}
