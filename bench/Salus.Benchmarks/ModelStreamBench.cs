using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Salus.Language.Models;
using Salus.Samples;
using Salus.Trust;

namespace Salus.Benchmarks;

/// <summary>
/// How long the words of a model take to whoever waits for them: from the moment the model server sends a piece of its answer until its
/// words are read from the event stream that the page reads, with fifty drafts at a time, each with a piece every tenth of a second. Model
/// server, workbench and readers share the machine, so the figure holds the way on both sides of the workbench too.
/// </summary>
internal static class ModelStreamBench
{
    private const int Drafts = 50;
    private const int PieceLength = 24;
    private const int Statements = 24;
    private const int NumbersPerStatement = 12;
    private const int Digits = 7;
    private const int Bar = 200;

    private static readonly TimeSpan between = TimeSpan.FromMilliseconds(100);

    /// <summary>The words of the answer are numbers, so that the piece that ended one is known by the number.</summary>
    private static readonly string answer = JsonSerializer.Serialize(new
    {
        statements = Enumerable.Range(0, Statements).Select(s => new { section = "hpi", group = (string?)null, text = string.Join(' ', Enumerable.Range(s * NumbersPerStatement, NumbersPerStatement).Select(Word)) + ".", turns = new[] { 1 } }),
    });

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var home = Directory.CreateTempSubdirectory("salus-bench-");
        try
        {
            var sent = Enumerable.Range(0, Drafts).Select(_ => new long[answer.Length / PieceLength + 1]).ToArray();
            await using var server = await ScriptedModelServer.StartAsync(question => Say(sent[NumberIn(question.User)]));
            await File.WriteAllBytesAsync(Path.Combine(home.FullName, ModelSettings.FileName),
                ModelSettings.None.With("house", new ModelEndpoint(ModelKind.Chat, server.Address, "scripted", ModelPlace.Inside) { Concurrency = Drafts }).WithUse("scribe", "house").ToJson());
            await using var services = new ServiceCollection().AddTrust(new TrustOptions($"sqlite:{Path.Combine(home.FullName, "salus.db")}", home)).BuildServiceProvider();
            var tokens = await TokensAsync(services);
            await using var workbench = await RunningWorkbench.StartAsync(home);
            var all = await Task.WhenAll(tokens.Select((token, draft) => FollowAsync(workbench.Address, token, draft, sent[draft])));
            var times = all.SelectMany(d => d.Milliseconds).Order().ToArray();
            var first = all.Select(d => d.Milliseconds.FirstOrDefault(double.PositiveInfinity)).Order().ToArray();
            return
            [
                new Figure("model-stream", $"words of a model on the page, {Drafts} drafts at a time, median ({times.Length} words)", At(times, 0.5), "ms"),
                Figure.Below("model-stream", "the same, 95th percentile", At(times, 0.95), "ms", Bar),
                new Figure("model-stream", "the same, 99th percentile", At(times, 0.99), "ms"),
                Figure.Below("model-stream", "first words of each draft, 95th percentile", At(first, 0.95), "ms", Bar),
                Figure.AtLeast("model-stream", $"drafts that a model wrote and that wait for review, of {Drafts}", all.Count(d => d.ByModel), "drafts", Drafts),
            ];
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static ModelAnswer.Says Say(long[] sent) => new(answer)
    {
        PieceLength = PieceLength,
        Before = async (piece, cancel) =>
        {
            await Task.Delay(between, cancel);
            sent[piece] = Stopwatch.GetTimestamp();
        },
    };

    /// <summary>Begins a draft, and reads its words as the page does until it is there.</summary>
    private static async Task<(List<double> Milliseconds, bool ByModel)> FollowAsync(Uri address, string token, int draft, long[] sent)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var begun = await http.PostAsJsonAsync("/api/scribe/writings", new { transcript = $"[doctor] What brings you in?\n[patient] My left knee hurts. This is conversation {draft.ToString(CultureInfo.InvariantCulture)} .\n" });
        begun.EnsureSuccessStatusCode();
        var events = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("events").GetString();
        using var stream = await http.GetAsync(events, HttpCompletionOption.ResponseHeadersRead);
        stream.EnsureSuccessStatusCode();
        var (times, heard, text) = (new List<double>(), 0, "");
        await foreach (var item in SseParser.Create(await stream.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            var now = Stopwatch.GetTimestamp();
            using var data = item.Data.Length == 0 ? null : JsonDocument.Parse(item.Data);
            if (item.EventType == "end")
                return (times, !data!.RootElement.TryGetProperty("fellBack", out _) && data.RootElement.TryGetProperty("draft", out _));
            if (item.EventType != "words")
                continue;
            text += data!.RootElement.GetProperty("words").GetString();
            for (int at; (at = text.IndexOf(Word(heard), StringComparison.Ordinal)) >= 0; heard++)
            {
                text = text[(at + Digits)..];
                times.Add(Stopwatch.GetElapsedTime(sent[(answer.IndexOf(Word(heard), StringComparison.Ordinal) + Digits - 1) / PieceLength], now).TotalMilliseconds);
            }
        }
        return (times, false);
    }

    private static async Task<IReadOnlyList<string>> TokensAsync(IServiceProvider services)
    {
        var tokens = new List<string>();
        for (var i = 0; i < Drafts; i++)
        {
            var person = await services.GetRequiredService<People>().AddAsync($"writer{i.ToString(CultureInfo.InvariantCulture)}", "Writer", [Role.Clinician], password: null, by: null, CancellationToken.None);
            tokens.Add((await services.GetRequiredService<ApiTokens>().CreateAsync(person.Id, "bench", ["drafts:read", "drafts:write"], TimeSpan.FromDays(1), CancellationToken.None)).Secret);
        }
        return tokens;
    }

    private static int NumberIn(string asked)
    {
        const string Before = "conversation ";
        var from = asked.LastIndexOf(Before, StringComparison.Ordinal) + Before.Length;
        return int.Parse(asked.AsSpan(from, asked.IndexOf(' ', from) - from), CultureInfo.InvariantCulture);
    }

    private static string Word(int number) => (1_000_000 + number).ToString(CultureInfo.InvariantCulture);

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];
}
