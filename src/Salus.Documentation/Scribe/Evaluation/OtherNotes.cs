using System.Collections.Immutable;
using System.Text.Json;

namespace Salus.Documentation.Scribe;

/// <summary>
/// Notes that another system wrote: a CSV with the columns <c>id</c> or <c>encounter_id</c> and <c>note</c>, or JSON Lines with the same
/// names, so that systems can be put side by side on the same visits.
/// </summary>
public static class OtherNotes
{
    private const string Columns = "encounter_id,note";
    private static readonly string[] IdNames = ["encounter_id", "id", "visit_id", "encounter"];
    private static readonly string[] NoteNames = ["note", "output", "prediction", "summary"];

    /// <exception cref="TranscriptException">The file is neither, or names a visit twice.</exception>
    public static async Task<ImmutableDictionary<string, string>> ReadAsync(FileInfo file, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        var notes = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        await foreach (var (line, id, note) in file.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase) ? CsvAsync(file, cancel) : LinesAsync(file, cancel))
            if (!notes.TryAdd(id, note))
                throw new TranscriptException(file.Name, line, $"There is a second note for '{id}'.", "Give one note per visit.");
        return notes.Count > 0 ? notes.ToImmutable() : throw new TranscriptException(file.Name, null, "The file holds no note.", $"Give one row or line per visit: {Columns}.");
    }

    private static async IAsyncEnumerable<(int Line, string Id, string Note)> CsvAsync(FileInfo file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        using var csv = await CsvTable.OpenAsync(file, Columns, cancel);
        _ = CsvTable.Column(csv, IdNames) ?? throw CsvTable.Missing(file.Name, "encounter_id", Columns);
        _ = CsvTable.Column(csv, NoteNames) ?? throw CsvTable.Missing(file.Name, "note", Columns);
        while (await CsvTable.NextAsync(csv, file.Name, cancel))
        {
            var line = (int)Math.Min(csv.LineNumber, int.MaxValue);
            var id = CsvTable.Field(csv, IdNames) ?? throw new TranscriptException(file.Name, line, "The row names no visit.", "Fill the column encounter_id.");
            yield return (line, id.Trim(), CsvTable.Field(csv, NoteNames) ?? "");
        }
    }

    private static async IAsyncEnumerable<(int Line, string Id, string Note)> LinesAsync(FileInfo file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var number = 0;
        await foreach (var text in File.ReadLinesAsync(file.FullName, cancel))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(text))
                yield return Line(file.Name, number, text);
        }
    }

    private static (int, string, string) Line(string file, int number, string text)
    {
        const string advice = "Write one object per line, as 'salus scribe --batch' does.";
        try
        {
            using var json = JsonDocument.Parse(text);
            return Text(json.RootElement, IdNames) is { Length: > 0 } id && Text(json.RootElement, NoteNames) is { } note
                ? (number, id, note)
                : throw new TranscriptException(file, number, "The line is no JSON object with encounter_id and note.", advice);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TranscriptException(file, number, "The line is no JSON object with encounter_id and note.", advice, e);
        }
    }

    private static string? Text(JsonElement line, string[] names)
    {
        if (line.ValueKind is not JsonValueKind.Object)
            return null;
        foreach (var name in names)
            if (line.TryGetProperty(name, out var value))
                return value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null };
        return null;
    }
}
