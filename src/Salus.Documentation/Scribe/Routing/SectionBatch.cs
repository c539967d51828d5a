using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using Salus.Language.Vocabularies;
using Salus.Language.Written;

namespace Salus.Documentation.Scribe;

/// <summary>A stretch of conversation of a CSV in the format of MTS-Dialog: <c>ID,section_header,section_text,dialogue</c>.</summary>
/// <param name="Header">As a person labelled it; null where the file has no labels.</param>
public sealed record SectionRow(string Id, string? Header, Transcript? Transcript, string? Problem)
{
    /// <summary>What a person wrote of the stretch, in evaluation data.</summary>
    public string? ReferenceText { get; init; }
}

/// <summary>One line of <c>salus sections --batch</c>. Property names are a contract with other tools.</summary>
/// <param name="Summary">What the scribe writes of the stretch, in sentences; where it writes nothing, what the patient said.</param>
public sealed record SectionLine([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("header")] string Header, [property: JsonPropertyName("summary")] string Summary)
{
    /// <summary>Why the row could not be read.</summary>
    [JsonPropertyName("error")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}

/// <summary>Reads stretches of conversation, and says header and summary of each.</summary>
public static class SectionBatch
{
    private const string Columns = "ID,dialogue";

    /// <summary>Share of a sentence's words that stand in the statements when it need not be said again.</summary>
    private const double Told = 0.5;

    /// <exception cref="TranscriptException">The file as a whole cannot be read.</exception>
    public static async IAsyncEnumerable<SectionRow> ReadAsync(FileInfo file, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.Exists)
            throw new TranscriptException(file.Name, null, "There is no such file.", "Check the name and the folder.");
        using var csv = await CsvTable.OpenAsync(file, Columns, cancel);
        var id = CsvTable.Column(csv, "ID", "id") ?? throw CsvTable.Missing(file.Name, "ID", Columns);
        _ = CsvTable.Column(csv, "dialogue", "Dialogue") ?? throw CsvTable.Missing(file.Name, "dialogue", Columns);
        while (await CsvTable.NextAsync(csv, file.Name, cancel))
        {
            var row = csv.GetString(id).Trim();
            Transcript? transcript = null;
            string? problem = null;
            try
            {
                var dialogue = CsvTable.Field(csv, "dialogue", "Dialogue") ?? throw new TranscriptException(file.Name, (int)Math.Min(csv.LineNumber, int.MaxValue), "The dialogue is empty.", "Fill it, or leave the row out.");
                transcript = TranscriptReader.Read(new TranscriptFile($"{file.Name}:{row}", [.. Encoding.UTF8.GetBytes(dialogue)]));
            }
            catch (TranscriptException e)
            {
                problem = e.Message;
            }
            yield return new SectionRow(row, CsvTable.Field(csv, "section_header"), transcript, problem) { ReferenceText = CsvTable.Field(csv, "section_text") };
        }
    }

    /// <exception cref="TranscriptException">The file as a whole cannot be read.</exception>
    public static async IAsyncEnumerable<SectionLine> RunAsync(FileInfo file, SectionRouter router, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(router);
        await foreach (var row in ReadAsync(file, cancel))
            yield return row.Transcript is { } transcript
                ? new SectionLine(row.Id, router.HeaderOf(transcript), Summary(row.Id, transcript))
                : new SectionLine(row.Id, "", "") { Error = row.Problem };
    }

    /// <summary>
    /// The scribe's statements at full length, and what else was told of the stretch as a statement, in the order spoken; where there is
    /// neither, what the patient said in written form.
    /// </summary>
    internal static string Summary(string id, Transcript transcript)
    {
        var written = NoteWriter.Propose(new Visit(id, transcript), Vocabulary.Embedded);
        var finish = new Finish(written.Reading);
        var parts = new Selection(written, null).Choose(NoteLength.Full).Select(p => (p.Order, Text: finish.Sentence(p))).ToList();
        var told = parts.SelectMany(p => Rouge.Tokens(p.Text)).ToHashSet(StringComparer.Ordinal);
        foreach (var proposal in written.Proposals.Where(p => p.Kind is ProposalKind.Said && !p.From.IsEmpty && !p.From[0].IsQuestion).DistinctBy(p => p.Order))
        {
            var words = Rouge.Tokens(proposal.Text).Where(w => w.Length > 3 && w is not "patient").ToArray();
            if (words.Length > 0 && words.Count(told.Contains) < Told * words.Length)
                parts.Add((proposal.Order, finish.Sentence(proposal)));
        }
        return parts.Count == 0
            ? string.Join(' ', transcript.Turns.Where(t => t.Speaker is not Speaker.Doctor).Select(t => SpokenForm.ToWritten(t.Text).Text))
            : string.Join(' ', parts.OrderBy(p => p.Order).Select(p => p.Text));
    }
}
