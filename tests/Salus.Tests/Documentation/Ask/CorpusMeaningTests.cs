using System.Text.Json;
using Salus.Documentation.Ask;
using Salus.Language.Models;
using Salus.Language.Retrieval;
using Salus.Language.Vocabularies;
using Salus.Samples;
using Salus.Tests.Language.Models;
using Salus.Trust;

namespace Salus.Tests.Documentation.Ask;

public sealed class CorpusMeaningTests : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("salus-meaning");
    private readonly SteppedClock clock = new();
    private readonly CorpusFolder corpora;
    private readonly CorpusLibrary library;

    public CorpusMeaningTests()
    {
        corpora = new CorpusFolder(new TrustOptions("", home), TimeProvider.System);
        library = new CorpusLibrary(corpora, Vocabulary.Embedded);
        var file = new FileInfo(Path.Combine(home.FullName, "a.jsonl"));
        File.WriteAllLines(file.FullName, Enumerable.Range(0, 150).Select(i => $$"""{"id":"{{i}}","title":"Leaflet {{i}}","text":"Passage {{Word(i)}} about topic {{Word(i)}}."}"""));
        corpora.Add(file, "a", "", "", "");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        library.Dispose();
        home.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_a_model_there_is_nothing_to_do_and_nothing_near() =>
        await WithAsync(null, null, async (meaning, _) =>
        {
            Assert.Null(await meaning.EmbedAsync(null, Cancel));
            Assert.Empty((await meaning.NearAsync("x", null, Cancel)).Passages);
        });

    [Fact]
    public async Task Finds_by_meaning_what_no_word_of_the_question_finds() =>
        await WithAsync(Embeds, null, async (meaning, writer) =>
        {
            Assert.Equal(new MeaningState("meaning", 150, 150), await meaning.EmbedAsync(null, Cancel));
            var near = await meaning.NearAsync("Kgohi", null, Cancel);
            Assert.Null(near.Problem);
            Assert.Equal(100, near.Passages.Length);
            var question = Vector($"Passage {Word(70)} about topic {Word(70)}.");
            var closest = Enumerable.Range(0, 150).MaxBy(i => Cosine(question, Vector(TextOf(i))));
            Assert.Equal(closest, (await meaning.NearAsync($"Passage {Word(70)} about topic {Word(70)}.", null, Cancel)).Passages[0]);
            Assert.Null((await writer.QuotedAsync("what is topic zz?", Cancel)).FellBack);
        });

    [Fact]
    public async Task What_may_not_be_seen_is_not_compared() =>
        await WithAsync(Embeds, null, async (meaning, _) =>
        {
            await meaning.EmbedAsync(null, Cancel);
            Assert.All((await meaning.NearAsync("topic", p => p < 7, Cancel)).Passages, p => Assert.True(p < 7));
        });

    [Fact]
    public async Task Goes_on_where_it_stopped_and_begins_anew_for_another_model()
    {
        var calls = 0;
        await WithAsync(q => ++calls == 2 ? new ModelAnswer.Fails(500) : Embeds(q), null, async (meaning, writer) =>
        {
            var stopped = await meaning.EmbedAsync(null, Cancel);
            Assert.Equal((64, 150), (stopped!.Done, stopped.Passages));
            Assert.Contains("'meaning'", stopped.Problem, StringComparison.Ordinal);
            Assert.Equal(stopped.Done, meaning.State()!.Done);
            Assert.Equal(150, (await meaning.EmbedAsync(null, Cancel))!.Done);
            Assert.Equal(4, calls);
            Assert.Equal(150, (await meaning.EmbedAsync(null, Cancel))!.Done);
            Assert.Equal(4, calls);
            corpora.Add(new FileInfo(Path.Combine(home.FullName, "a.jsonl")), "a", "", "", "");
            Assert.Equal(150, meaning.State()!.Done);
        }, "one");
        await WithAsync(Embeds, null, (meaning, _) =>
        {
            Assert.Equal(0, meaning.State()!.Done);
            return Task.CompletedTask;
        }, "another");
    }

    [Theory]
    [InlineData("fails")]
    [InlineData("nonsense")]
    [InlineData("other length")]
    public async Task When_it_fails_the_words_alone_are_searched_and_that_is_said(string how)
    {
        var broken = false;
        await WithAsync(q => !broken ? Embeds(q) : how switch
        {
            "fails" => new ModelAnswer.Fails(500),
            "nonsense" => new ModelAnswer.Says("{}"),
            _ => new ModelAnswer.Says("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,2,3]}],"model":"x","usage":{"prompt_tokens":1,"total_tokens":1}}"""),
        }, null, async (meaning, writer) =>
        {
            await meaning.EmbedAsync(null, Cancel);
            broken = true;
            var answer = await writer.QuotedAsync($"tell me about topic {Word(5)}", Cancel);
            Assert.EndsWith("The corpora were searched by words alone.", answer.FellBack, StringComparison.Ordinal);
            Assert.NotEmpty(answer.Related);
        });
    }

    [Fact]
    public async Task No_identifier_of_a_question_goes_outside()
    {
        var asked = new List<string>();
        await WithAsync(q =>
        {
            asked.Add(q.Json);
            return Embeds(q);
        }, ModelPlace.Outside, async (meaning, _) =>
        {
            await meaning.EmbedAsync(null, Cancel);
            asked.Clear();
            await meaning.NearAsync("My name is Martha Collins, call me at 555-201-9988 about topic.", null, Cancel);
            Assert.DoesNotContain("artha", Assert.Single(asked), StringComparison.Ordinal);
            Assert.DoesNotContain("9988", asked[0], StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_vector_without_direction_is_refused_and_the_nearest_come_first()
    {
        Assert.False(PassageVectors.Pack([0, 0], new sbyte[2]));
        Assert.False(PassageVectors.Pack([1, float.NaN], new sbyte[2]));
        var vectors = new PassageVectors(2, [127, 0, 0, 127, 90, 90], [4, 5, 6]);
        Assert.Equal([4, 6, 5], vectors.Nearest([1, 0.2f], 3).Select(h => h.Passage));
        Assert.Equal([6, 5], vectors.Nearest([1, 0.2f], 3, p => p > 4).Select(h => h.Passage));
    }

    [Fact]
    public void The_filter_holds_for_what_is_near_in_meaning_too()
    {
        var ranking = new Ranking(Shelf.Of([.. Enumerable.Range(0, 6).Select(i => new CorpusPassage($"{i}", $"{i}", $"Leaflet {i}", "Rest and fluids."))]), Vocabulary.Embedded);
        Assert.Equal([3], ranking.Find("antipyretic", 5, i => i == 3, [1, 3, 5]).Passages.Select(p => p.Number));
        Assert.Equal([5, 1], ranking.Find("antipyretic", 5, near: [5, 1]).Passages.Select(p => p.Number));
    }

    private static string Word(int i) => $"{(char)('a' + (i % 26))}{(char)('a' + (i / 26))}{(char)('a' + (i * 7 % 26))}";

    private static string TextOf(int i) => $"Leaflet {i}\nPassage {Word(i)} about topic {Word(i)}.";

    /// <summary>Letters and pairs of letters, counted: enough for texts to have directions.</summary>
    private static float[] Vector(string text)
    {
        var vector = new float[97];
        foreach (var (one, two) in text.Zip(text.Skip(1)))
            vector[((one * 31) + two) % vector.Length]++;
        vector[0] += 0.5f;
        return vector;
    }

    private static double Cosine(float[] one, float[] two) => one.Zip(two).Sum(p => p.First * p.Second) / Math.Sqrt(one.Sum(x => x * x) * two.Sum(x => x * x));

    private static ModelAnswer Embeds(ModelQuestion question)
    {
        using var json = JsonDocument.Parse(question.Json);
        var input = json.RootElement.GetProperty("input");
        var texts = input.ValueKind is JsonValueKind.Array ? input.EnumerateArray().Select(t => t.GetString()!).ToArray() : [input.GetString()!];
        return new ModelAnswer.Says(JsonSerializer.Serialize(new
        {
            @object = "list",
            model = "scripted",
            data = texts.Select((t, i) => new { @object = "embedding", index = i, embedding = Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Vector(t).AsSpan())) }),
            usage = new { prompt_tokens = 1, total_tokens = 1 },
        }));
    }

    private async Task WithAsync(Func<ModelQuestion, ModelAnswer>? script, ModelPlace? place, Func<CorpusMeaning, ModelAnswerWriter, Task> use, string model = "scripted")
    {
        await using var server = script is null ? null : await ScriptedModelServer.StartAsync(script, cancel: Cancel);
        var settings = new FileInfo(Path.Combine(home.FullName, ModelSettings.FileName));
        if (server is not null)
            await File.WriteAllBytesAsync(settings.FullName, ModelSettings.None.With("meaning", new ModelEndpoint(ModelKind.Embedding, server.Address, model, place ?? ModelPlace.Inside) { Retries = 0 }).WithUse("embedding", "meaning").ToJson(), Cancel);
        using var models = new ChatModels(settings, new ModelUsage(home, clock), clock);
        var meaning = new CorpusMeaning(corpora, library, models, Vocabulary.Embedded, clock);
        await use(meaning, new ModelAnswerWriter(new AnswerWriter(library, Vocabulary.Embedded, clock), meaning, models, Vocabulary.Embedded, clock));
    }
}
