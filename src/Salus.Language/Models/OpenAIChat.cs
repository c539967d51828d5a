using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Salus.Language.Models;

/// <summary>
/// Chat with an OpenAI-compatible endpoint. It sends text and asks for text: tools are never offered, so nothing a document says can make
/// the model act. Failures are <see cref="ModelException"/>s. One call is one request; waiting and trying again is for others.
/// </summary>
internal sealed class OpenAIChat : IChatClient
{
    /// <summary>A token is seldom longer; twice that is for what stands around the text.</summary>
    private const int BytesPerToken = 64;

    private const int LeastBytes = 1 << 20;

    private readonly string name;
    private readonly ModelEndpoint endpoint;
    private readonly HttpClient http;
    private readonly ChatClient client;

    /// <param name="name">What this house calls the model; failures speak of it by this name.</param>
    public OpenAIChat(string name, ModelEndpoint endpoint, string? key)
    {
        this.name = name;
        this.endpoint = endpoint;
        http = BoundedTransport.Client(Math.Max(LeastBytes, (long)endpoint.MaxTokens * BytesPerToken), key is not null, endpoint.Place is ModelPlace.Outside);
        client = new ChatClient(endpoint.Model, new ApiKeyCredential(key ?? "none"), Options(endpoint, http));
    }

    /// <summary>What all clients of an endpoint share: our transport, no tries of their own, no time limit of their own.</summary>
    internal static OpenAIClientOptions Options(ModelEndpoint endpoint, HttpClient http) => new()
    {
        Endpoint = endpoint.Url,
        Transport = new HttpClientPipelineTransport(http),
        RetryPolicy = new ClientRetryPolicy(0),
        NetworkTimeout = Timeout.InfiniteTimeSpan,
        ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
    };

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sent = SentRequest.Body.Value = new StrongBox<byte[]?>();
        try
        {
            var answer = (await client.CompleteChatAsync(Wire(messages), Wire(options), cancellationToken).ConfigureAwait(false)).Value;
            return new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Concat(answer.Content.Select(p => p.Text))))
            {
                ModelId = answer.Model,
                FinishReason = Finish(answer.FinishReason),
                Usage = Usage(answer.Usage),
                AdditionalProperties = SentRequest.Carrying(sent.Value),
            };
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw ModelFailures.Of(e, name);
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (finished, first) = (false, true);
        var sent = SentRequest.Body.Value = new StrongBox<byte[]?>();
        await using var updates = client.CompleteChatStreamingAsync(Wire(messages), Wire(options), cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            ChatResponseUpdate update;
            try
            {
                if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    break;
                var part = updates.Current;
                update = new ChatResponseUpdate(ChatRole.Assistant, string.Concat(part.ContentUpdate.Select(p => p.Text)))
                {
                    ModelId = part.Model,
                    FinishReason = part.FinishReason is { } reason ? Finish(reason) : null,
                    AdditionalProperties = first ? SentRequest.Carrying(sent.Value) : null,
                };
                first = false;
                finished |= part.FinishReason is not null;
                if (Usage(part.Usage) is { } usage)
                    update.Contents.Add(new UsageContent(usage));
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                throw ModelFailures.Of(e, name);
            }
            yield return update;
        }
        // What is over before it began was no stream: there are endpoints that answer at once, whatever they are asked.
        if (!finished)
            throw new ModelException(first ? ModelProblem.NotUnderstood : ModelProblem.Broken, name);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ModelEndpoint) ? endpoint : serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => http.Dispose();

    private static IEnumerable<OpenAI.Chat.ChatMessage> Wire(IEnumerable<ChatMessage> messages) => messages.Select<ChatMessage, OpenAI.Chat.ChatMessage>(m =>
        m.Role == ChatRole.System ? new SystemChatMessage(m.Text) : m.Role == ChatRole.Assistant ? new AssistantChatMessage(m.Text) : new UserChatMessage(m.Text));

    private ChatCompletionOptions Wire(ChatOptions? options)
    {
        var wire = new ChatCompletionOptions
        {
            MaxOutputTokenCount = Math.Min(options?.MaxOutputTokens ?? endpoint.MaxTokens, endpoint.MaxTokens),
            Temperature = (float?)(options?.Temperature ?? endpoint.Temperature),
        };
#pragma warning disable OPENAI001 // the seed is marked as experimental in the package, not in the endpoints that know it
        wire.Seed = options?.Seed ?? endpoint.Seed;
#pragma warning restore OPENAI001
        if (options?.ResponseFormat is ChatResponseFormatJson json && endpoint.Structured is not AnswerForm.None)
        {
            wire.ResponseFormat = endpoint.Structured is AnswerForm.Schema && json.Schema is { } schema
                ? OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat(json.SchemaName ?? "answer", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription, jsonSchemaIsStrict: true)
                : OpenAI.Chat.ChatResponseFormat.CreateJsonObjectFormat();
        }
        return wire;
    }

    private static ChatFinishReason Finish(OpenAI.Chat.ChatFinishReason reason) => reason switch
    {
        OpenAI.Chat.ChatFinishReason.Length => ChatFinishReason.Length,
        OpenAI.Chat.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        OpenAI.Chat.ChatFinishReason.ToolCalls or OpenAI.Chat.ChatFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };

    private static UsageDetails? Usage(ChatTokenUsage? usage) =>
        usage is null ? null : new UsageDetails { InputTokenCount = usage.InputTokenCount, OutputTokenCount = usage.OutputTokenCount, TotalTokenCount = usage.TotalTokenCount };
}
