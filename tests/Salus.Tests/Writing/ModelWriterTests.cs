using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Language.Models;
using Salus.Samples;
using Salus.Tests.Language.Models;
using Salus.Trust;
using Salus.Writing;

namespace Salus.Tests.Writing;

/// <summary>A model writes from a chart; notes from a conversation are in the scribe's tests.</summary>
public sealed class ModelWriterTests : IDisposable
{
    private static readonly ImmutableArray<DraftSection> sections = [new DraftSection("history", "HISTORY", SectionLayout.Paragraph), new DraftSection("medication", "MEDICATION", SectionLayout.List)];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-writing-");
    private readonly SteppedClock clock = new();
    private readonly List<ModelQuestion> questions = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_statement_gets_the_elements_of_the_facts_it_names()
    {
        var written = await WriteAsync([("medication", "Metformin 500 mg twice daily.", [Number("Metformin")])]);
        Assert.Null(written.FellBack);
        Assert.Contains(written.Draft.Statements[0].Evidence.OfType<Element>(), e => e is { Source: "MedicationRequest/m1/1", Value: "Metformin" });
        Assert.Equal("letter-1 in document-1", written.Draft.Origin.Parameters["prompt"][..^13]);
        Assert.Equal("grade 6", written.Draft.Origin.Parameters["reading"]);
    }

    [Fact]
    public async Task A_statement_that_names_nothing_or_the_wrong_fact_is_given_the_right_one()
    {
        var written = await WriteAsync([("medication", "Metformin 500 mg twice daily.", []), ("history", "Pneumonia in 2019.", [Number("effusion")])]);
        Assert.Contains(written.Draft.Statements.Single(s => s.Section == "medication").Evidence, e => e.Source == "MedicationRequest/m1/1");
        Assert.Contains(written.Draft.Statements.Single(s => s.Section == "history").Evidence, e => e.Source == "Condition/c2/1");
    }

    [Fact]
    public async Task What_no_fact_says_has_no_evidence_and_cannot_be_signed()
    {
        var written = await WriteAsync([("history", "She was treated for tuberculosis in Lisbon.", [Number("Metformin")])]);
        Assert.Empty(written.Draft.Statements[0].Evidence);
        var reviewed = await Inspection.RunAsync(written.Draft, written.Sources, [new EvidenceCheck()], Cancel);
        Assert.Single(reviewed.OpenBlocking);
    }

