using System.Collections.Immutable;
using System.Globalization;


namespace Salus.Documentation.Scribe;

/// <summary>A file to read a conversation from. The name serves messages and hints: its ending, and <c>_doctor</c> or <c>_patient</c> in a pair.</summary>
public sealed record TranscriptFile(string Name, ImmutableArray<byte> Content);

/// <summary>
/// Reads a conversation in any format that Salus knows. What the content says decides; the file's ending only helps.
/// Time and memory grow with the size of the input, never faster.
/// </summary>
public static class TranscriptReader
{
    /// <summary>64 MiB: a ten-hour conversation has about one.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>One conversation from one file, or from one file per speaker merged by time.</summary>
    /// <exception cref="TranscriptException">It cannot be read: which file, where, why, and what to do.</exception>
    public static Transcript Read(params ReadOnlySpan<TranscriptFile> files)
    {
        if (files.IsEmpty)
            throw new ArgumentException("Give at least one file.", nameof(files));
        var warnings = new List<TranscriptWarning>();
        if (files.Length == 1)
        {
            var (all, only) = PiecesOf(files[0], null, warnings);
            return Finish(all, only, files[0].Content, files[0].Name, warnings);
        }
        var merged = new List<(SpokenPiece Piece, int Order)>();
        var format = TranscriptFormat.Text;
        var original = ImmutableArray.CreateBuilder<byte>();
        foreach (var file in files)
        {
            var voice = SpeakerOf(file.Name);
            (var pieces, format) = PiecesOf(file, voice, warnings);
            foreach (var piece in pieces)
                merged.Add((piece with { Label = piece.Label ?? voice }, merged.Count));
            if (original.Count > 0)
                original.Add((byte)'\n');
            original.AddRange(file.Content);
        }
        if (merged.Exists(m => m.Piece.Start is null))
            throw new TranscriptException(string.Join(" and ", files.ToArray().Select(f => f.Name)), null, "Files of one speaker each can only be merged when every turn has a time.", "Give one file with both speakers, or files with times.");
        merged.Sort((a, b) => a.Piece.Start!.Value.CompareTo(b.Piece.Start!.Value) is not 0 and var byTime ? byTime : a.Order.CompareTo(b.Order));
        return Finish(merged.ConvertAll(m => m.Piece), format, original.ToImmutable(), files[0].Name, warnings);
    }

    /// <summary>One visit from a file; a TextGrid named <c>…_doctor</c> or <c>…_patient</c> brings its twin along.</summary>
    /// <exception cref="TranscriptException">It cannot be read.</exception>
    public static async Task<Visit> ReadAsync(FileInfo file, CancellationToken cancel)
    {
        var files = new List<TranscriptFile> { await LoadAsync(file, cancel) };
        var id = Path.GetFileNameWithoutExtension(file.Name);
        if (Twin(file) is { } twin)
        {
            files.Add(await LoadAsync(twin, cancel));
            files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            id = id[..id.LastIndexOf('_')];
        }
        if (VisitBatch.Looks(files[0]))
            return await VisitBatch.SingleAsync(file, cancel);
        return new Visit(id, Read([.. files]));
    }

