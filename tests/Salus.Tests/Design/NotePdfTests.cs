using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Salus.Design.Documents;
using Salus.Trust;

namespace Salus.Tests.Design;

public sealed class NotePdfTests
{
    [Fact]
    public void Every_kept_statement_stands_in_it_and_the_offsets_are_right()
    {
        var pdf = Write(["Blood pressure 138/84 mmHg (high).", "Łukasz sees Dr. Müller."]);
        var content = Content(pdf);
        Assert.Contains(@"(Blood pressure 138/84 mmHg \(high\). ", content, StringComparison.Ordinal);
        Assert.Contains("ukasz sees Dr. M", content, StringComparison.Ordinal);
        Assert.Contains("Signed by Dr. Ada Marsh, clinician", content, StringComparison.Ordinal);

        var file = Encoding.Latin1.GetString(pdf);
        var table = int.Parse(file[(file.IndexOf("startxref\n", StringComparison.Ordinal) + 10)..].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
        var offsets = file[table..].Split('\n').Skip(3).TakeWhile(l => l.EndsWith(" n ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(offsets);
        foreach (var (index, line) in offsets.Index())
            Assert.StartsWith($"{index + 1} 0 obj", file[int.Parse(line[..10], System.Globalization.CultureInfo.InvariantCulture)..], StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_note_takes_more_pages_and_no_heading_ends_one()
    {
        var pdf = Encoding.Latin1.GetString(Write([.. Enumerable.Range(1, 400).Select(i => $"Statement {i} has a few words so that lines wrap here and there.")]));
        Assert.True(pdf.Split("/Type /Page ").Length - 1 > 3);
    }

    [Fact]
    public void Says_which_characters_it_cannot_show()
    {
        var refused = Assert.Throws<UnprintableTextException>(() => Write(["The patient is called 李伟."]));
        Assert.Equal("李伟", refused.Characters);
        Assert.Contains("Save as PDF", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Same_note_same_bytes() => Assert.Equal(Write(["Potassium ≥ 5.0 mmol/L → repeat."]), Write(["Potassium ≥ 5.0 mmol/L → repeat."]));

    private static byte[] Write(string[] statements)
    {
        var draft = new Draft(new DraftId(new Guid(1, 2, 3, new byte[8])), 1, "scribe", new PatientId("R-1"), [.. statements.Select(s => new Statement("hpi", s, []))], [],
            new Provenance("test", "1", DateTimeOffset.UnixEpoch, [], ImmutableSortedDictionary<string, string>.Empty))
        {
            Outline = [new DraftSection("hpi", "HISTORY OF PRESENT ILLNESS", SectionLayout.Paragraph)],
        };
        var signature = new Signature(new PersonId(new Guid(4, 5, 6, new byte[8])), "Dr. Ada Marsh", Role.Clinician, DateTimeOffset.UnixEpoch, []);
        return NotePdf.Write(draft, draft.Statements, signature, "Ruth Adeyemi", "Salus", TimeZoneInfo.Utc);
    }

    /// <summary>What the pages draw, unpacked.</summary>
    private static string Content(byte[] pdf)
    {
        var text = new StringBuilder();
        var file = Encoding.Latin1.GetString(pdf);
        for (var at = file.IndexOf("stream\n", StringComparison.Ordinal); at >= 0; at = file.IndexOf(">>\nstream\n", at + 1, StringComparison.Ordinal) is var next and >= 0 ? next + 3 : -1)
        {
            using var unpacked = new ZLibStream(new MemoryStream(pdf, at + 7, pdf.Length - at - 7), CompressionMode.Decompress);
            using var reader = new StreamReader(unpacked, Encoding.ASCII);
            text.Append(reader.ReadToEnd());
        }
        return text.ToString();
    }
}
