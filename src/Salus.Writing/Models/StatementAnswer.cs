using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Salus.Trust;

namespace Salus.Writing;

/// <summary>A statement as a model wrote it.</summary>
/// <param name="Cited">Numbers of material from 1, as the model gave them; they need not exist.</param>
internal sealed record AnsweredStatement(string Section, string? Group, string Text, ImmutableArray<int> Cited);

/// <summary>Reads what a model answered. Nothing of it is trusted: sizes are bounded, unknown sections fall away, text is plain text.</summary>
internal static class StatementAnswer
{
    private const int MostStatements = 250;
    private const int MostCited = 64;
    private const int LongestText = 1_200;
    private const int LongestGroup = 120;

    /// <summary>The form of the answer as a JSON schema.</summary>
    public static JsonElement Schema(WritingTask task)
    {
        var statement = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["section"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. task.Sections.Select(s => (JsonNode)s.Key)]) },
                ["group"] = new JsonObject { ["type"] = new JsonArray("string", "null") },
                ["text"] = new JsonObject { ["type"] = "string" },
                [task.Cites] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "integer" } },
            },
            ["required"] = new JsonArray("section", "group", "text", task.Cites),
            ["additionalProperties"] = false,
        };
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["statements"] = new JsonObject { ["type"] = "array", ["items"] = statement } },
            ["required"] = new JsonArray("statements"),
            ["additionalProperties"] = false,
        };
        using var document = JsonDocument.Parse(schema.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>The statements in the task's order of sections; empty when the answer holds none that can be used.</summary>
    /// <exception cref="JsonException">It is not in the form that was asked for.</exception>
    public static ImmutableArray<AnsweredStatement> Read(string answer, WritingTask task)
    {
        try
        {
            return Statements(answer, task);
        }
        catch (InvalidOperationException halfCharacter)
        {
            // Half of a surrogate pair is valid JSON and no text.
            throw new JsonException("A text of the answer holds half a character.", halfCharacter);
        }
    }

    private static ImmutableArray<AnsweredStatement> Statements(string answer, WritingTask task)
    {
        using var document = JsonDocument.Parse(Object(answer), new JsonDocumentOptions { MaxDepth = 16 });
        if (document.RootElement.ValueKind is not JsonValueKind.Object || !document.RootElement.TryGetProperty("statements", out var list) || list.ValueKind is not JsonValueKind.Array)
            throw new JsonException("The answer has no statements.");
        var read = new List<AnsweredStatement>();
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.EnumerateArray().Take(MostStatements))
        {
            if (item.ValueKind is not JsonValueKind.Object || Text(item, "text", LongestText) is not { Length: > 0 } text || !text.Any(char.IsLetterOrDigit) || Text(item, "section", LongestGroup) is not { } section)
                continue;
            if (task.Sections.FirstOrDefault(s => string.Equals(s.Key, section, StringComparison.OrdinalIgnoreCase)) is { } known && said.Add(Letters(text)))
                read.Add(new AnsweredStatement(known.Key, Text(item, "group", LongestGroup) is { Length: > 0 } group ? group : null, text, Cited(item, task.Cites)));
        }
        var order = task.Sections.Select((s, i) => (s.Key, i)).ToDictionary(s => s.Key, s => s.i, StringComparer.Ordinal);
        return [.. read.OrderBy(r => order[r.Section])];
    }

    /// <summary>What is differs in spacing, case or punctuation alone is said twice.</summary>
    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Models like to talk around the object they were asked for, or to fence it.</summary>
    private static string Object(string answer)
    {
        var (from, to) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        return from >= 0 && to > from ? answer[from..(to + 1)] : answer;
    }

    private static ImmutableArray<int> Cited(JsonElement item, string name) =>
        item.TryGetProperty(name, out var cited) && cited.ValueKind is JsonValueKind.Array
            ? [.. cited.EnumerateArray().Take(MostCited).Where(t => t.ValueKind is JsonValueKind.Number && t.TryGetInt32(out _)).Select(t => t.GetInt32()).Distinct()]
            : [];

    /// <summary>One line without control characters and without the invisible ones that hide text from a reader.</summary>
    private static string? Text(JsonElement item, string name, int longest)
    {
        if (!item.TryGetProperty(name, out var value) || value.ValueKind is not JsonValueKind.String)
            return null;
        var said = value.GetString()!;
        var clean = new StringBuilder(Math.Min(said.Length, longest));
        foreach (var rune in said.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                    clean.Append(' ');
                continue;
            }
            if (Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.PrivateUse or System.Globalization.UnicodeCategory.Surrogate)
                continue;
            if (clean.Length + rune.Utf16SequenceLength > longest)
                break;
            clean.Append(rune);
        }
        return clean.ToString().TrimEnd();
    }
}
