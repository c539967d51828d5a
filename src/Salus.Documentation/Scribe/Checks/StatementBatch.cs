using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using Salus.Language.Grounding;
using Salus.Language.Vocabularies;

namespace Salus.Documentation.Scribe;

/// <summary>One line of <c>salus check --batch</c>. Property names are a contract with other tools.</summary>
/// <param name="Flagged">A reviewer should not sign the statement as it stands.</param>
public sealed record StatementVerdict(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("flagged")] bool Flagged,
    [property: JsonPropertyName("verdict")] string Verdict,
    [property: JsonPropertyName("findings")] ImmutableArray<StatementFinding> Findings)
{
    /// <summary>Why the row could not be checked; then nothing else says anything.</summary>
    [JsonPropertyName("error")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}

/// <summary>What is wrong with a statement.</summary>
/// <param name="Kind">Kebab-case: <c>drug</c>, <c>number</c>, <c>side</c>, <c>polarity</c> …</param>
/// <param name="Verdict"><c>contradicted</c> or <c>not-found</c>.</param>
/// <param name="Claim">The words at fault.</param>
/// <param name="Start">Where they stand in the statement, in UTF-16 code units.</param>
/// <param name="Said">What the conversation says instead.</param>
/// <param name="Turn">Zero-based turn worth reading; null when none speaks of it.</param>
public sealed record StatementFinding(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("verdict")] string Verdict,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("claim")] string Claim,
    [property: JsonPropertyName("start")] int Start,
    [property: JsonPropertyName("length")] int Length,
    [property: JsonPropertyName("said")] string? Said,
    [property: JsonPropertyName("turn")] int? Turn);

/// <summary>
/// Checks the statements of a CSV, <c>id,dialogue,statement[,gender,age,name]</c>, each against its own dialogue.
/// A row that cannot be read gets an error and does not stop the others.
/// </summary>
public static class StatementBatch
{
    private const string Columns = "id,dialogue,statement";
    private const int KeptCheckers = 32;

    /// <param name="vocabulary">The words that findings and drugs are known by.</param>
    /// <exception cref="TranscriptException">The file as a whole cannot be read.</exception>
    public static async IAsyncEnumerable<StatementVerdict> RunAsync(FileInfo file, Vocabulary vocabulary, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.Exists)
            throw new TranscriptException(file.Name, null, "There is no such file.", "Check the name and the folder.");
        using var csv = await CsvTable.OpenAsync(file, Columns, cancel);
        var id = CsvTable.Column(csv, "id", "row_id") ?? throw CsvTable.Missing(file.Name, "id", Columns);
        _ = CsvTable.Column(csv, "dialogue", "transcript", "conversation") ?? throw CsvTable.Missing(file.Name, "dialogue", Columns);
        _ = CsvTable.Column(csv, "statement", "claim", "sentence") ?? throw CsvTable.Missing(file.Name, "statement", Columns);
        // Many statements in a row are of one visit: its transcript is read once.
        var checkers = new Dictionary<(string Dialogue, string? Gender, string? Age, string? Name), (ClaimChecker Checker, int Turns)>();
        while (await CsvTable.NextAsync(csv, file.Name, cancel))
        {
            var row = csv.GetString(id).Trim();
            StatementVerdict verdict;
            try
            {
                var dialogue = CsvTable.Field(csv, "dialogue", "transcript", "conversation") ?? throw Empty("dialogue");
                var statement = CsvTable.Field(csv, "statement", "claim", "sentence") ?? throw Empty("statement");
                var key = (dialogue, CsvTable.Field(csv, "gender", "sex", "patient_gender"), CsvTable.Field(csv, "age", "patient_age"), CsvTable.Field(csv, "name", "patient_name"));
                if (!checkers.TryGetValue(key, out var known))
                {
                    if (checkers.Count >= KeptCheckers)
                        checkers.Clear();
                    var transcript = TranscriptReader.Read(new TranscriptFile($"{file.Name}:{row}", [.. Encoding.UTF8.GetBytes(dialogue)]));
                    checkers[key] = known = (StatementCheck.CheckerOf(new Visit(row, transcript, VisitPatient.FromColumns(null, key.Item4, key.Item2, key.Item3)), vocabulary), transcript.Turns.Length);
                }
                verdict = StatementCheck.Verdict(row, statement, known.Checker, known.Turns);
            }
            catch (TranscriptException e)
            {
                verdict = new StatementVerdict(row, Flagged: false, "error", []) { Error = e.Message };
            }
            yield return verdict;
        }

        TranscriptException Empty(string column) =>
            new(file.Name, (int)Math.Min(csv.LineNumber, int.MaxValue), $"The {column} is empty.", "Fill it, or leave the row out.");
    }
}