    private static async Task<TranscriptFile> LoadAsync(FileInfo file, CancellationToken cancel)
    {
        if (!file.Exists)
            throw new TranscriptException(file.Name, null, "There is no such file.", "Check the name and the folder.");
        if (file.Length > MaxBytes)
            throw TooLong(file.Name, file.Length);
        try
        {
            return new TranscriptFile(file.Name, [.. await File.ReadAllBytesAsync(file.FullName, cancel)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TranscriptException(file.Name, null, $"The file cannot be read: {e.Message}", "Check that it is there and that you may read it.", e);
        }
    }

    private static TranscriptException TooLong(string name, long bytes) =>
        new(name, null, string.Create(CultureInfo.InvariantCulture, $"The file has {bytes / (1024 * 1024)} MiB; a transcript may have {MaxBytes / (1024 * 1024)}."), "Is it a recording? Cut it into visits.");

    private static (IEnumerable<SpokenPiece> Pieces, TranscriptFormat Format) PiecesOf(TranscriptFile file, string? voice, List<TranscriptWarning> warnings)
    {
        if (file.Content.Length > MaxBytes)
            throw TooLong(file.Name, file.Content.Length);
        var text = TextDecoding.Decode(file.Content.AsSpan(), file.Name, warnings);
        var format = Detect(text, file.Name);
        return (format switch
        {
            TranscriptFormat.WebVtt => Subtitles.Read(text, webVtt: true, file.Name, warnings),
            TranscriptFormat.SubRip => Subtitles.Read(text, webVtt: false, file.Name, warnings),
            TranscriptFormat.Json => SpeechJson.Read(text, file.Name, warnings),
            TranscriptFormat.TextGrid => TextGrid.Read(text, voice ?? SpeakerOf(file.Name), file.Name, warnings),
            _ => LabelledText.Read(text, warnings),
        }, format);
    }

    private static Transcript Finish(IEnumerable<SpokenPiece> pieces, TranscriptFormat format, ImmutableArray<byte> original, string file, List<TranscriptWarning> warnings)
    {
        var turns = Pieces.ToTurns(pieces, file, warnings);
        return new Transcript(turns) { Format = format, Original = original, Warnings = [.. warnings] };
    }

    private static TranscriptFormat Detect(string text, string name)
    {
        var head = text.AsSpan(0, Math.Min(text.Length, 4096)).TrimStart();
        if (head.StartsWith("WEBVTT"))
            return TranscriptFormat.WebVtt;
        if (head[..Math.Min(head.Length, 300)].Contains("ooTextFile", StringComparison.Ordinal) || name.EndsWith(".TextGrid", StringComparison.OrdinalIgnoreCase))
            return TranscriptFormat.TextGrid;
        if (LooksLikeJson(head) || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            return TranscriptFormat.Json;
        if (name.EndsWith(".srt", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".vtt", StringComparison.OrdinalIgnoreCase) || StartsWithCue(text))
            return name.EndsWith(".vtt", StringComparison.OrdinalIgnoreCase) ? TranscriptFormat.WebVtt : TranscriptFormat.SubRip;
        return TranscriptFormat.Text;
    }

    private static bool LooksLikeJson(ReadOnlySpan<char> head)
    {
        if (head is not ['{' or '[', ..])
            return false;
        var next = head[1..].TrimStart();
        return head[0] == '{' ? next is ['"' or '}', ..] : next is ['{' or ']', ..];
    }

    private static bool StartsWithCue(string text)
    {
        foreach (var line in LabelledText.Lines(text).Where(l => !string.IsNullOrWhiteSpace(l)).Take(2))
        {
            if (line.Length < 100 && line.IndexOf("-->", StringComparison.Ordinal) is > 0 and var arrow && ClockTime.Parse(line.AsSpan(0, arrow)) is not null)
                return true;
        }
        return false;
    }

    /// <summary>The part of <c>day1_consultation01_doctor.TextGrid</c> that names who speaks; null when none does.</summary>
    private static string? SpeakerOf(string name)
    {
        var stem = Path.GetFileNameWithoutExtension(name);
        var last = stem[(stem.LastIndexOfAny(['_', '-', '.', ' ']) + 1)..];
        return SpeakerRoles.FromLabel(last) is Speaker.Unknown ? null : last;
    }

    private static FileInfo? Twin(FileInfo file)
    {
        if (!file.Extension.Equals(".TextGrid", StringComparison.OrdinalIgnoreCase) || file.Directory is not { Exists: true } folder)
            return null;
        var stem = Path.GetFileNameWithoutExtension(file.Name);
        if (SpeakerOf(file.Name) is not { } own || stem.Length == own.Length)
            return null;
        var shared = stem[..^own.Length];
        return shared[^1] is not '_' ? null : folder.EnumerateFiles($"{shared}*{file.Extension}")
            .Where(f => f.Name != file.Name && SpeakerOf(f.Name) is { } other && Path.GetFileNameWithoutExtension(f.Name) == shared + other)
            .OrderBy(f => f.Name, StringComparer.Ordinal).FirstOrDefault();
    }
}
