using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;

namespace Salus.Documentation.Registries;

/// <summary>What a person abstracted from a chart for one field.</summary>
/// <param name="Status">As <see cref="FormLine.StatusOf"/> names it: <c>answered</c>, <c>no-data</c>, <c>conflicting</c> …</param>
/// <param name="Date">Day of the value; null when the abstraction does not say.</param>
public sealed record AbstractedField(string Patient, string Field, string Status, string? Value, string? Unit, string? Date);

/// <summary>
/// A set of hand-abstracted fields: <c>NAME.expected.csv</c> beside its mapping <c>NAME.yaml</c>, with the columns patient, field, status, value,
/// unit and date. Lines before the header that begin with <c># patients:</c> and <c># report:</c> say where the charts lie and for which day
/// the forms are filled in.
/// </summary>
public sealed record Abstraction(string Name, RegistryMapping Mapping, string Patients, DateOnly Report, ImmutableArray<AbstractedField> Fields)
{
    private const string Ending = ".expected.csv";

    public static IEnumerable<FileInfo> In(DirectoryInfo folder) => folder.EnumerateFiles("*" + Ending, SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal);

    /// <exception cref="RegistryCallException">The file is not in the format.</exception>
    public static async Task<Abstraction> ReadAsync(FileInfo file, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(file);
        var lines = await File.ReadAllLinesAsync(file.FullName, cancel);
        string? Said(string key) => lines.TakeWhile(l => l.StartsWith('#')).Select(l => l[1..].Trim()).Where(l => l.StartsWith(key, StringComparison.Ordinal)).Select(l => l[key.Length..].Trim()).FirstOrDefault();
        var patients = Said("patients:") ?? throw Wrong(file, "the line '# patients: PATH' is missing");
        if (!DateOnly.TryParseExact(Said("report:"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var report))
            throw Wrong(file, "the line '# report: 2026-01-31' is missing");
        var mapping = MappingReader.Read(new FileInfo(file.FullName[..^Ending.Length] + ".yaml"));
        var rows = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines.SkipWhile(l => l.StartsWith('#')))));
        using var csv = CsvReader.Create(rows, new CsvReaderOptions { TrimWhitespace = true, TrackLineNumbers = true, MissingField = CsvMissingFieldHandling.ReturnEmpty, FieldCountMismatch = CsvFieldCountHandling.Allow, IncludeValuesInExceptions = false });
        var fields = ImmutableArray.CreateBuilder<AbstractedField>();
        try
        {
            await csv.ReadHeaderAsync(cancel);
            while (await csv.ReadAsync(cancel))
            {
                string? Cell(string column) => csv.TryGetFieldIndex(column, out var index) && index < csv.FieldCount && csv.GetString(index) is { Length: > 0 } text ? text : null;
                var field = new AbstractedField(Cell("patient") ?? "", Cell("field") ?? "", Cell("status") ?? "", Cell("value"), Cell("unit"), Cell("date"));
                if (!mapping.Fields.Any(f => f.Name == field.Field))
                    throw Wrong(file, $"the mapping has no field '{field.Field}'");
                fields.Add(field);
            }
        }
        catch (CsvFormatException)
        {
            throw Wrong(file, "it is no CSV with a header patient,field,status,value,unit,date");
        }
        return new Abstraction(file.Name[..^Ending.Length], mapping, Place(file, patients), report, fields.ToImmutable());
    }

    /// <summary>Beside the file, else in the folder of public data that <c>SALUS_DATA</c> names.</summary>
    private static string Place(FileInfo file, string patients)
    {
        var beside = Path.Combine(file.DirectoryName!, patients);
        return Path.Exists(beside) ? beside : Path.Combine(Environment.GetEnvironmentVariable("SALUS_DATA") ?? "../shared/data", patients);
    }

    private static RegistryCallException Wrong(FileInfo file, string what) => new($"{file.Name}: {what}.");
}
