using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Salus.Language.Models;
using Salus.Language.Vocabularies;
using Salus.Trust;

namespace Salus.Documentation.Surveys;

/// <summary>One answer in a person's own words.</summary>
/// <param name="Group">For example the ward; null where none is given.</param>
/// <param name="Label">The theme a person gave it, in data for scoring; null otherwise.</param>
public sealed record FreeAnswer(string Text, string? Group, string? Label);

/// <summary>
/// Free answers of a survey, with identifiers already concealed: names, dates, contacts, addresses and long numbers are placeholders before
/// anything else looks at them, so none reaches a draft.
/// </summary>
public sealed record FreeAnswers(ImmutableArray<FreeAnswer> All, int Blank, int Concealed)
{
    public const string SourceId = "answers";

    private const int MostAnswers = 100_000;
    private const int LongestAnswer = 8000;
    private const int LongestGroup = 80;

    private static readonly string[] usualNames = ["answer", "text", "comment", "response", "feedback"];

    /// <param name="name">Its ending tells the format: <c>.jsonl</c> and <c>.ndjson</c> are JSON Lines, everything else CSV.</param>
    /// <param name="column">The column with the answers; null finds one called answer, text, comment, response or feedback.</param>
    /// <exception cref="SurveyCallException">The file cannot be used; the message says where.</exception>
    public static async Task<FreeAnswers> ReadAsync(Stream file, string name, string? column, string? group, Vocabulary vocabulary, CancellationToken cancel)
    {
        var read = new List<FreeAnswer>();
        var blank = 0;
        await foreach (var (line, cell) in Rows(file, name, cancel))
        {
            var text = (column is null ? usualNames.Select(cell).FirstOrDefault(t => t is not null) : cell(column)) ?? (read.Count + blank == 0 ? throw Missing(name, column ?? "answer") : "");
            if (group is not null && cell(group) is null && read.Count + blank == 0)
                throw Missing(name, group);
            if (text.Length > LongestAnswer)
                throw new SurveyCallException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {line}: the answer is longer than {LongestAnswer} characters."));
            var clean = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (clean.Count(char.IsLetter) < 2)
            {
                blank++;
                continue;
            }
            read.Add(new FreeAnswer(clean, group is null ? null : Shortened(cell(group)), cell("theme") is { Length: > 0 } label ? label : null));
            if (read.Count > MostAnswers)
                throw new SurveyCallException(string.Create(CultureInfo.InvariantCulture, $"{name} holds more than {MostAnswers} answers. Split it."));
        }
        if (read.Count == 0)
            throw new SurveyCallException($"{name} holds no answers.");
        return Conceal(read, blank, vocabulary);
    }

    internal static FreeAnswers Conceal(IReadOnlyList<FreeAnswer> read, int blank, Vocabulary vocabulary)
    {
        var concealment = new Concealment([], read.Select(a => a.Text), EverydayWords.In(vocabulary));
        ImmutableArray<FreeAnswer> concealed = [.. read.Select(a => a with { Text = concealment.Conceal(a.Text) })];
        return new FreeAnswers(concealed, blank, concealment.Count);
    }

    /// <summary>As it goes with the draft: JSON Lines of row, group and concealed answer; one segment for each answer.</summary>
    public Source ToSource()
    {
        var lines = new StringBuilder();
        foreach (var (row, answer) in All.Index())
            lines.Append(JsonSerializer.Serialize(new { row, group = answer.Group, answer = answer.Text }, TrustJson.Canonical)).Append('\n');
        return new Source(SourceId, "Answers", "application/x-ndjson", [.. Encoding.UTF8.GetBytes(lines.ToString())], [.. All.Select(a => new Segment(a.Group, a.Text))]);
    }

    // Commas and semicolons divide the parts of a line of the table.
    private static string? Shortened(string? group)
    {
        var name = string.Join(' ', (group ?? "").Split([',', ';', ' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        return name.Length == 0 ? null : name.Length > LongestGroup ? name[..LongestGroup] : name;
    }

    private static SurveyCallException Missing(string name, string column) => new($"{name} has no column '{column}'. Name the column of the answers with --text, that of the groups with --group.");

    private static IAsyncEnumerable<(long Line, Func<string, string?> Cell)> Rows(Stream file, string name, CancellationToken cancel) =>
        name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) ? JsonRows(file, name, cancel) : CsvRows(file, name, cancel);

    private static async IAsyncEnumerable<(long, Func<string, string?>)> JsonRows(Stream file, string name, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        for (var line = 1L; await reader.ReadLineAsync(cancel) is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;
            using var json = Parsed(text, name, line);
            yield return (line, column => json.RootElement.TryGetProperty(column, out var value) && value.ValueKind is not JsonValueKind.Null ? value.ToString() : null);
        }
    }

    private static JsonDocument Parsed(string text, string name, long line)
    {
        try
        {
            var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            if (json.RootElement.ValueKind is JsonValueKind.Object)
                return json;
            json.Dispose();
        }
        catch (JsonException)
        {
            // Told below, as any other line that is no object.
        }
        throw new SurveyCallException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {line}: write one JSON object a line, such as {{\"answer\": \"…\", \"ward\": \"3\"}}."));
    }

    private static async IAsyncEnumerable<(long, Func<string, string?>)> CsvRows(Stream file, string name, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        using var csv = CsvReader.Create(file, new CsvReaderOptions { TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw, MaxRecordSize = 1 << 20, MissingField = CsvMissingFieldHandling.ReturnEmpty, FieldCountMismatch = CsvFieldCountHandling.Allow, IncludeValuesInExceptions = false });
        while (await NextAsync(csv, name, cancel))
            yield return (csv.LineNumber, column => csv.TryGetFieldIndex(column, out var index) ? index < csv.FieldCount ? csv.GetString(index) : "" : null);
    }

    private static async Task<bool> NextAsync(CsvReader csv, string name, CancellationToken cancel)
    {
        try
        {
            if (csv.Headers is not { Count: > 0 })
                await csv.ReadHeaderAsync(cancel);
            return await csv.ReadAsync(cancel);
        }
        catch (CsvFormatException wrong)
        {
            throw new SurveyCallException(string.Create(CultureInfo.InvariantCulture, $"{name}, line {wrong.LineNumber}: this cannot be read as CSV. Put answers in quotation marks, and write quotation marks inside them twice."));
        }
    }
}
