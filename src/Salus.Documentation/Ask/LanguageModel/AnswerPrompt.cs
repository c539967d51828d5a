using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Salus.Trust;

namespace Salus.Documentation.Ask;

/// <summary>
/// What a language model is asked for an answer: rules from a file with a version, then question and passages as JSON, so that nothing that
/// stands in them can leave its place and pass for a rule. The same question and passages give the same request.
/// </summary>
internal sealed class AnswerPrompt
{
    public const string Version = "answer-1";

    private static readonly Lazy<string> Text = new(() => AskData.Text($"prompts.{Version}.txt"));

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private AnswerPrompt(string canary, ImmutableArray<ChatMessage> messages)
    {
        Canary = canary;
        Messages = messages;
    }

    public static string Rules => Text.Value;

    /// <summary>Digest of the rules as they stand in the file, so that a change without a new version shows.</summary>
    public static Sha256 RulesDigest { get; } = Sha256.Of(Encoding.UTF8.GetBytes(Rules));

    /// <summary>Stands in the rules alone; an answer that holds it was talked into repeating them.</summary>
    public string Canary { get; }

    public ImmutableArray<ChatMessage> Messages { get; }

    /// <summary>Digest of all that is sent.</summary>
    public Sha256 Digest => Sha256.Of(Encoding.UTF8.GetBytes(string.Join('\0', Messages.Select(m => m.Text))));

    /// <param name="passages">What is sent, numbered from 1 in this order.</param>
    public static AnswerPrompt Of(string question, IEnumerable<(string Title, string Text)> passages)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("question", question);
            json.WriteStartArray("passages");
            foreach (var (order, (title, text)) in passages.Index())
            {
                json.WriteStartObject();
                json.WriteNumber("passage", order + 1);
                json.WriteString("title", title);
                json.WriteString("text", text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        var material = Encoding.UTF8.GetString(buffer.ToArray());
        var canary = "salus-" + Sha256.Of(Encoding.UTF8.GetBytes(RulesDigest + material)).ToString()[..16];
        return new AnswerPrompt(canary, [new ChatMessage(ChatRole.System, Rules.Replace("{canary}", canary, StringComparison.Ordinal)), new ChatMessage(ChatRole.User, material)]);
    }
}
