using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Salus.Trust;

namespace Salus.Documentation.Scribe;

/// <summary>Who is documenting whose visit, and how the note is to look.</summary>
public sealed record LiveHeader(Guid Id, Person By, DateTimeOffset StartedAt, string Style, string Length, string EncounterId)
{
    /// <summary>FHIR R4 Patient; null when only the facts below are known, or nothing.</summary>
    public string? Patient { get; init; }

    public string? PatientNumber { get; init; }

    public string? PatientName { get; init; }

    public string? Gender { get; init; }

    public string? Age { get; init; }

    /// <summary>The visit without its turns.</summary>
    public Visit ToVisit() => new(
        EncounterId,
        new Transcript([]),
        Patient is null ? VisitPatient.FromColumns(PatientNumber, PatientName, Gender, Age) : VisitPatient.FromFhir(Encoding.UTF8.GetBytes(Patient), "patient", StartedAt),
        StartedAt);

    public ScribeOptions ToOptions() => new(Style) { Length = NoteLengths.Named(Length) };
}

/// <param name="At">When it was heard.</param>
internal sealed record SaidLine(Speaker Speaker, string Label, string Text, bool Guessed, DateTimeOffset At);

/// <summary>
/// The turns of a live visit on disk, one line each, readable by the owner of the data folder alone: what was acknowledged survives the
/// end of the program. The file is there from the start of a visit to its end and no longer.
/// </summary>
internal sealed class LiveJournal(DirectoryInfo folder)
{
    public IEnumerable<Guid> All() =>
        folder.EnumerateFiles("*.jsonl").Select(f => Path.GetFileNameWithoutExtension(f.Name)).Where(n => Guid.TryParseExact(n, "D", out _)).Select(n => Guid.ParseExact(n, "D")).Order();

    public void Create(LiveHeader header)
    {
        using var stream = PrivateFolder.CreateFile(Of(header.Id));
        stream.Write(Line(header));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>On disk when it returns.</summary>
    public void Append(Guid id, IEnumerable<SaidLine> said)
    {
        using var stream = new FileStream(Of(id), FileMode.Append, FileAccess.Write, FileShare.Read);
        foreach (var line in said)
            stream.Write(Line(line));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>A last line that was not written to its end was never acknowledged; it is taken away.</summary>
    /// <returns>Null when there is no such visit, or its file is broken.</returns>
    public (LiveHeader Header, ImmutableArray<SaidLine> Said)? Read(Guid id)
    {
        if (!File.Exists(Of(id)))
            return null;
        var bytes = File.ReadAllBytes(Of(id));
        var end = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (end < bytes.Length)
        {
            using var stream = new FileStream(Of(id), FileMode.Open, FileAccess.Write);
            stream.SetLength(end);
        }
        try
        {
            var lines = Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return lines.Length == 0 || JsonSerializer.Deserialize<LiveHeader>(lines[0], TrustJson.Canonical) is not { } header ? null : (header, [.. lines.Skip(1).Select(l => JsonSerializer.Deserialize<SaidLine>(l, TrustJson.Canonical)!)]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Drop(Guid id) => File.Delete(Of(id));

    private string Of(Guid id) => Path.Combine(folder.FullName, id.ToString("D") + ".jsonl");

    private static byte[] Line<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, TrustJson.Canonical), (byte)'\n'];
}
