using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace Salus.Documentation.Scribe;

/// <summary>One row of a batch: a visit, or why it could not be read. A bad row does not stop the others.</summary>
/// <param name="Line">Where the row begins in the file; one-based.</param>
public sealed record VisitRow(int Line, string EncounterId, Visit? Visit, TranscriptException? Problem);

/// <summary>
/// CSV batches: <c>encounter_id,dialogue[,gender,age,name]</c>, also with <c>dataset</c> and <c>note</c>, and patient facts in a
/// <c>…_metadata.csv</c> beside the file. Rows stream; memory holds one at a time.
/// </summary>
public static class VisitBatch
{
    private const string Columns = "encounter_id,dialogue";
    private static readonly string[] IdColumns = ["encounter_id", "id", "visit_id", "encounter"];
    private static readonly string[] DialogueColumns = ["dialogue", "transcript", "conversation", "text"];
    private static readonly string[] GenderColumns = ["gender", "sex", "patient_gender", "patient_sex"];
    private static readonly string[] AgeColumns = ["age", "patient_age"];

    /// <exception cref="TranscriptException">The file as a whole is no such batch. Problems of one row are told in the row.</exception>
    public static async IAsyncEnumerable<VisitRow> ReadAsync(FileInfo file, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (!file.Exists)
            throw new TranscriptException(file.Name, null, "There is no such file.", "Check the name and the folder.");
        var patients = await MetadataAsync(file, cancel);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        using var csv = await CsvTable.OpenAsync(file, Columns, cancel);
        var id = CsvTable.Column(csv, IdColumns) ?? throw Missing(file.Name, "encounter_id");
        var dialogue = CsvTable.Column(csv, DialogueColumns) ?? throw Missing(file.Name, "dialogue");
        while (await CsvTable.NextAsync(csv, file.Name, cancel))
            yield return Row(csv, file.Name, csv.GetString(id).Trim(), csv.GetSpan(dialogue), seen, patients);
    }

    internal static bool Looks(TranscriptFile file)
    {
        if (file.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || file.Name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase))
            return true;
        var head = Encoding.UTF8.GetString(file.Content.AsSpan(0, Math.Min(file.Content.Length, 400)));
        var header = LabelledText.Lines(head).First();
        return header.Contains(',', StringComparison.Ordinal) && header.Contains("dialogue", StringComparison.OrdinalIgnoreCase) && header.Contains("id", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The only visit of a batch file.</summary>
    internal static async Task<Visit> SingleAsync(FileInfo file, CancellationToken cancel)
    {
        Visit? only = null;
        await foreach (var row in ReadAsync(file, cancel))
        {
            if (row.Problem is not null)
                throw row.Problem;
            if (only is not null)
                throw new TranscriptException(file.Name, row.Line, "The file holds more than one visit.", "Read it as a batch: salus scribe --batch FILE --out FILE.");
            only = row.Visit;
        }
        return only ?? throw new TranscriptException(file.Name, null, "The file holds no visit.", "Below the header there should be one row per visit.");
    }

    private static VisitRow Row(CsvReader csv, string file, string id, ReadOnlySpan<byte> dialogue, HashSet<string> seen, Dictionary<string, VisitPatient> patients)
    {
        var line = (int)Math.Min(csv.LineNumber, int.MaxValue);
        try
        {
            if (id.Length == 0)
                throw new TranscriptException(file, line, "The row has no encounter_id.", "Give every visit an id of its own.");
            if (!seen.Add(id))
                throw new TranscriptException(file, line, $"The encounter_id '{id}' is there twice.", "Give every visit an id of its own.");
            if (!dialogue.ContainsAnyExcept(" \t\r\n"u8))
                throw new TranscriptException(file, line, $"The dialogue of '{id}' is empty.", "Fill it, or leave the row out.");
            var read = TranscriptReader.Read(new TranscriptFile($"{file}:{id}", [.. dialogue]));
            var patient = VisitPatient.FromColumns(CsvTable.Field(csv, "patient_id"), CsvTable.Field(csv, "name") ?? CsvTable.Field(csv, "patient_name"), CsvTable.Field(csv, GenderColumns), CsvTable.Field(csv, AgeColumns)) ?? patients.GetValueOrDefault(id);
            var visit = new Visit(id, read, patient) { ReferenceNote = CsvTable.Field(csv, "note"), Subset = CsvTable.Field(csv, "dataset") };
            return new VisitRow(line, id, visit, null);
        }
        catch (TranscriptException e)
        {
            return new VisitRow(line, id, null, e.Line is null ? new TranscriptException(file, line, e.Reason, e.Advice, e) : e);
        }
    }

    private static async Task<Dictionary<string, VisitPatient>> MetadataAsync(FileInfo file, CancellationToken cancel)
    {
        var patients = new Dictionary<string, VisitPatient>(StringComparer.Ordinal);
        var beside = new FileInfo(Path.Combine(file.DirectoryName ?? ".", $"{Path.GetFileNameWithoutExtension(file.Name)}_metadata{file.Extension}"));
        if (!beside.Exists)
            return patients;
        using var csv = await CsvTable.OpenAsync(beside, Columns, cancel);
        var idColumn = CsvTable.Column(csv, IdColumns) ?? throw Missing(beside.Name, "encounter_id");
        while (await CsvTable.NextAsync(csv, beside.Name, cancel))
        {
            var name = CsvTable.Field(csv, "name") ?? $"{CsvTable.Field(csv, "patient_firstname")} {CsvTable.Field(csv, "patient_familyname")}";
            if (csv.GetString(idColumn).Trim() is { Length: > 0 } id && VisitPatient.FromColumns(CsvTable.Field(csv, "patient_id"), name, CsvTable.Field(csv, GenderColumns), CsvTable.Field(csv, AgeColumns)) is { } patient)
                patients[id] = patient;
        }
        return patients;
    }

    private static TranscriptException Missing(string file, string column) => CsvTable.Missing(file, column, Columns + ", and if you like gender,age,name");
}
