using System.Text.Json;
using Salus.Documentation.Surveys;
using Salus.Language.Models;
using Salus.Language.Vocabularies;
using Salus.Samples;
using Salus.Tests.Language.Models;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.Surveys;

public sealed class ModelSurveyWriterTests : IDisposable
{
    private const string Goal = "find out why patients miss physiotherapy appointments";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-survey-");
    private readonly SteppedClock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_models_questions_pass_the_same_form_and_the_same_check()
    {
        var (written, reviewed) = await WriteAsync(
            Said("q1. In the last 12 months, how often did you miss a planned visit? [never; once; more than once]", 1, 2),
            Said("q2. What was the main reason the last time? (only if q1 is: once; more than once)", 1, 3),
            Said("q3. Don't you agree that physiotherapy is wonderful? [yes; no]", 1));
        Assert.Null(written.FellBack);
        var form = SurveyForm.Of(written.Draft, written.Draft.Statements);
        Assert.Equal(["q1", "q2", "q3"], form.Questions.Select(q => q.Id));
        Assert.Equal("q1", form.Questions.ElementAt(1).After);
        Assert.Contains(written.Draft.Statements[0].Evidence, e => e is Quote { Source: "library" or "goal" });
        Assert.DoesNotContain(reviewed.OpenBlocking, f => f.Check == "survey" && f.Statement < 2);
        Assert.Contains(reviewed.OpenBlocking, f => f is { Check: "survey", Statement: 2 });
    }

    [Fact]
    public async Task What_is_no_question_is_stopped()
    {
        var (_, reviewed) = await WriteAsync(Said("Dear patient, please call us.", 1));
        Assert.Contains(reviewed.OpenBlocking, f => f.Message.Contains("cannot be read as a question", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_that_fails_leaves_the_embedded_questionnaire()
    {
        var (written, _) = await WriteAsync(new ModelAnswer.Says("no json"));
        Assert.NotNull(written.FellBack);
        Assert.StartsWith("q1. In the last 12 months", written.Draft.Statements[0].Text, StringComparison.Ordinal);
    }

    private static object Said(string text, params int[] from) => new { section = "barriers", group = (string?)null, text, from };

    private Task<(Written Written, ReviewedDraft Reviewed)> WriteAsync(params object[] statements) => WriteAsync(new ModelAnswer.Says(JsonSerializer.Serialize(new { statements })));

    private async Task<(Written Written, ReviewedDraft Reviewed)> WriteAsync(ModelAnswer answer)
    {
        await using var server = await ScriptedModelServer.StartAsync(_ => answer, cancel: Cancel);
        var file = new FileInfo(Path.Combine(folder.FullName, ModelSettings.FileName));
        await File.WriteAllBytesAsync(file.FullName, ModelSettings.None.With("house", new ModelEndpoint(ModelKind.Chat, server.Address, "scripted", ModelPlace.Inside) { Retries = 0 }).WithUse("survey", "house").ToJson(), Cancel);
        using var models = new ChatModels(file, new ModelUsage(folder, clock), clock);
        var written = await new ModelSurveyWriter(new SurveyWriter(clock), new ModelWriter(models, clock), Vocabulary.Embedded).WriteAsync(Goal, 5, Cancel);
        return (written, await Inspection.RunAsync(written.Draft, written.Sources, [new SurveyCheck(Vocabulary.Embedded), new EvidenceCheck()], Cancel));
    }
}
