using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Salus.Language;
using Salus.Language.Findings;

namespace Salus.Documentation.Scribe;

/// <summary>One line of <c>salus assert --batch</c>. Property names are a contract with other tools.</summary>
/// <param name="Negated">Denied, or gone by now.</param>
/// <param name="Historical">Of the history, not of this illness.</param>
/// <param name="Experiencer"><c>patient</c>, <c>family</c> or <c>other</c>.</param>
public sealed record AssertionLine(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("negated")] bool Negated,
    [property: JsonPropertyName("possible")] bool Possible,
    [property: JsonPropertyName("historical")] bool Historical,
    [property: JsonPropertyName("experiencer")] string Experiencer)
{
    /// <summary>Named only as a condition, warning or wish.</summary>
    [JsonPropertyName("conditional")]
    public bool Conditional { get; init; }

    /// <summary>Why the row could not be read; then nothing else says anything.</summary>
    [JsonPropertyName("error")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}

/// <summary>What each sentence of a CSV, <c>id,concept,sentence</c>, says about its concept.</summary>
public static class AssertionBatch
{
    private const string Columns = "id,concept,sentence";

    /// <exception cref="TranscriptException">The file as a whole cannot be read.</exception>
    public static async IAsyncEnumerable<AssertionLine> RunAsync(FileInfo file, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.Exists)
            throw new TranscriptException(file.Name, null, "There is no such file.", "Check the name and the folder.");
        using var csv = await CsvTable.OpenAsync(file, Columns, cancel);
        var id = CsvTable.Column(csv, "id", "row_id") ?? throw CsvTable.Missing(file.Name, "id", Columns);
        _ = CsvTable.Column(csv, "concept", "condition") ?? throw CsvTable.Missing(file.Name, "concept", Columns);
        _ = CsvTable.Column(csv, "sentence", "text") ?? throw CsvTable.Missing(file.Name, "sentence", Columns);
        while (await CsvTable.NextAsync(csv, file.Name, cancel))
        {
            var (concept, sentence) = (CsvTable.Field(csv, "concept", "condition"), CsvTable.Field(csv, "sentence", "text"));
            var row = csv.GetString(id).Trim();
            if (concept is not null && sentence is not null && PlaceOf(concept.Trim(), sentence) is { } place)
                yield return Assess(row, sentence, place);
            else
                yield return new AssertionLine(row, false, false, false, "") { Error = new TranscriptException(file.Name, (int)Math.Min(csv.LineNumber, int.MaxValue), concept is null || sentence is null ? "The concept or the sentence is empty." : "The sentence does not name the concept.", "Give the concept in the words of the sentence.").Message };
        }
    }

    private static AssertionLine Assess(string id, string sentence, TextSpan place)
    {
        var (polarity, frame, experiencer) = FindingExtractor.Default.Assess(sentence, place);
        return new AssertionLine(id, polarity is Polarity.Negated || polarity is Polarity.Affirmed && frame is TimeFrame.Resolved, polarity is Polarity.Possible, frame is TimeFrame.Past, experiencer.Kind switch { ExperiencerKind.Patient => "patient", ExperiencerKind.Family => "family", _ => "other" })
        {
            Conditional = polarity is Polarity.Conditional,
        };
    }

    /// <summary>Where the concept stands: in capitals, as test kits mark it, else in any case, else with other spaces between its words.</summary>
    private static TextSpan? PlaceOf(string concept, string sentence)
    {
        var start = sentence.IndexOf(concept.ToUpperInvariant(), StringComparison.Ordinal);
        if (start < 0)
            start = sentence.IndexOf(concept, StringComparison.OrdinalIgnoreCase);
        if (start >= 0)
            return new TextSpan(start, concept.Length);
        var words = concept.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var first = sentence.IndexOf(words[0], StringComparison.OrdinalIgnoreCase);
        var last = first < 0 ? -1 : sentence.IndexOf(words[^1], first, StringComparison.OrdinalIgnoreCase);
        return last < 0 ? null : TextSpan.FromBounds(first, last + words[^1].Length);
    }
}
