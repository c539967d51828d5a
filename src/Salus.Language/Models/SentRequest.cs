using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Salus.Language.Models;

/// <summary>
/// The request to a chat model as it went over the wire, byte for byte, without headers and so without keys. Responses carry it, so that
/// what was asked can be kept beside what was answered; a kept one can be sent again.
/// </summary>
public static class SentRequest
{
    private const string Property = "salus.sent-request";

    /// <summary>Set around a call by the client that makes it; the transport fills it with the body that it sends.</summary>
    internal static AsyncLocal<StrongBox<byte[]?>?> Body { get; } = new();

    /// <summary>Empty when the client that answered does not speak over our transport.</summary>
    public static ImmutableArray<byte> Of(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return Of(response.AdditionalProperties);
    }

    /// <summary>The first update of a streamed answer carries it; the others do not.</summary>
    public static ImmutableArray<byte> Of(ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Of(update.AdditionalProperties);
    }

    internal static AdditionalPropertiesDictionary? Carrying(byte[]? body) => body is null ? null : new AdditionalPropertiesDictionary { [Property] = body };

    /// <summary>The messages and options of a kept request, to be sent again.</summary>
    /// <exception cref="FormatException">It is no such request.</exception>
    public static (ImmutableArray<ChatMessage> Messages, ChatOptions Options) Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            var root = json.RootElement;
            ImmutableArray<ChatMessage> messages = [.. root.GetProperty("messages").EnumerateArray().Select(MessageOf)];
            var options = new ChatOptions
            {
                MaxOutputTokens = Number(root, "max_completion_tokens") is { } most ? (int)most : Number(root, "max_tokens") is { } older ? (int)older : null,
                Temperature = (float?)Number(root, "temperature"),
                Seed = (long?)Number(root, "seed"),
            };
            if (root.TryGetProperty("response_format", out var format))
                options.ResponseFormat = format.TryGetProperty("json_schema", out var named)
                    ? ChatResponseFormat.ForJsonSchema(named.GetProperty("schema").Clone(), named.GetProperty("name").GetString())
                    : ChatResponseFormat.Json;
            return (messages, options);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("The kept request is not one to a chat model.", e);
        }
    }

    /// <summary>Whether two requests ask the same; whether the answer is to come in pieces is no part of the question.</summary>
    public static bool AskTheSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var (a, b) = (Question(one), Question(other));
        return a is not null && b is not null && System.Text.Json.Nodes.JsonNode.DeepEquals(a, b);
    }

    private static System.Text.Json.Nodes.JsonObject? Question(ReadOnlySpan<byte> body)
    {
        try
        {
            if (System.Text.Json.Nodes.JsonNode.Parse(body) is not System.Text.Json.Nodes.JsonObject question)
                return null;
            question.Remove("stream");
            question.Remove("stream_options");
            return question;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ChatMessage MessageOf(JsonElement message)
    {
        var content = message.GetProperty("content");
        var text = content.ValueKind is JsonValueKind.String ? content.GetString()! : string.Concat(content.EnumerateArray().Select(p => p.GetProperty("text").GetString()));
        return new ChatMessage(message.GetProperty("role").GetString() switch { "system" or "developer" => ChatRole.System, "assistant" => ChatRole.Assistant, _ => ChatRole.User }, text);
    }

    private static double? Number(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetDouble() : null;

    private static ImmutableArray<byte> Of(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(Property, out var body) && body is byte[] bytes ? [.. bytes] : [];
}
