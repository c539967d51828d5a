using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Salus.Documentation.Ask;

/// <summary>A sentence as a model wrote it.</summary>
/// <param name="Passages">Numbers from 1, as the model gave them; they need not exist.</param>
internal sealed record ReplySentence(string Text, ImmutableArray<int> Passages);

/// <summary>Reads what a model answered. Nothing of it is trusted: sizes are bounded, text is plain text.</summary>
internal static class AnswerReply
{
    private const int MostSentences = 24;
    private const int MostPassages = 16;
    private const int LongestText = 1_000;

    /// <summary>The form of the answer as a JSON schema.</summary>
    public static JsonElement Schema { get; } = JsonElement.Parse("""
        {"type":"object","properties":{"sentences":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"},"passages":{"type":"array","items":{"type":"integer"}}},"required":["text","passages"],"additionalProperties":false}}},"required":["sentences"],"additionalProperties":false}
        """);

    /// <exception cref="JsonException">It is not in the form that was asked for.</exception>
    public static ImmutableArray<ReplySentence> Read(string answer)
    {
        try
        {
            return Sentences(answer);
        }
        catch (InvalidOperationException halfCharacter)
        {
            // Half of a surrogate pair is valid JSON and no text.
            throw new JsonException("A text of the answer holds half a character.", halfCharacter);
        }
    }

    private static ImmutableArray<ReplySentence> Sentences(string answer)
    {
        // Models like to talk around the object they were asked for, or to fence it.
        var (from, to) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        using var document = JsonDocument.Parse(from >= 0 && to > from ? answer[from..(to + 1)] : answer, new JsonDocumentOptions { MaxDepth = 16 });
        if (document.RootElement.ValueKind is not JsonValueKind.Object || !document.RootElement.TryGetProperty("sentences", out var list) || list.ValueKind is not JsonValueKind.Array)
            throw new JsonException("The answer has no sentences.");
        return [.. list.EnumerateArray().Take(MostSentences).Where(i => i.ValueKind is JsonValueKind.Object).Select(i => new ReplySentence(TextOf(i), PassagesOf(i))).Where(s => s.Text.Length > 0).DistinctBy(s => s.Text, StringComparer.Ordinal)];
    }

    private static ImmutableArray<int> PassagesOf(JsonElement item) =>
        item.TryGetProperty("passages", out var passages) && passages.ValueKind is JsonValueKind.Array
            ? [.. passages.EnumerateArray().Take(MostPassages).Where(p => p.ValueKind is JsonValueKind.Number && p.TryGetInt32(out _)).Select(p => p.GetInt32()).Distinct()]
            : [];

    /// <summary>One line without control characters and without the invisible ones that hide text from a reader.</summary>
    private static string TextOf(JsonElement item)
    {
        if (!item.TryGetProperty("text", out var value) || value.ValueKind is not JsonValueKind.String)
            return "";
        var clean = new StringBuilder();
        foreach (var rune in value.GetString()!.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                    clean.Append(' ');
                continue;
            }
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate)
                continue;
            if (clean.Length + rune.Utf16SequenceLength > LongestText)
                break;
            clean.Append(rune);
        }
        return clean.ToString().TrimEnd();
    }
}
