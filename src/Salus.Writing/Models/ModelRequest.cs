using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>
/// What is sent to a model: the rules of a prompt file, then the material as JSON, so that nothing in it can leave its place and pass for
/// a rule. The same task gives the same request.
/// </summary>
internal sealed class ModelRequest
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ModelRequest(string canary, ImmutableArray<ChatMessage> messages)
    {
        Canary = canary;
        Messages = messages;
    }

    /// <summary>Stands in the rules alone; an answer that holds it was talked into repeating them.</summary>
    public string Canary { get; }

    public ImmutableArray<ChatMessage> Messages { get; }

    /// <param name="sent">Places in the material that are sent, in order.</param>
    /// <param name="hidden">Takes identifiers out of a text.</param>
    public static ModelRequest Of(WritingTask task, IEnumerable<int> sent, Func<string, string> hidden)
    {
        var material = Material(task, [.. sent], hidden);
        var canary = "salus-" + Sha256.Of(Encoding.UTF8.GetBytes(task.Prompt.Digest + material)).ToString()[..16];
        var sections = string.Join('\n', task.Sections.Select(s => $"{s.Key}: {s.Title}"));
        var rules = task.Prompt.Text.Replace("{canary}", canary, StringComparison.Ordinal).Replace("{sections}", sections, StringComparison.Ordinal);
        return new ModelRequest(canary, [new ChatMessage(ChatRole.System, rules), new ChatMessage(ChatRole.User, material)]);
    }

    private static string Material(WritingTask task, ImmutableArray<int> sent, Func<string, string> hidden)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            Pieces(json, "conversation", "turn", "speaker", sent.Where(p => task.Material[p].Kind is MaterialKind.Turn), task, hidden);
            Pieces(json, "facts_and_documents", "number", "about", sent.Where(p => task.Material[p].Kind is not MaterialKind.Turn), task, hidden);
            json.WriteStartArray("known_of_the_patient");
            foreach (var known in task.Known)
                json.WriteStringValue(hidden(known.Text));
            json.WriteEndArray();
            if (!task.Wishes.IsEmpty)
            {
                json.WriteStartObject("wishes");
                foreach (var (name, value) in task.Wishes)
                    json.WriteString(name, hidden(value));
                json.WriteEndObject();
            }
            if (!task.Examples.IsEmpty)
            {
                json.WriteStartArray("examples_of_style_from_other_patients");
                foreach (var example in task.Examples)
                {
                    json.WriteStartObject();
                    json.WriteString("section", example.Section);
                    json.WriteString("text", example.Text);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Pieces(Utf8JsonWriter json, string name, string number, string about, IEnumerable<int> places, WritingTask task, Func<string, string> hidden)
    {
        var all = places.ToArray();
        if (all.Length == 0)
            return;
        json.WriteStartArray(name);
        foreach (var place in all)
        {
            var piece = task.Material[place];
            json.WriteStartObject();
            json.WriteNumber(number, place + 1);
            if (piece.About is { } what)
                json.WriteString(about, what);
            json.WriteString("text", hidden(piece.Text));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
