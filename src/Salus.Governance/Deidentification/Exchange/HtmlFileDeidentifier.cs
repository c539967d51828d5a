using System.Text;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>
/// HTML: written anew with the elements that structure text and without attributes but those of tables. Scripts, styles, comments, pictures, forms' values,
/// links and everything of the head go; words are read as one text across tags.
/// </summary>
public sealed class HtmlFileDeidentifier : IFileDeidentifier
{
    private const int MaxBytes = 64 << 20;

    public string Kind => "html";

    public bool Reads(string fileName, ReadOnlySpan<byte> head)
    {
        if (Path.GetExtension(fileName).ToUpperInvariant() is ".HTML" or ".HTM" or ".XHTML")
            return true;
        var start = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 256)]).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A page of text tells nobody for sure: people are gathered from records.</summary>
    public Task GatherAsync(Stream file, KnownPeople people, CancellationToken cancel) => Task.CompletedTask;

    public async Task CleanAsync(Stream file, Stream output, Cleaning cleaning, CancellationToken cancel)
    {
        var bytes = await BoundedFile.ReadAsync(file, MaxBytes, "HTML", "Take its pictures out, or save it as plain text, which may be of any length.", cancel);
        var page = HtmlPage.Read(await TextAsync(bytes, cancel));
        var person = PersonCleaning.OfText(cleaning, page.Text);
        for (var i = 0; i < page.Removed; i++)
            person.Removed();
        await using var writer = StrictText.Write(output);
        await writer.WriteAsync(page.Write(person.Clean).AsMemory(), cancel);
        cleaning.Progress?.Report(new CleaningProgress(Kind, bytes.Length, 1));
    }

    private static async Task<string> TextAsync(byte[] bytes, CancellationToken cancel)
    {
        using var reader = StrictText.Open(new MemoryStream(bytes));
        var buffer = new char[bytes.Length + 1];
        return new string(buffer, 0, await StrictText.ReadAsync(reader, buffer, cancel));
    }
}
