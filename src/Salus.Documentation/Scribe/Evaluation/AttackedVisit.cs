using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Salus.Language.Text;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>A statement in the form in which a model answers.</summary>
/// <param name="Turns">Numbers of turns from 1; a lying model may give any.</param>
public sealed record ModelStatement(
    [property: JsonPropertyName("section")] string Section,
    [property: JsonPropertyName("group")] string? Group,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("turns")] ImmutableArray<int> Turns);

/// <summary>A false statement that a person wrote about a visit, with the kind of lie it is.</summary>
public sealed record WrittenLie(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("section")] string Section,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("turns")] ImmutableArray<int> Turns);

/// <summary>A visit to attack: what a good model would answer, and lies about it that a person wrote, where there are any.</summary>
/// <param name="Good">True statements: from <c>model-answers/NAME.json</c> beside the visit, else what the embedded engine says.</param>
/// <param name="IsOfAPerson">Somebody wrote the good answer in their own words, so a finding on it is a false alarm.</param>
public sealed record AttackedVisit(Visit Visit, ImmutableArray<ModelStatement> Good, ImmutableArray<WrittenLie> Lies, bool IsOfAPerson)
{
    public const string AnswersFolder = "model-answers";

    private const int MostBytes = 4 * 1024 * 1024;

    private static readonly JsonSerializerOptions Form = new() { RespectRequiredConstructorParameters = false };

    /// <summary>Every conversation of a folder, by name; a CSV gives each of its rows.</summary>
    /// <exception cref="TranscriptException">A file cannot be read, or the folder holds none.</exception>
    public static async Task<ImmutableArray<AttackedVisit>> ReadAsync(DirectoryInfo data, NoteWriter embedded, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(embedded);
        var read = ImmutableArray.CreateBuilder<AttackedVisit>();
        foreach (var file in data.EnumerateFiles().Where(IsConversation).OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (file.Extension is ".csv")
            {
                await foreach (var row in VisitBatch.ReadAsync(file, cancel))
                    if (row.Visit is { } visit)
                        read.Add(OfEmbedded(visit, embedded));
                continue;
            }
            var one = await TranscriptReader.ReadAsync(file, cancel);
            var patient = new FileInfo(Path.Combine(data.FullName, $"{one.EncounterId}.patient.json"));
            if (patient.Exists)
                one = one with { Patient = VisitPatient.FromFhir(await File.ReadAllBytesAsync(patient.FullName, cancel), patient.Name, at: null) };
            var answer = new FileInfo(Path.Combine(data.FullName, AnswersFolder, $"{one.EncounterId}.json"));
            read.Add(answer.Exists ? await OfPersonAsync(one, answer, cancel) : OfEmbedded(one, embedded));
        }
        return read.Count > 0 ? read.DrainToImmutable() : throw new TranscriptException(data.Name, null, "The folder holds no conversation.", "Give a folder with transcripts, for example samples/visits.");
    }

    private static bool IsConversation(FileInfo file) =>
        file.Extension is ".txt" or ".vtt" or ".srt" or ".TextGrid" || file.Extension is ".csv" && !file.Name.Contains("_metadata", StringComparison.Ordinal) || file.Extension is ".json" && !file.Name.EndsWith(".patient.json", StringComparison.Ordinal);

    private static async Task<AttackedVisit> OfPersonAsync(Visit visit, FileInfo answer, CancellationToken cancel)
    {
        if (answer.Length > MostBytes)
            throw new TranscriptException(answer.Name, null, "The file is too large.", "Give the statements of one note.");
        try
        {
            await using var file = answer.OpenRead();
            var written = await JsonSerializer.DeserializeAsync<WrittenAnswer>(file, Form, cancel);
            if (written is { Statements.IsDefaultOrEmpty: false })
                return new AttackedVisit(visit, written.Statements, written.Lies.IsDefault ? [] : written.Lies, IsOfAPerson: true);
        }
        catch (JsonException e)
        {
            throw new TranscriptException(answer.Name, (int)(e.LineNumber ?? 0) + 1, "The file is no answer of a model.", "Give {\"statements\": [{\"section\", \"group\", \"text\", \"turns\"}], \"lies\": […]}.", e);
        }
        throw new TranscriptException(answer.Name, null, "The file holds no statements.", "Give {\"statements\": [{\"section\", \"group\", \"text\", \"turns\"}], \"lies\": […]}.");
    }

    private static AttackedVisit OfEmbedded(Visit visit, NoteWriter embedded) =>
        new(visit, [.. embedded.Write(visit, new ScribeOptions()).Statements.Select(s => new ModelStatement(s.Section, s.Group, s.Text, [.. s.Evidence.OfType<Quote>().Select(q => q.Segment + 1).Distinct().Take(4)]))], [], IsOfAPerson: false);

    private sealed record WrittenAnswer(
        [property: JsonPropertyName("statements")] ImmutableArray<ModelStatement> Statements,
        [property: JsonPropertyName("lies")] ImmutableArray<WrittenLie> Lies);
}
