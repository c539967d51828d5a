using System.Collections.Immutable;
using System.Text;

namespace Salus.Documentation.Scribe;

/// <summary>Dialogues with the text a person wrote, from folders in the formats of ACI-BENCH and MTS-Dialog.</summary>
internal static class GroundedTexts
{
    private const string MtsColumns = "ID,section_header,section_text,dialogue";

    /// <param name="data">A folder of one data set, or one that holds <c>aci-bench</c>, <c>mts-dialog</c> or both.</param>
    /// <param name="split">Part of ACI-BENCH: <c>train</c>, <c>valid</c> …; MTS-Dialog's file whose name holds the word.</param>
    public static async Task<ImmutableArray<(string Set, ImmutableArray<GroundedText> Texts)>> ReadAsync(DirectoryInfo data, string split, CancellationToken cancel)
    {
        var sets = ImmutableArray.CreateBuilder<(string, ImmutableArray<GroundedText>)>();
        var (aci, mts) = Folders(data, split);
        if (aci is not null)
            sets.Add(("ACI-BENCH", [.. (await ReferenceVisits.ReadAsync(aci, split, cancel)).Select(v => new GroundedText(v.EncounterId, v, v.ReferenceNote!))]));
        if (mts is not null && MtsFile(mts, split) is { } file)
            sets.Add(("MTS-Dialog", await MtsAsync(file, cancel)));
        return sets.ToImmutable();
    }

    /// <summary>The files that <see cref="ReadAsync"/> reads.</summary>
    public static IEnumerable<FileInfo> FilesOf(DirectoryInfo data, string split)
    {
        var (aci, mts) = Folders(data, split);
        if (aci?.GetFiles(split + ".csv") is [var visits])
            yield return visits;
        if (mts is not null && MtsFile(mts, split) is { } stretches)
            yield return stretches;
    }

    /// <summary>A data set of MTS-Dialog: the file that has this part in its name.</summary>
    public static FileInfo? MtsFile(DirectoryInfo data, string split) =>
        data.GetFiles("*.csv").Where(f => f.Name.Contains("MTS", StringComparison.OrdinalIgnoreCase) && f.Name.Contains(split, StringComparison.OrdinalIgnoreCase)).OrderBy(f => f.Name, StringComparer.Ordinal).FirstOrDefault();

    private static async Task<ImmutableArray<GroundedText>> MtsAsync(FileInfo file, CancellationToken cancel)
    {
        var texts = ImmutableArray.CreateBuilder<GroundedText>();
        using var csv = await CsvTable.OpenAsync(file, MtsColumns, cancel);
        while (await CsvTable.NextAsync(csv, file.Name, cancel))
        {
            if (CsvTable.Field(csv, "dialogue") is not { } dialogue || CsvTable.Field(csv, "section_text") is not { } text)
                continue;
            var id = CsvTable.Field(csv, "ID", "id") ?? csv.LineNumber.ToString(System.Globalization.CultureInfo.InvariantCulture);
            texts.Add(new GroundedText("mts-" + id, new Visit(id, TranscriptReader.Read(new TranscriptFile($"{file.Name}:{id}", [.. Encoding.UTF8.GetBytes(dialogue)]))), text));
        }
        return texts.ToImmutable();
    }

    private static (DirectoryInfo? Aci, DirectoryInfo? Mts) Folders(DirectoryInfo data, string split)
    {
        var (aci, mts) = (Folder(data, "aci-bench"), Folder(data, "mts-dialog"));
        if (aci is not null || mts is not null)
            return (aci, mts);
        return MtsFile(data, split) is null ? (data, null) : (null, data);
    }

    private static DirectoryInfo? Folder(DirectoryInfo data, string name)
    {
        var folder = new DirectoryInfo(Path.Combine(data.FullName, name));
        return folder.Exists ? folder : null;
    }
}
