using System.Text.Json;
using Salus.Language;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>Spans of another system as JSON Lines: <c>{"id":"...","spans":[{"start":0,"length":4,"class":"name"}]}</c>, in UTF-16 code units. A text without a line is one in which it found nothing.</summary>
public sealed class OtherSystem
{
    private readonly Dictionary<string, List<(TextSpan Span, IdentifierClass Class)>> texts = new(StringComparer.Ordinal);

    public static async Task<OtherSystem> ReadAsync(FileInfo file, CancellationToken cancel)
    {
        var other = new OtherSystem();
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(file.FullName, cancel))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                other.texts[json.RootElement.GetProperty("id").GetString()!] = [.. json.RootElement.GetProperty("spans").EnumerateArray().Select(Span)];
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
            {
                throw new DeidentificationException($"{file.Name}, line {number}: expected {{\"id\":\"...\",\"spans\":[{{\"start\":0,\"length\":4,\"class\":\"name\"}}]}} with one of these classes: {string.Join(", ", IdentifierClasses.Words)}.", e);
            }
        }
        return other;
    }

    /// <summary>What it found in a text; spans that reach beyond it are cut.</summary>
    public IReadOnlyList<(TextSpan Span, IdentifierClass Class)> Of(string id, string text) =>
        [.. texts.GetValueOrDefault(id, []).Where(s => s.Span.Start < text.Length).Select(s => (TextSpan.FromBounds(s.Span.Start, Math.Min(s.Span.End, text.Length)), s.Class))];

    private static (TextSpan, IdentifierClass) Span(JsonElement span)
    {
        var (start, length) = (span.GetProperty("start").GetInt32(), span.GetProperty("length").GetInt32());
        if (start < 0 || length < 0 || length > int.MaxValue - start || !IdentifierClasses.TryParse(span.GetProperty("class").GetString() ?? "", out var kind))
            throw new FormatException("No such span.");
        return (new TextSpan(start, length), kind);
    }
}
