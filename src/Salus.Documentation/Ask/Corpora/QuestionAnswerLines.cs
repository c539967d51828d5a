using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Salus.Documentation.Ask;

/// <summary>A file that cannot be a corpus, or a corpus that cannot be found; the message says which, where and what to do.</summary>
public sealed class CorpusException(string message) : Exception(message);

/// <summary>
/// JSON Lines: one passage a line. Answered questions have <c>question</c> and <c>answer</c>, optionally <c>focus</c>, <c>synonyms</c>, <c>qtype</c>,
/// <c>url</c>, <c>source</c>, <c>doc</c> and <c>qid</c> (as MedQuAD has); other passages have <c>text</c> and optionally <c>title</c>, <c>heading</c>,
/// <c>names</c>, <c>url</c>, <c>id</c>, <c>doc</c>. Other members are passed over.
/// </summary>
internal static class QuestionAnswerLines
{
    private const int LongestLine = 4 << 20;
    private const int MostNames = 64;

    /// <exception cref="CorpusException">A line is not as it should be; names file and line.</exception>
    public static IEnumerable<CorpusPassage> Read(TextReader reader, string file)
    {
        var number = 0;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (Line(reader, file, number + 1) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var passage = One(line, file, number);
            // Collections merged from several publishers count each publisher's questions from 1.
            if (!ids.Add(passage.Id))
                ids.Add((passage = passage with { Id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{passage.Id}#{number}") }).Id);
            yield return passage;
        }
    }

    /// <summary>The next line, which is refused before it is all in memory when it does not end.</summary>
    private static string? Line(TextReader reader, string file, int number)
    {
        var line = new StringBuilder();
        var c = reader.Read();
        if (c < 0)
            return null;
        for (; c >= 0 && c != '\n'; c = reader.Read())
        {
            if (line.Length == LongestLine)
                throw Bad(file, number, "it is longer than 4 MiB. Split the text into passages, one a line.");
            line.Append((char)c);
        }
        return line.ToString();
    }

    private static CorpusPassage One(string line, string file, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 16 });
            var row = json.RootElement;
            if (row.ValueKind is not JsonValueKind.Object)
                throw Bad(file, number, "it is no JSON object.");
            var text = Text(row, "answer") ?? Text(row, "text") ?? Text(row, "content") ?? throw Bad(file, number, "it has neither 'answer' nor 'text'.");
            if (string.IsNullOrWhiteSpace(text))
                throw Bad(file, number, "its text is empty.");
            var title = Text(row, "title") ?? Text(row, "focus") ?? Text(row, "question") ?? Short(text);
            var id = Text(row, "qid") ?? Text(row, "id") ?? number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return new CorpusPassage(id, Text(row, "doc") ?? id, title, text)
            {
                Heading = Text(row, "heading"),
                Names = [.. new[] { Text(row, "focus") }.Concat(List(row, "synonyms")).Concat(List(row, "names")).OfType<string>().Where(n => !string.IsNullOrWhiteSpace(n)).Select(n => n.Replace('|', ' ')).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostNames)],
                Question = Text(row, "question"),
                Type = QuestionTypes.Find(Text(row, "qtype") ?? Text(row, "type"))?.Name,
                Url = Text(row, "url") is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? url : null,
                Publisher = Text(row, "source"),
            };
        }
        catch (JsonException wrong)
        {
            throw Bad(file, number, $"it is not JSON ({wrong.Message.Split('.')[0]}).");
        }
        catch (InvalidOperationException)
        {
            throw Bad(file, number, "a text in it holds half a character (a lone surrogate).");
        }
    }

    private static string? Text(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? Whole(value) : null;

    /// <summary>Half a surrogate pair is no text; it is dropped.</summary>
    private static string Whole(JsonElement value) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value.GetString()!.Replace('\0', ' ')));

    private static ImmutableArray<string> List(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String).Select(Whole)] : [];

    private static string Short(string text) => text.Length <= 60 ? text : text[..57] + "…";

    private static CorpusException Bad(string file, int line, string what) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}, line {line}: {what}"));
}
