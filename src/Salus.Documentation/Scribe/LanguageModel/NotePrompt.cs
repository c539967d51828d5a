using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>
/// What a language model is asked for a note: rules from a file with a version, then the conversation as JSON, so that nothing said in
/// it can leave its place and pass for a rule. The same visit, style and examples give the same request.
/// </summary>
internal sealed class NotePrompt
{
    public const string Version = "note-1";

    private static readonly Lazy<string> Rules = new(() => ScribeData.Text($"prompts.{Version}.txt"));

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private NotePrompt(string canary, ImmutableArray<ChatMessage> messages)
    {
        Canary = canary;
        Messages = messages;
    }

    /// <summary>Stands in the rules alone; an answer that holds it was talked into repeating them.</summary>
    public string Canary { get; }

    public ImmutableArray<ChatMessage> Messages { get; }

    /// <summary>Digest of the rules as they were sent, so that a change without a new version shows.</summary>
    public static Sha256 RulesDigest { get; } = Sha256.Of(Encoding.UTF8.GetBytes(Rules.Value));

    /// <param name="turns">What is sent, by number of the turn from 1, in order.</param>
    /// <param name="facts">What the record knows of the patient, as sentences.</param>
    /// <param name="examples">Sections of signed notes of this site, as examples of its style.</param>
    public static NotePrompt Of(NoteStyle style, IEnumerable<(int Number, string Speaker, string Text)> turns, IEnumerable<string> facts, IReadOnlyCollection<NoteExample> examples)
    {
        var material = Material(turns, facts, examples);
        var canary = "salus-" + Sha256.Of(Encoding.UTF8.GetBytes(RulesDigest + material)).ToString()[..16];
        var sections = string.Join('\n', style.Sections.Select(s => $"{s.Key}: {s.Title}"));
        var rules = Rules.Value.Replace("{canary}", canary, StringComparison.Ordinal).Replace("{sections}", sections, StringComparison.Ordinal);
        return new NotePrompt(canary, [new ChatMessage(ChatRole.System, rules), new ChatMessage(ChatRole.User, material)]);
    }

    private static string Material(IEnumerable<(int Number, string Speaker, string Text)> turns, IEnumerable<string> facts, IReadOnlyCollection<NoteExample> examples)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteStartArray("conversation");
            foreach (var (number, speaker, text) in turns)
            {
                json.WriteStartObject();
                json.WriteNumber("turn", number);
                json.WriteString("speaker", speaker);
                json.WriteString("text", text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("known_of_the_patient");
            foreach (var fact in facts)
                json.WriteStringValue(fact);
            json.WriteEndArray();
            if (examples.Count > 0)
            {
                json.WriteStartArray("examples_of_style_from_other_patients");
                foreach (var example in examples)
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
}

/// <summary>A section of a signed note of the site, to show a model how this site writes.</summary>
public sealed record NoteExample(string Section, string Text);
