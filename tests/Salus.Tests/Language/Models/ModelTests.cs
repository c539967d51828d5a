using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Salus.Language.Models;
using Salus.Samples;

namespace Salus.Tests.Language.Models;

public sealed class ModelTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-models-");
    private readonly SteppedClock clock = new();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_model_answers_whole_and_in_pieces()
    {
        await using var server = await StartAsync(q => new ModelAnswer.Says("Heard: " + q.User));
        using var models = Models(server);
        var model = models.Named("house")!;

        var whole = await model.Client.GetResponseAsync("knee pain", cancellationToken: Cancel);
        Assert.Equal("Heard: knee pain", whole.Text);
        Assert.Equal(ChatFinishReason.Stop, whole.FinishReason);

        var pieces = new List<string>();
        await foreach (var update in model.Client.GetStreamingResponseAsync("knee pain for a week, worse on stairs", cancellationToken: Cancel))
            pieces.Add(update.Text);
        Assert.Equal("Heard: knee pain for a week, worse on stairs", string.Concat(pieces));
        Assert.True(pieces.Count(p => p.Length > 0) > 1);
    }

    [Fact]
    public async Task What_is_sent_offers_no_tools_and_holds_the_limits_and_the_form_of_the_answer()
    {
        await using var server = await StartAsync(_ => new ModelAnswer.Says("{}"));
        using var models = Models(server, e => e with { MaxTokens = 100, Seed = 7 });
        var schema = JsonDocument.Parse("""{"type":"object","properties":{},"additionalProperties":false}""").RootElement;
        await models.Named("house")!.Client.GetResponseAsync([new(ChatRole.System, "Rules."), new(ChatRole.User, "Go.")],
            new ChatOptions { MaxOutputTokens = 5000, ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "note"), Tools = [new HostedWebSearchTool()] }, Cancel);

        using var sent = JsonDocument.Parse(server.Questions.Single().Json);
        Assert.False(sent.RootElement.TryGetProperty("tools", out _));
        Assert.Equal(100, sent.RootElement.GetProperty("max_completion_tokens").GetInt32());
        Assert.Equal(7, sent.RootElement.GetProperty("seed").GetInt32());
        Assert.Equal(0, sent.RootElement.GetProperty("temperature").GetDouble());
        Assert.Equal("json_schema", sent.RootElement.GetProperty("response_format").GetProperty("type").GetString());
        Assert.Null(server.Questions.Single().Key);
    }

    public static TheoryData<string, ModelProblem> Failures => new()
    {
        { "401", ModelProblem.Key }, { "403", ModelProblem.Key }, { "404", ModelProblem.NoSuchModel }, { "413", ModelProblem.TooLong }, { "429", ModelProblem.Busy }, { "500", ModelProblem.Broken },
        { "503", ModelProblem.Busy }, { "400", ModelProblem.Request }, { "context", ModelProblem.TooLong }, { "quota", ModelProblem.OverBudget }, { "breaks off", ModelProblem.Broken }, { "hangs up", ModelProblem.Broken },
        { "no json", ModelProblem.NotUnderstood }, { "half json", ModelProblem.NotUnderstood }, { "flood", ModelProblem.TooLarge }, { "redirect", ModelProblem.Broken },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Each_failure_is_told_apart_and_never_repeats_what_was_sent(string what, ModelProblem expected)
    {
        await using var server = await StartAsync(q => Answer(what, q));
        using var models = Models(server, e => e with { Retries = 0 });
        var failure = await Assert.ThrowsAsync<ModelException>(() => models.Named("house")!.Client.GetResponseAsync("Jane Roe, born 3 May 1961", cancellationToken: Cancel));

        Assert.Equal(expected, failure.Problem);
        Assert.Contains("'house'", failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(failure.Remedy);
        Assert.DoesNotContain("Roe", failure.ToString(), StringComparison.Ordinal);
    }

    private static ModelAnswer Answer(string what, ModelQuestion question) => what switch
    {
        "context" => new ModelAnswer.Fails(400, $$"""{"error":{"message":"This model's maximum context length is 4096 tokens. You sent: {{question.User}} "} }"""),
        "quota" => new ModelAnswer.Fails(429, """{"error":{"message":"You exceeded your current quota."}}"""),
        "breaks off" => new ModelAnswer.BreaksOff(question.User, 80),
        "hangs up" => new ModelAnswer.HangsUp(),
        "no json" => new ModelAnswer.Sends("text/html", "<html></html>"u8.ToArray()),
        "half json" => new ModelAnswer.Sends("application/json", """{"choices": [ {"index": 0, "mess"""u8.ToArray()),
        "flood" => new ModelAnswer.Floods(100 << 20),
        "redirect" => new ModelAnswer.Redirects(new Uri("http://127.0.0.1:9/v1")),
        _ => new ModelAnswer.Fails(int.Parse(what, System.Globalization.CultureInfo.InvariantCulture), $$"""{"error":{"message":"No: {{question.User}} "} }"""),
    };

    [Fact]
    public async Task A_stream_that_breaks_off_says_so_after_the_words_that_came()
    {
        var heardOf = new TaskCompletionSource();
        await using var server = await StartAsync(_ => new ModelAnswer.BreaksOff("The knee is swollen and warm to the touch, with a small effusion.", 30) { Before = _ => heardOf.Task });
        using var models = Models(server);
        var heard = new StringBuilder();
        var failure = await Assert.ThrowsAsync<ModelException>(async () =>
        {
            await foreach (var update in models.Named("house")!.Client.GetStreamingResponseAsync("Go.", cancellationToken: Cancel))
            {
                heard.Append(update.Text);
                heardOf.TrySetResult();
            }
        });
        Assert.Equal(ModelProblem.Broken, failure.Problem);
        Assert.StartsWith("The knee is swollen", heard.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Questions);
    }

    [Fact]
    public async Task Nothing_at_the_address_is_unreachable()
    {
        Uri gone;
        await using (var server = await StartAsync(_ => new ModelAnswer.HangsUp()))
            gone = server.Address;
        using var models = Models(gone, e => e with { Retries = 0 });
        var failure = await Assert.ThrowsAsync<ModelException>(() => models.Named("house")!.Client.GetResponseAsync("Go.", cancellationToken: Cancel));
        Assert.Equal(ModelProblem.Unreachable, failure.Problem);
    }

    [Fact]
    public async Task A_model_that_never_answers_is_too_slow_after_its_time()
    {
        var asked = new TaskCompletionSource();
        await using var server = await StartAsync(_ =>
        {
            asked.TrySetResult();
            return new ModelAnswer.Hangs();
        });
        using var models = Models(server, e => e with { TimeoutSeconds = 60, Retries = 0 });
        var answer = models.Named("house")!.Client.GetResponseAsync("Go.", cancellationToken: Cancel);
        await asked.Task.WaitAsync(Cancel);
        clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(ModelProblem.TooSlow, (await Assert.ThrowsAsync<ModelException>(() => answer)).Problem);
    }

    [Fact]
    public async Task Whoever_stops_waiting_is_not_told_that_the_model_failed()
    {
        using var stop = new CancellationTokenSource();
        await using var server = await StartAsync(_ =>
        {
            stop.Cancel();
            return new ModelAnswer.Hangs();
        });
        using var models = Models(server);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => models.Named("house")!.Client.GetResponseAsync("Go.", cancellationToken: stop.Token));
        Assert.Null(models.StateOf("house")!.LastProblem);
    }

    [Fact]
    public async Task A_passing_failure_is_tried_again_and_a_lasting_one_is_not()
    {
        var asked = 0;
        await using var server = await StartAsync(_ => Interlocked.Increment(ref asked) < 3 ? new ModelAnswer.Fails(503) : new ModelAnswer.Says("At last."));
        using (var models = Models(server, clock: TimeProvider.System))
            Assert.Equal("At last.", (await models.Named("house")!.Client.GetResponseAsync("Go.", cancellationToken: Cancel)).Text);
        Assert.Equal(3, asked);

        asked = 0;
        await using var locked = await StartAsync(_ =>
        {
            Interlocked.Increment(ref asked);
            return new ModelAnswer.Fails(401);
        });
        using (var models = Models(locked, clock: TimeProvider.System))
            await Assert.ThrowsAsync<ModelException>(() => models.Named("house")!.Client.GetResponseAsync("Go.", cancellationToken: Cancel));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_model_that_keeps_failing_rests_and_is_tried_again_later()
    {
        var fails = true;
        await using var server = await StartAsync(_ => fails ? new ModelAnswer.Fails(500) : new ModelAnswer.Says("Well again."));
        using var models = Models(server, e => e with { Retries = 0 });
        var client = models.Named("house")!.Client;
        for (var i = 0; i < 5; i++)
            Assert.Equal(ModelProblem.Broken, (await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync("Go.", cancellationToken: Cancel))).Problem);
        Assert.Equal(ModelProblem.Resting, (await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync("Go.", cancellationToken: Cancel))).Problem);
        Assert.True(models.StateOf("house")!.Resting);
        Assert.Equal(5, server.Questions.Count);

        fails = false;
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("Well again.", (await client.GetResponseAsync("Go.", cancellationToken: Cancel)).Text);
        Assert.True(models.StateOf("house")!.IsWell);
    }

    [Fact]
    public async Task A_day_has_its_limit_that_holds_over_a_restart_and_ends_at_midnight()
    {
        await using var server = await StartAsync(_ => new ModelAnswer.Says(new string('a', 400)));
        ModelEndpoint Limited(ModelEndpoint e) => e with { TokensPerDay = 150 };
        using (var models = Models(server, Limited))
        {
            await models.Named("house")!.Client.GetResponseAsync("Go.", cancellationToken: Cancel);
            await models.Named("house")!.Client.GetResponseAsync("Go.", cancellationToken: Cancel);
        }
        using (var models = Models(server, Limited))
        {
            var refused = await Assert.ThrowsAsync<ModelException>(() => models.Named("house")!.Client.GetResponseAsync("Go.", cancellationToken: Cancel));
            Assert.Equal(ModelProblem.OverBudget, refused.Problem);
            Assert.Equal(200, models.Usage.Today("house").TokensOut);
            Assert.Equal(2, server.Questions.Count);
            clock.Advance(TimeSpan.FromDays(1));
            await models.Named("house")!.Client.GetResponseAsync("Go.", cancellationToken: Cancel);
        }
    }

    [Fact]
    public async Task No_more_calls_run_at_a_time_than_allowed_and_none_is_lost()
    {
        var (running, most) = (0, 0);
        await using var server = await StartAsync(_ => new ModelAnswer.Says(new string('a', 200))
        {
            Before = async (piece, cancel) =>
            {
                if (piece > 0)
                    return;
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref running);
            },
        });
        using var models = Models(server, e => e with { Concurrency = 3 });
        var client = models.Named("house")!.Client;
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            var text = new StringBuilder();
            await foreach (var update in client.GetStreamingResponseAsync("Go.", cancellationToken: Cancel))
                text.Append(update.Text);
            return text.Length;
        }));
        Assert.All(answers, length => Assert.Equal(200, length));
        Assert.InRange(most, 1, 3);
        Assert.Equal(30, models.Usage.Today("house").Calls);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        await using var server = await StartAsync(_ => new ModelAnswer.Hangs());
        using var models = Models(server, e => e with { Concurrency = 1 });
        using var stop = new CancellationTokenSource();
        var client = models.Named("house")!.Client;
        var waiting = Enumerable.Range(0, 11).Select(_ => client.GetResponseAsync("Go.", cancellationToken: stop.Token)).ToArray();

        Assert.Equal(ModelProblem.Busy, (await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync("Go.", cancellationToken: Cancel))).Problem);
        await stop.CancelAsync();
        foreach (var call in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Embeddings_come_in_the_order_asked()
    {
        await using var server = await StartAsync(_ => new ModelAnswer.Says("""{"object":"list","model":"scripted","usage":{"prompt_tokens":2,"total_tokens":2},"data":[{"object":"embedding","index":1,"embedding":[0,1]},{"object":"embedding","index":0,"embedding":[1,0]}]}"""));
        using var models = Models(new ModelSettings(ModelSettings.None.Models, ModelSettings.None.Use).With("vectors", new ModelEndpoint(ModelKind.Embedding, server.Address, "e", ModelPlace.Inside)).WithUse("embedding", "vectors"));
        var (name, generator) = models.Embedding()!.Value;
        using (generator)
        {
            var vectors = await generator.GenerateAsync(["first", "second"], cancellationToken: Cancel);
            Assert.Equal("vectors", name);
            Assert.Equal([1f, 0f], vectors[0].Vector.ToArray());
            Assert.Equal([0f, 1f], vectors[1].Vector.ToArray());
        }
    }

    [Fact]
    public async Task Speech_becomes_text_with_times()
    {
        await using var server = await StartAsync(q => new ModelAnswer.Says("""{"task":"transcribe","language":"english","duration":2.5,"text":"My knee hurts.","segments":[{"id":0,"seek":0,"start":0.5,"end":2.5,"text":"My knee hurts.","tokens":[1],"temperature":0,"avg_logprob":-0.1,"compression_ratio":1,"no_speech_prob":0}]}"""));
        using var models = Models(new ModelSettings(ModelSettings.None.Models, ModelSettings.None.Use).With("ears", new ModelEndpoint(ModelKind.Transcription, server.Address, "w", ModelPlace.Inside)).WithUse("transcription", "ears"));
        using var ears = models.Transcription()!;
        using var audio = new MemoryStream(new byte[100]);
        using var heard = JsonDocument.Parse(await ears.TranscribeAsync(audio, "visit.wav", "en", Cancel));
        Assert.Equal("My knee hurts.", heard.RootElement.GetProperty("text").GetString());
        Assert.Equal(0.5, heard.RootElement.GetProperty("segments")[0].GetProperty("start").GetDouble());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<ScriptedModelServer> StartAsync(Func<ModelQuestion, ModelAnswer> script) => ScriptedModelServer.StartAsync(script, cancel: Cancel);

    private ChatModels Models(ScriptedModelServer server, Func<ModelEndpoint, ModelEndpoint>? change = null, TimeProvider? clock = null) => Models(server.Address, change, clock);

    private ChatModels Models(Uri address, Func<ModelEndpoint, ModelEndpoint>? change = null, TimeProvider? clock = null)
    {
        var endpoint = new ModelEndpoint(ModelKind.Chat, address, "scripted", ModelPlace.Inside);
        return Models(ModelSettings.None.With("house", change?.Invoke(endpoint) ?? endpoint), clock);
    }

    private ChatModels Models(ModelSettings settings, TimeProvider? clock = null)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, ModelSettings.FileName));
        File.WriteAllBytes(file.FullName, settings.ToJson());
        return new ChatModels(file, new ModelUsage(new DirectoryInfo(Path.Combine(folder.FullName, "usage")), clock ?? this.clock), clock ?? this.clock);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen;)
            seen = most;
    }
}
