namespace Salus.Governance.Deidentification.Exchange;

/// <summary>RTF: its words as a text file. The RTF itself is not written: it can hold anything between its words.</summary>
public sealed class RtfFileDeidentifier : IFileDeidentifier
{
    private const int MaxBytes = 64 << 20;

    public string Kind => "rtf";

    public bool Reads(string fileName, ReadOnlySpan<byte> head) => fileName.EndsWith(".rtf", StringComparison.OrdinalIgnoreCase) || RtfText.IsRtf(head);

    public string? OutputExtension(string fileName) => ".txt";

    /// <summary>A letter tells nobody for sure: people are gathered from records.</summary>
    public Task GatherAsync(Stream file, KnownPeople people, CancellationToken cancel) => Task.CompletedTask;

    public async Task CleanAsync(Stream file, Stream output, Cleaning cleaning, CancellationToken cancel)
    {
        var bytes = await BoundedFile.ReadAsync(file, MaxBytes, "RTF", "Take its pictures out, or save it as plain text, which may be of any length.", cancel);
        var text = RtfText.Read(bytes);
        await using var writer = StrictText.Write(output);
        await writer.WriteAsync(PersonCleaning.OfText(cleaning, text).Text(text).AsMemory(), cancel);
        cleaning.Progress?.Report(new CleaningProgress(Kind, bytes.Length, 1));
    }
}
