using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>
/// Openly licensed notes and dialogues of invented or anonymous patients, in the folders as they are published: ACI-Bench (train.csv,
/// valid.csv with their metadata), MTS-Dialog (*-TrainingSet.csv, *-ValidationSet.csv) and PriMock57 (notes, transcripts).
/// </summary>
public static class CarrierFiles
{
    /// <summary>Shorter ones are headings and single words.</summary>
    private const int ShortestText = 160;

    private static readonly string[] speakers = ["doctor", "patient"];
    private static readonly string[] collections = ["aci-bench", "mts-dialog", "primock57"];

    /// <summary>The collections that lie in a folder, in the folders in it, or under their own names beside it.</summary>
    public static IReadOnlyList<Carrier> In(DirectoryInfo data)
    {
        var places = new[] { data }.Concat(data.EnumerateDirectories()).Concat(collections.Select(c => new DirectoryInfo(Path.Combine(data.FullName, "..", c))).Where(d => d.Exists)).DistinctBy(d => Path.GetFullPath(d.FullName), StringComparer.Ordinal).OrderBy(d => d.Name, StringComparer.Ordinal);
        var found = new List<Carrier>();
        foreach (var folder in places)
        {
            try
            {
                found.AddRange(folder.EnumerateFiles("*.csv").OrderBy(f => f.Name, StringComparer.Ordinal).SelectMany(Tables));
                if (Directory.Exists(Path.Combine(folder.FullName, "transcripts")) && Directory.Exists(Path.Combine(folder.FullName, "notes")))
                    found.AddRange(Consultations(folder));
            }
            catch (UnauthorizedAccessException)
            {
                // A folder beside ours that is not ours to read is not ours to score.
            }
        }
        return [.. found.Where(c => c.Text.Length >= ShortestText).DistinctBy(c => c.Text, StringComparer.Ordinal).OrderBy(c => c.Id, StringComparer.Ordinal)];
    }

    private static IEnumerable<Carrier> Tables(FileInfo file)
    {
        if (file.Name.EndsWith("_metadata.csv", StringComparison.Ordinal))
            yield break;
        using var csv = Open(file);
        if (csv is null)
            yield break;
        if (csv.TryGetFieldIndex("encounter_id", out var id) && csv.TryGetFieldIndex("note", out var note) && csv.TryGetFieldIndex("dialogue", out var dialogue))
        {
            var names = NamesBeside(file);
            while (csv.Read())
            {
                var (given, family) = names.GetValueOrDefault(csv.GetString(id));
                yield return new Carrier($"aci-{csv.GetString(id)}-note", false, Lines(csv.GetString(note)), given ?? "", family ?? "");
                yield return new Carrier($"aci-{csv.GetString(id)}-dialogue", true, Lines(csv.GetString(dialogue)), given ?? "", family ?? "");
            }
        }
        else if (csv.TryGetFieldIndex("section_text", out var section) && csv.TryGetFieldIndex("dialogue", out var talk) && csv.TryGetFieldIndex("ID", out var row))
        {
            var part = file.Name.Contains("Validation", StringComparison.Ordinal) ? "valid" : "train";
            while (csv.Read())
            {
                yield return new Carrier($"mts-{part}-{csv.GetString(row)}-note", false, Lines(csv.GetString(section)));
                yield return new Carrier($"mts-{part}-{csv.GetString(row)}-dialogue", true, Lines(csv.GetString(talk)));
            }
        }
    }

    /// <summary>Null for a file that begins with no row of column names: any table may lie beside the collections.</summary>
    private static CsvReader? Open(FileInfo file)
    {
        var csv = CsvReader.Create(file.OpenRead(), new CsvReaderOptions { MaxRecordSize = 16 * 1024 * 1024, MissingField = CsvMissingFieldHandling.ReturnEmpty, FieldCountMismatch = CsvFieldCountHandling.Allow, IncludeValuesInExceptions = false });
        try
        {
            csv.ReadHeader();
            return csv;
        }
        catch (CsvFormatException)
        {
            csv.Dispose();
            return null;
        }
    }

    private static Dictionary<string, (string? Given, string? Family)> NamesBeside(FileInfo file)
    {
        var names = new Dictionary<string, (string?, string?)>(StringComparer.Ordinal);
        var metadata = new FileInfo(Path.ChangeExtension(file.FullName, null) + "_metadata.csv");
        if (!metadata.Exists)
            return names;
        using var csv = Open(metadata);
        if (csv is not null && csv.TryGetFieldIndex("encounter_id", out var id) && csv.TryGetFieldIndex("patient_firstname", out var given) && csv.TryGetFieldIndex("patient_familyname", out var family))
            while (csv.Read())
                names[csv.GetString(id)] = (csv.GetString(given).Trim(), csv.GetString(family).Trim());
        return names;
    }

    private static IEnumerable<Carrier> Consultations(DirectoryInfo folder)
    {
        foreach (var file in folder.GetDirectories("notes")[0].EnumerateFiles("*.json").OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            var name = Path.GetFileNameWithoutExtension(file.Name);
            if (json.RootElement.TryGetProperty("note", out var note) && note.ValueKind is JsonValueKind.String)
                yield return new Carrier($"primock-{name}-note", false, Lines(note.GetString()!));
            yield return new Carrier($"primock-{name}-dialogue", true, string.Join('\n', speakers
                .SelectMany(who => Turns(new FileInfo(Path.Combine(folder.FullName, "transcripts", $"{name}_{who}.TextGrid")), who is "doctor" ? "Doctor" : "Patient")).OrderBy(t => t.Start).Select(t => t.Words)));
        }
    }

    /// <summary>Praat's TextGrid: <c>xmin = 2.53</c> before <c>text = "..."</c>; quotation marks in it are doubled.</summary>
    private static IEnumerable<(double Start, string Words)> Turns(FileInfo file, string who)
    {
        if (!file.Exists)
            yield break;
        var start = 0.0;
        foreach (var line in File.ReadLines(file.FullName).Select(l => l.Trim()))
        {
            if (line.StartsWith("xmin = ", StringComparison.Ordinal) && double.TryParse(line.AsSpan(7), NumberStyles.Float, CultureInfo.InvariantCulture, out var at))
                start = at;
            else if (line.StartsWith("text = \"", StringComparison.Ordinal) && line.Length > 9 && line[^1] == '"')
            {
                var words = line[8..^1].Replace("\"\"", "\"", StringComparison.Ordinal).Replace("<UNSURE>", "", StringComparison.Ordinal).Replace("</UNSURE>", "", StringComparison.Ordinal).Replace("<UNIN/>", "", StringComparison.Ordinal).Replace("<INAUDIBLE_SPEECH/>", "", StringComparison.Ordinal).Trim();
                if (words.Length > 0)
                    yield return (start, $"{who}: {words}");
            }
        }
    }

    private static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
}