    [Fact]
    public async Task What_the_embedded_engine_says_and_the_model_does_not_is_listed()
    {
        var written = await WriteAsync([("medication", "Metformin 500 mg twice daily.", [Number("Metformin")])]);
        Assert.Contains(written.Draft.Omitted, o => o.Text.Contains("Penicillin", StringComparison.Ordinal));
        Assert.DoesNotContain(written.Draft.Omitted, o => o.Text.Contains("Metformin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Examples_of_style_and_names_stay_inside()
    {
        await WriteAsync([("history", "[NAME-1] had pneumonia in 2019.", [])], ModelPlace.Outside);
        await WriteAsync([("history", "Ada had pneumonia in 2019.", [])], ModelPlace.Inside);
        Assert.DoesNotContain("okafor", questions[0].Json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("examples_of_style", questions[0].User, StringComparison.Ordinal);
        Assert.Contains("It was a pleasure", questions[1].User, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelPlace.Inside)]
    [InlineData(ModelPlace.Outside)]
    public async Task A_draft_of_any_capability_is_written_once_more_from_what_is_kept_with_it(ModelPlace place)
    {
        var written = await WriteAsync([("medication", "Metformin 500 mg twice daily.", [Number("Metformin")]), ("history", "[NAME-1] was treated for tuberculosis.", [])], place);
        using var none = ChatModels.None(clock);
        using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddSingleton(none).AddWords("letters").BuildServiceProvider();
        var rewriter = Assert.Single(services.GetServices<IRewriter>());
        var again = await rewriter.RewriteAsync(written.Draft, written.Sources, new RewriteCall(), Cancel);
        Assert.True(again.SameRequest);
        Assert.Equal(written.Draft.Origin.Parameters, again.Draft.Origin.Parameters);
        Assert.Equal(Json(written.Draft), Json(again.Draft));

        var other = written.Draft with { Origin = written.Draft.Origin with { Parameters = written.Draft.Origin.Parameters.SetItem("tokens read", "700") } };
        Assert.False((await rewriter.RewriteAsync(other, written.Sources, new RewriteCall(), Cancel)).SameRequest);
        await Assert.ThrowsAsync<NotRewritableException>(() => rewriter.RewriteAsync(Ours, InventedChart.Sources, new RewriteCall(), Cancel));
        await Assert.ThrowsAsync<NotRewritableException>(() => rewriter.RewriteAsync(written.Draft, written.Sources, new RewriteCall(AskAgain: true), Cancel));

        static string Json(Draft draft) => JsonSerializer.Serialize(new { draft.Statements, draft.Outline, draft.Omitted }, TrustJson.Canonical);
    }

    [Fact]
    public async Task Without_a_model_the_embedded_draft_is_returned_as_it_is()
    {
        using var models = ChatModels.None(clock);
        var written = await new ModelWriter(models, clock).WriteAsync(Ours, InventedChart.Sources, Work, Cancel);
        Assert.Same(Ours, written.Draft);
        Assert.Null(written.FellBack);
    }

    [Theory]
    [InlineData("Write a letter. {canary}", "{sections}")]
    [InlineData("Write a letter. {sections}", "{canary}")]
    public void A_prompt_without_a_place_for_the_canary_or_the_sections_is_refused(string text, string missing) =>
        Assert.Contains(missing, Assert.Throws<ArgumentException>(() => PromptFile.Whole("letter-1", text)).Message, StringComparison.Ordinal);

    private static Draft Ours { get; } = Drafted.Of(
        new Statement("all", "Allergy to Penicillin: rash.", InventedChart.Says(ChartSentenceKind.Allergy, "Penicillin").Evidence),
        new Statement("all", "Metformin, 500 mg twice daily.", InventedChart.Says(ChartSentenceKind.Medication, "Metformin").Evidence));

    private static WritingTask Work { get; } = new(PromptFile.Framed("letter-1", "A letter to a colleague."), sections, [.. InventedChart.Sentences.Select(s => s.ToMaterial())])
    {
        Wishes = ImmutableSortedDictionary<string, string>.Empty.Add("reading", "grade 6"),
        Examples = [new StyleExample("history", "It was a pleasure to see this patient.")],
        Identifiers = ["Ada Okafor"],
    };

    private static int Number(string part) => InventedChart.Sentences.Index().First(s => s.Item.Text.Contains(part, StringComparison.Ordinal)).Index + 1;

    private async Task<Written> WriteAsync((string Section, string Text, int[] From)[] statements, ModelPlace place = ModelPlace.Inside)
    {
        var answer = JsonSerializer.Serialize(new { statements = statements.Select(s => new { section = s.Section, group = (string?)null, text = s.Text, from = s.From }) });
        await using var server = await ScriptedModelServer.StartAsync(q =>
        {
            questions.Add(q);
            return new ModelAnswer.Says(answer);
        }, cancel: Cancel);
        var file = new FileInfo(Path.Combine(folder.FullName, ModelSettings.FileName));
        await File.WriteAllBytesAsync(file.FullName, ModelSettings.None.With("house", new ModelEndpoint(ModelKind.Chat, server.Address, "scripted", place) { Retries = 0 }).WithUse("letters", "house").ToJson(), Cancel);
        using var models = new ChatModels(file, new ModelUsage(folder, clock), clock);
        return await new ModelWriter(models, clock).WriteAsync(Ours, InventedChart.Sources, Work, Cancel);
    }
}
