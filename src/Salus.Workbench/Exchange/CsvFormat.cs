using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using Salus.Fhir;
using Salus.Trust;
using Salus.Workbench.Imports;

namespace Salus.Workbench.Exchange;

/// <summary>A table with a header row, and a mapping file that says what its columns mean (<see cref="TableMapping"/>). A row is taken whole or not at all.</summary>
public sealed class CsvFormat : IImportFormat
{
    private const int LongestRow = 4 * 1024 * 1024;

    public string Name => "csv";

    public string Title => "Table (CSV) with a mapping file";

    public IReadOnlyList<string> Extensions { get; } = [".csv", ".tsv"];

    public bool NeedsMapping => true;

    /// <summary>Never: anything could be a table. It is one when a mapping file comes with it.</summary>
    public bool Recognises(ReadOnlySpan<byte> head) => false;

    /// <summary>Positions are lines of the file.</summary>
    public async IAsyncEnumerable<ImportItem> ReadAsync(Stream file, ImportedFile about, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (about.Mapping is null)
            throw new ImportFormatException($"{about.Name}: a table needs a mapping file that says what its columns mean.");
        var mapping = TableMapping.Parse(await File.ReadAllBytesAsync(about.Mapping, cancel));
        var malformed = new List<(long Line, string Reason)>();
        using var table = CsvReader.Create(file, new CsvReaderOptions
        {
            Separator = mapping.Delimiter is [var given] ? given : await SeparatorAsync(file, cancel),
            MaxRecordSize = LongestRow,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            MissingField = CsvMissingFieldHandling.ReturnEmpty,
            FieldCountMismatch = CsvFieldCountHandling.Allow,
            IncludeValuesInExceptions = false,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = record => malformed.Add((record.LineNumber, record.Reason.ToString())),
        }, leaveOpen: true);
        var header = await HeaderAsync(table, about.Name, cancel);
        var missing = mapping.Columns.Where(c => !header.Contains(c, StringComparer.Ordinal)).ToList();
        if (missing.Count > 0)
            throw new ImportFormatException($"{about.Name} lacks columns that the mapping names: {string.Join(", ", missing)}. It has: {string.Join(", ", header.Take(50))}.");
        var rows = new TableRows(mapping, about.SourceSystem);
        while (await NextAsync(table, cancel))
        {
            foreach (var (at, reason) in malformed)
                yield return new ImportItem(at, null, $"The row cannot be read as CSV ({reason}): put text in quotation marks, and write quotation marks inside it twice.");
            malformed.Clear();
            var line = table.LineNumber;
            if (table.FieldCount > header.Count)
            {
                yield return new ImportItem(line, null, "The row has more fields than the header. Is a text with the separator in it not in quotation marks?");
                continue;
            }
            var (resources, faults) = rows.Read(column => table.TryGetFieldIndex(column, out var index) && index < table.FieldCount ? table.GetString(index).Trim() : "");
            foreach (var fault in faults.Skip(1))
                about.Note?.Invoke(new ImportProblem(about.Name, line, ImportSeverity.Warning, fault.Column, fault.Text));
            yield return faults is [var first, ..]
                ? new ImportItem(line, null, $"Column {first.Column}: {first.Text}")
                : new ImportItem(line, FhirBundle.Transaction(resources));
        }
        foreach (var (at, reason) in malformed)
            yield return new ImportItem(at, null, $"The row cannot be read as CSV ({reason}): put text in quotation marks, and write quotation marks inside it twice.");
    }

    private static async Task<IReadOnlyList<string>> HeaderAsync(CsvReader table, string name, CancellationToken cancel)
    {
        try
        {
            await table.ReadHeaderAsync(cancel);
        }
        catch (CsvFormatException e)
        {
            throw new ImportFormatException($"{name}: the first line cannot be read as the names of columns ({e.GetType().Name}).");
        }
        return table.Headers is { Count: > 0 } headers ? headers : throw new ImportFormatException($"{name} has no header row.");
    }

    private static async Task<bool> NextAsync(CsvReader table, CancellationToken cancel)
    {
        try
        {
            return await table.ReadAsync(cancel);
        }
        catch (CsvFormatException e)
        {
            throw new ImportFormatException($"Line {e.LineNumber.ToString(CultureInfo.InvariantCulture)} cannot be read as CSV, nor can what follows: is a quotation mark not closed?");
        }
    }

    /// <summary>What stands most often in the first line among comma, semicolon, tab and bar.</summary>
    private static async Task<char> SeparatorAsync(Stream file, CancellationToken cancel)
    {
        var head = new byte[16 * 1024];
        var start = file.Position;
        var count = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        file.Position = start;
        var line = head.AsSpan(0, count);
        if (line.IndexOfAny("\r\n"u8) is var end and >= 0)
            line = line[..end];
        var (best, most) = (',', -1);
        foreach (var separator in ",;\t|")
        {
            if (line.Count((byte)separator) is var times && times > most)
                (best, most) = (separator, times);
        }
        return best;
    }
}
