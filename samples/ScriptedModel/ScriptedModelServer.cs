using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Salus.Samples;

/// <summary>
/// An OpenAI-compatible endpoint on loopback that says what a script says: the truth, a lie, half an answer, nothing. For tests, and for trying out
/// how Salus behaves when a model misbehaves. It is no model: it understands nothing.
/// </summary>
public sealed class ScriptedModelServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ModelQuestion> questions = new();

    private ScriptedModelServer(WebApplication app) => this.app = app;

    /// <summary>Up to and with the version: what goes into <c>url</c> of a model.</summary>
    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");

    /// <summary>What was asked so far, in order.</summary>
    public IReadOnlyCollection<ModelQuestion> Questions => questions;

    /// <param name="script">Answers a question; called from several threads.</param>
    /// <param name="port">0 takes a free one.</param>
    public static async Task<ScriptedModelServer> StartAsync(Func<ModelQuestion, ModelAnswer> script, int port = 0, CancellationToken cancel = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        builder.WebHost.ConfigureKestrel(k => k.Limits.MaxRequestBodySize = 64 << 20);
        builder.Logging.ClearProviders();
        var web = builder.Build();
        var server = new ScriptedModelServer(web);
        web.MapPost("/v1/{**path}", http => server.AnswerAsync(http, script));
        web.MapGet("/v1/models", () => Results.Json(new { @object = "list", data = new[] { new { id = "scripted", @object = "model" } } }));
        await web.StartAsync(cancel);
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, Func<ModelQuestion, ModelAnswer> script)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var question = Read(http.Request, await reader.ReadToEndAsync(http.RequestAborted));
        questions.Enqueue(question);
        var cancel = http.RequestAborted;
        switch (script(question))
        {
            case ModelAnswer.Says says when question.Path.EndsWith("/embeddings", StringComparison.Ordinal) || question.Path.EndsWith("/transcriptions", StringComparison.Ordinal):
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync(says.Text, cancel);
                break;
            case ModelAnswer.Says says when question.Stream:
                await StreamAsync(http, question, says, says.Text.Length, cancel);
                break;
            case ModelAnswer.Says says:
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync(Whole(question, says).ToJsonString(), cancel);
                break;
            case ModelAnswer.BreaksOff broken when question.Stream:
                await StreamAsync(http, question, new ModelAnswer.Says(broken.Text), broken.After, cancel);
                await (broken.Before?.Invoke(cancel) ?? Task.CompletedTask);
                http.Abort();
                break;
            case ModelAnswer.BreaksOff broken:
                http.Response.ContentType = "application/json";
                var text = Whole(question, new ModelAnswer.Says(broken.Text)).ToJsonString();
                http.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
                await http.Response.WriteAsync(text[..Math.Min(broken.After, text.Length - 1)], cancel);
                await http.Response.Body.FlushAsync(cancel);
                await (broken.Before?.Invoke(cancel) ?? Task.CompletedTask);
                http.Abort();
                break;
            case ModelAnswer.Fails fails:
                http.Response.StatusCode = fails.Status;
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync(fails.Body, cancel);
                break;
            case ModelAnswer.Sends sends:
                http.Response.ContentType = sends.MediaType;
                await http.Response.Body.WriteAsync(sends.Body, cancel);
                break;
            case ModelAnswer.Floods floods:
                await FloodAsync(http, floods.Bytes, cancel);
                break;
            case ModelAnswer.Redirects redirect:
                http.Response.Redirect(redirect.To.AbsoluteUri, permanent: false, preserveMethod: true);
                break;
            case ModelAnswer.HangsUp:
                http.Abort();
                break;
            default:
                await Task.Delay(Timeout.Infinite, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
        }
    }

    private static async Task StreamAsync(HttpContext http, ModelQuestion question, ModelAnswer.Says says, int length, CancellationToken cancel)
    {
        http.Response.ContentType = "text/event-stream";
        var piece = 0;
        for (var at = 0; at < length; at += says.PieceLength)
        {
            if (says.Before is not null)
                await says.Before(piece++, cancel);
            await SendAsync(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["role"] = "assistant", ["content"] = says.Text[at..Math.Min(length, at + says.PieceLength)] } }, usage: null);
        }
        if (length < says.Text.Length)
            return;
        await SendAsync(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject(), ["finish_reason"] = says.Finish }, says.CountsTokens ? Usage(question, says.Text) : null);
        await http.Response.WriteAsync("data: [DONE]\n\n", cancel);

        async Task SendAsync(JsonObject choice, JsonObject? usage)
        {
            var chunk = new JsonObject { ["id"] = "scripted", ["object"] = "chat.completion.chunk", ["created"] = 0, ["model"] = question.Model, ["choices"] = new JsonArray(choice) };
            if (usage is not null)
                chunk["usage"] = usage;
            await http.Response.WriteAsync($"data: {chunk.ToJsonString()}\n\n", cancel);
            await http.Response.Body.FlushAsync(cancel);
        }
    }

    private static JsonObject Whole(ModelQuestion question, ModelAnswer.Says says)
    {
        var answer = new JsonObject
        {
            ["id"] = "scripted",
            ["object"] = "chat.completion",
            ["created"] = 0,
            ["model"] = question.Model,
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = says.Text }, ["finish_reason"] = says.Finish }),
        };
        if (says.CountsTokens)
            answer["usage"] = Usage(question, says.Text);
        return answer;
    }

    private static JsonObject Usage(ModelQuestion question, string text)
    {
        var (asked, said) = ((question.System.Length + question.User.Length) / 4, text.Length / 4);
        return new JsonObject { ["prompt_tokens"] = asked, ["completion_tokens"] = said, ["total_tokens"] = asked + said };
    }

    private static async Task FloodAsync(HttpContext http, long bytes, CancellationToken cancel)
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync("""{"choices":[{"index":0,"message":{"role":"assistant","content":" """, cancel);
        var block = new byte[64 << 10];
        Array.Fill(block, (byte)'a');
        for (; bytes > 0 && !cancel.IsCancellationRequested; bytes -= block.Length)
            await http.Response.Body.WriteAsync(block, cancel);
    }

    private static ModelQuestion Read(HttpRequest request, string body)
    {
        var key = request.Headers.Authorization.ToString() is { Length: > 7 } header ? header["Bearer ".Length..] : null;
        if (!request.HasJsonContentType())
            return new ModelQuestion(request.Path, "", Stream: false, "", "", "", key);
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        var messages = root.TryGetProperty("messages", out var list) ? [.. list.EnumerateArray()] : Array.Empty<JsonElement>();
        return new ModelQuestion(
            request.Path,
            root.TryGetProperty("model", out var model) ? model.GetString() ?? "" : "",
            root.TryGetProperty("stream", out var stream) && stream.ValueKind is JsonValueKind.True,
            string.Join('\n', messages.Where(m => RoleOf(m) is "system" or "developer").Select(TextOf)),
            string.Join('\n', messages.Where(m => RoleOf(m) is "user").Select(TextOf)),
            body,
            key);
    }

    private static string RoleOf(JsonElement message) => message.GetProperty("role").GetString() ?? "";

    private static string TextOf(JsonElement message) => !message.TryGetProperty("content", out var content) ? ""
        : content.ValueKind is JsonValueKind.String ? content.GetString()!
        : string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : ""));
}
