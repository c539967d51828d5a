using System.Text;
using CsvHelper;

namespace Salus.Documentation.Scribe;

/// <summary>CSV files of people's spreadsheets: encoding found out, columns by name, faults told with file and line.</summary>
internal static class CsvTable
{
    /// <param name="columns">What the first line should name, for messages.</param>
    /// <exception cref="TranscriptException">The file cannot be opened, is empty, or has no readable header.</exception>
    public static async Task<CsvReader> OpenAsync(FileInfo file, string columns, CancellationToken cancel)
    {
        Encoding encoding;
        await using (var start = Open(file))
        {
            var sample = new byte[64 * 1024];
            sample = sample[..await start.ReadAtLeastAsync(sample, sample.Length, throwOnEndOfStream: false, cancel)];
            if (sample.Length == 0)
                throw new TranscriptException(file.Name, null, "The file is empty.", $"The first line names the columns: {columns}.");
            encoding = TextDecoding.Detect(WholeCharacters(sample), file.Name, []);
        }
        var csv = CsvReader.Create(Open(file), new CsvReaderOptions
        {
            Encoding = encoding,
            MaxRecordSize = 16 * 1024 * 1024,
            MalformedData = CsvMalformedDataHandling.Throw,
            TrackLineNumbers = true,
            MissingField = CsvMissingFieldHandling.ReturnEmpty,
            IncludeValuesInExceptions = false,
        });
        try
        {
            await csv.ReadHeaderAsync(cancel);
            return csv;
        }
        catch (CsvFormatException e)
        {
            csv.Dispose();
            throw new TranscriptException(file.Name, 1, "The first line cannot be read as column names.", $"The first line names the columns: {columns}.", e);
        }
    }

    /// <exception cref="TranscriptException">The row is no CSV.</exception>
    public static async Task<bool> NextAsync(CsvReader csv, string file, CancellationToken cancel)
    {
        try
        {
            return await csv.ReadAsync(cancel);
        }
        catch (CsvFormatException e)
        {
            throw new TranscriptException(file, (int)Math.Min(e.LineNumber, int.MaxValue), "The row cannot be read as CSV: a quotation mark is missing or stands where none may.", "Put the text in quotation marks and write quotation marks inside it twice.", e);
        }
    }

    private static FileStream Open(FileInfo file)
    {
        try
        {
            return file.OpenRead();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TranscriptException(file.Name, null, $"The file cannot be read: {e.Message}", "Check that it is there and that you may read it.", e);
        }
    }

    /// <summary>A sample may end in the middle of a character.</summary>
    private static ReadOnlySpan<byte> WholeCharacters(byte[] sample)
    {
        var end = sample.Length;
        for (var back = 0; back < 4 && end > 0 && sample[end - 1] >= 0x80; back++)
            end--;
        return end == 0 ? sample : sample.AsSpan(0, end);
    }

    public static int? Column(CsvReader csv, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (csv.TryGetFieldIndex(name, out var index))
                return index;
        }
        return null;
    }

    /// <summary>Null when the column or its content is missing.</summary>
    public static string? Field(CsvReader csv, params ReadOnlySpan<string> names) =>
        Column(csv, names) is { } column && column < csv.FieldCount && csv.GetString(column) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    public static TranscriptException Missing(string file, string column, string columns) =>
        new(file, 1, $"The column '{column}' is missing.", $"The first line names the columns: {columns}.");
}
