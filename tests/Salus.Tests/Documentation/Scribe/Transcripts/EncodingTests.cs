using System.Text;
using Salus.Documentation.Scribe;

namespace Salus.Tests.Documentation.Scribe.Transcripts;

public sealed class EncodingTests
{
    private const string Text = "[doctor] Is your father José coming?\n[patient] Non, il est à Zürich.";

    public static TheoryData<string, int> Encodings => new() { { "utf-8", 0 }, { "utf-8-bom", 0 }, { "utf-16", 0 }, { "utf-16-be", 0 }, { "utf-16-unmarked", 1 }, { "windows-1252", 1 } };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_is_read_in_any_encoding_that_clinics_use(string encoding, int warnings)
    {
        byte[] bytes = encoding switch
        {
            "utf-8" => Encoding.UTF8.GetBytes(Text),
            "utf-8-bom" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Text)],
            "utf-16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text)],
            "utf-16-be" => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Text)],
            "utf-16-unmarked" => Encoding.Unicode.GetBytes(Text),
            _ => Encoding.Latin1.GetBytes(Text),
        };
        var transcript = Read.Bytes(bytes);
        Assert.Equal("D:Is your father José coming?|P:Non, il est à Zürich.", Read.Script(transcript));
        Assert.Equal(warnings, transcript.Warnings.Length);
    }

    public static TheoryData<byte[], string> Binaries => new()
    {
        { [], "empty" },
        { "  \n\t\n"u8.ToArray(), "no words" },
        { "%PDF-1.7\n%âã"u8.ToArray(), "PDF" },
        { "PK\u0003\u0004word/document.xml"u8.ToArray(), "Office" },
        { "RIFF\u0001\u0002\u0003\u0004WAVEfmt "u8.ToArray(), "recording" },
        { [0x1F, 0x8B, 8, 0, 0], "compressed" },
        { [1, 2, 0, 0, 0, 0, 3, 4, 0, 0, 9, 8, 7], "binary" },
        { [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 7919 >> 3))], "binary" },
    };

    [Theory]
    [MemberData(nameof(Binaries))]
    public void What_is_no_text_is_refused_by_its_name(byte[] bytes, string says) =>
        Assert.Contains(says, Assert.Throws<TranscriptException>(() => Read.Bytes(bytes)).Message, StringComparison.Ordinal);
}
