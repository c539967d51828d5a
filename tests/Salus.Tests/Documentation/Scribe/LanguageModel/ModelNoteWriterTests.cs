using System.Text;
using System.Text.Json;
using Salus.Documentation.Scribe;
using Salus.Documentation.Scribe.Checks;
using Salus.Language.Models;
using Salus.Samples;
using Salus.Tests.Language.Models;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Documentation.Scribe.LanguageModel;

public sealed class ModelNoteWriterTests : IDisposable
{
    private const string Conversation = """
        [doctor] Hi Martha, what brings you in today?
        [patient] My left knee has been hurting for two weeks. It is worse on the stairs.
        [doctor] Any fever or chills?
        [patient] No, no fever.
        [doctor] What do you take for it?
        [patient] I take ibuprofen 400 milligrams twice a day. My mother has diabetes.
        [doctor] Your left knee is swollen and tender. I will order an x-ray of the left knee.
        [patient] Thank you, Dr. Okonkwo. You can call me at 555-201-9988.
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-notes-");
    private readonly SteppedClock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_statement_points_at_the_words_of_the_turns_it_names()
    {
        var (note, reviewed) = await WriteAsync(Answer(("hpi", "The patient reports left knee pain for two weeks.", [2])));
        var quote = Assert.Single(reviewed.Draft.Statements[0].Evidence.OfType<Quote>());
        Assert.Equal(1, quote.Segment);
        Assert.Contains("left knee", quote.Text, StringComparison.Ordinal);
        Assert.Null(note.FellBack);
        Assert.Equal("model house", reviewed.Draft.Origin.Engine);
        Assert.Equal("inside", reviewed.Draft.Origin.Parameters["place"]);
        Assert.StartsWith("note-2 ", reviewed.Draft.Origin.Parameters["prompt"], StringComparison.Ordinal);
        Assert.DoesNotContain(reviewed.Findings, f => f.Severity is Severity.Blocking && f.Statement == 0);
    }

    [Fact]
    public async Task A_statement_that_names_the_wrong_turn_or_none_is_given_the_right_one()
    {
        var (_, reviewed) = await WriteAsync(Answer(("medications", "Ibuprofen 400 mg twice a day.", [1]), ("hpi", "The pain is worse on the stairs.", [])));
        Assert.Contains(reviewed.Draft.Statements.Single(s => s.Section == "medications").Evidence.OfType<Quote>(), q => q.Segment == 5);
        Assert.Contains(reviewed.Draft.Statements.Single(s => s.Section == "hpi").Evidence.OfType<Quote>(), q => q.Segment == 1);
    }

    [Theory]
    [InlineData("hpi", "The patient reports crushing chest pain radiating to the jaw.")]
    [InlineData("hpi", "The patient reports right knee pain for two weeks.")]
    [InlineData("hpi", "The patient reports fever.")]
    [InlineData("medications", "Ibuprofen 800 mg twice a day.")]
    [InlineData("medications", "Warfarin 5 mg once a day.")]
    [InlineData("pmh", "The patient has diabetes.")]
    public async Task A_lie_cannot_be_signed_unseen(string section, string lie)
    {
        var (_, reviewed) = await WriteAsync(Answer((section, lie, [2, 4, 6])));
        Assert.Contains(reviewed.Findings, f => f.Severity is Severity.Blocking && f.Statement == 0);
    }

    [Fact]
    public async Task What_the_model_leaves_out_is_listed()
    {
        var (_, reviewed) = await WriteAsync(Answer(("hpi", "The patient reports left knee pain for two weeks.", [2])));
        Assert.Contains(reviewed.Draft.Omitted, o => o.Text.Contains("buprofen", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(reviewed.Draft.Omitted, o => o.Text.Contains("x-ray", StringComparison.OrdinalIgnoreCase));
    }

    public static TheoryData<string> Failures => ["hangs up", "401", "429", "no json", "half", "tools", "empty", "canary", "half a character", "flood"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task When_the_model_fails_the_embedded_engine_writes_and_says_why(string how)
    {
        var (note, reviewed) = await WriteAsync(q => how switch
        {
            "hangs up" => new ModelAnswer.HangsUp(),
            "401" => new ModelAnswer.Fails(401),
            "429" => new ModelAnswer.Fails(429),
            "no json" => new ModelAnswer.Says("I am sorry, I cannot help with that."),
            "half" => new ModelAnswer.Says("""{"statements": [{"section": "hpi", "group": null, "text": "The patient""") { Finish = "length" },
            "tools" => new ModelAnswer.Says("") { Finish = "tool_calls" },
            "empty" => new ModelAnswer.Says("""{"statements": []}"""),
            "half a character" => new ModelAnswer.Says("""{"statements": [{"section": "hpi", "group": null, "text": "\ud800", "turns": [2]}]}"""),
            "canary" => new ModelAnswer.Says($$"""{"statements": [{"section": "hpi", "group": null, "text": "{{q.System[q.System.IndexOf("salus-", StringComparison.Ordinal)..][..22]}}", "turns": [2]}]}"""),
            _ => new ModelAnswer.Floods(100 << 20),
        });
        Assert.NotNull(note.FellBack);
        Assert.Contains("'house'", note.FellBack, StringComparison.Ordinal);
        Assert.Equal(NoteWriter.Engine, reviewed.Draft.Origin.Engine);
        Assert.Contains("The embedded engine wrote this draft", reviewed.Draft.Origin.Parameters["model"], StringComparison.Ordinal);
        Assert.NotEmpty(reviewed.Draft.Statements);
    }

    [Fact]
    public async Task A_broken_file_of_models_does_not_stop_a_note()
    {
        var file = new FileInfo(Path.Combine(folder.FullName, ModelSettings.FileName));
        await File.WriteAllTextAsync(file.FullName, "{", Cancel);
        using var models = new ChatModels(file, new ModelUsage(folder, clock), clock);
        var note = await new ModelNoteWriter(new NoteWriter(clock), models, clock).WriteAsync(Visit(), new ScribeOptions(), Cancel);
        Assert.Contains("models.json, line 1", note.FellBack, StringComparison.Ordinal);
        Assert.NotEmpty(note.Draft.Statements);
    }

    [Fact]
    public async Task No_identifier_goes_outside_and_names_come_back()
    {
        var questions = new List<ModelQuestion>();
        var (note, reviewed) = await WriteAsync(q =>
        {
            questions.Add(q);
            return Answer(("hpi", "[NAME-1] reports left knee pain for two weeks.", [2]))(q);
        }, ModelPlace.Outside, new VisitPatient("MRN-4471182", "Martha Collins", "female", 50));

        var sent = Assert.Single(questions);
        Assert.DoesNotContain("martha", sent.Json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("collins", sent.Json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("okonkwo", sent.Json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("9988", sent.Json, StringComparison.Ordinal);
        Assert.DoesNotContain("4471182", sent.Json, StringComparison.Ordinal);
        Assert.Contains("ibuprofen 400 milligrams twice a day", sent.User, StringComparison.Ordinal);
        Assert.Contains("left knee", sent.User, StringComparison.Ordinal);
        Assert.StartsWith("Martha reports left knee pain", reviewed.Draft.Statements[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("outside; ", note.Draft.Origin.Parameters["place"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_long_to_send_is_shortened_and_said()
    {
        var talk = string.Concat(Enumerable.Range(0, 300).Select(i => $"[patient] Well, we talked about the garden and the weather all afternoon, number {i}.\n"));
        var questions = new List<ModelQuestion>();
        var (note, _) = await WriteAsync(q =>
        {
            questions.Add(q);
            return Answer(("hpi", "The patient reports left knee pain for two weeks.", [2]))(q);
        }, conversation: Conversation + talk, change: e => e with { ContextTokens = 6_000, MaxTokens = 1_000 });

        Assert.Null(note.FellBack);
        Assert.Contains("My left knee has been hurting", questions[0].User, StringComparison.Ordinal);
        Assert.StartsWith("turns ", note.Draft.Origin.Parameters["not sent"], StringComparison.Ordinal);
        Assert.True(TokenEstimate.Of(questions[0].User + questions[0].System) < 5_000);
    }

    [Fact]
    public async Task Markup_and_hidden_characters_are_only_text()
    {
        var (_, reviewed) = await WriteAsync(Answer(("hpi", "Left knee pain\u200b for\u202e two weeks.<script>alert(1)</script>\n\nNext", [2])));
        Assert.Equal("Left knee pain for two weeks.<script>alert(1)</script> Next.", reviewed.Draft.Statements[0].Text);
    }

    [Fact]
    public async Task The_same_visit_asks_the_same_question_and_the_answer_is_kept()
    {
        var questions = new List<ModelQuestion>();
        Func<ModelQuestion, ModelAnswer> script = q =>
        {
            questions.Add(q);
            return Answer(("hpi", "The patient reports left knee pain for two weeks.", [2]))(q);
        };
        var (first, _) = await WriteAsync(script);
        await WriteAsync(script);

        Assert.Equal(questions[0].Json, questions[1].Json);
        var kept = first.Sources.Find("model-answer")!;
        Assert.Contains("left knee pain", Encoding.UTF8.GetString(kept.Original.AsSpan()), StringComparison.Ordinal);
        Assert.Contains(first.Draft.Origin.Inputs, i => i.Id == "model-answer" && i.Content == kept.Digest);
    }

    private static Func<ModelQuestion, ModelAnswer> Answer(params (string Section, string Text, int[] Turns)[] statements) => _ => new ModelAnswer.Says(JsonSerializer.Serialize(new
    {
        statements = statements.Select(s => new { section = s.Section, group = (string?)null, text = s.Text, turns = s.Turns }),
    }));

    private static Visit Visit(string conversation = Conversation, VisitPatient? patient = null) =>
        new("visit-1", TranscriptReader.Read(new TranscriptFile("visit.txt", [.. Encoding.UTF8.GetBytes(conversation)])), patient);

    private async Task<(Written Note, ReviewedDraft Reviewed)> WriteAsync(Func<ModelQuestion, ModelAnswer> script, ModelPlace place = ModelPlace.Inside, VisitPatient? patient = null, string conversation = Conversation, Func<ModelEndpoint, ModelEndpoint>? change = null)
    {
        await using var server = await ScriptedModelServer.StartAsync(script, cancel: Cancel);
        var endpoint = new ModelEndpoint(ModelKind.Chat, server.Address, "scripted", place) { Retries = 0 };
        var file = new FileInfo(Path.Combine(folder.FullName, ModelSettings.FileName));
        await File.WriteAllBytesAsync(file.FullName, ModelSettings.None.With("house", change?.Invoke(endpoint) ?? endpoint).WithUse("scribe", "house").ToJson(), Cancel);
        using var models = new ChatModels(file, new ModelUsage(folder, clock), clock);
        var note = await new ModelNoteWriter(new NoteWriter(clock), models, clock).WriteAsync(Visit(conversation, patient), new ScribeOptions(), Cancel);
        return (note, await Inspection.RunAsync(note.Draft, note.Sources, [new EvidenceCheck(), new GroundingCheck(), new PersonCheck(), new ConsistencyCheck(), new RedFlagCheck()], Cancel));
    }
}
