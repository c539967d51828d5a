using System.Text;
using System.Text.Unicode;

namespace Salus.Documentation.Scribe;

/// <summary>Bytes to text: byte order marks, UTF-8, UTF-16 without a mark, and Windows-1252 when nothing else fits.</summary>
internal static class TextDecoding
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <exception cref="TranscriptException">Empty, or not text at all.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string file, List<TranscriptWarning> warnings)
    {
        if (bytes.IsEmpty)
            throw new TranscriptException(file, null, "The file is empty.", "Check that the export or recording finished.");
        if (KnownBinary(bytes) is { } kind)
            throw new TranscriptException(file, null, $"This is {kind}, not a transcript.", "Export the conversation as text, WebVTT, SubRip, JSON, TextGrid or CSV.");
        var encoding = Detect(bytes, file, warnings);
        var text = encoding.GetString(bytes);
        if (text.Length > 0 && text[0] == '\uFEFF')
            text = text[1..];
        var controls = text.AsSpan().Count('\0');
        foreach (var c in text)
        {
            if (c < ' ' && c is not ('\t' or '\n' or '\r' or '\f' or '\v' or '\0'))
                controls++;
        }
        if (text.Contains('\0', StringComparison.Ordinal) || controls * 50 > text.Length)
            throw new TranscriptException(file, null, "The file holds binary data, not text.", "Export the conversation as text, WebVTT, SubRip, JSON, TextGrid or CSV.");
        if (string.IsNullOrWhiteSpace(text))
            throw new TranscriptException(file, null, "The file holds no words.", "Check that the export or recording finished.");
        return text;
    }

    /// <summary>The encoding of a text that starts with these bytes.</summary>
    public static Encoding Detect(ReadOnlySpan<byte> bytes, string file, List<TranscriptWarning> warnings)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            return Encoding.UTF8;
        if (bytes is [0xFF, 0xFE, ..])
            return Encoding.Unicode;
        if (bytes is [0xFE, 0xFF, ..])
            return Encoding.BigEndianUnicode;
        if (WithoutMark(bytes) is { } wide)
        {
            warnings.Add(new TranscriptWarning("The file has no byte order mark; it was read as UTF-16."));
            return wide;
        }
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8;
        warnings.Add(new TranscriptWarning($"{file} is not UTF-8; it was read as Windows-1252. Look whether accented letters are right."));
        return Windows1252;
    }

    /// <summary>Western text in UTF-16 has a zero in nearly every second byte.</summary>
    private static Encoding? WithoutMark(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length, 4096)];
        int even = 0, odd = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            if (sample[i] == 0)
            {
                if (i % 2 == 0)
                    even++;
                else
                    odd++;
            }
        }
        var half = sample.Length / 2;
        if (half < 2)
            return null;
        if (odd > half * 0.7 && even < half * 0.05)
            return Encoding.Unicode;
        return even > half * 0.7 && odd < half * 0.05 ? Encoding.BigEndianUnicode : null;
    }

    private static string? KnownBinary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("%PDF-"u8))
            return "a PDF document";
        if (bytes.StartsWith("PK\u0003\u0004"u8))
            return "a ZIP archive or an Office document";
        if (bytes.StartsWith("{\\rtf"u8))
            return "an RTF document";
        if (bytes.StartsWith("RIFF"u8) || bytes.StartsWith("ID3"u8) || bytes.StartsWith("OggS"u8) || bytes.StartsWith("fLaC"u8) || bytes is [0xFF, 0xFB or 0xF3 or 0xF2, ..]
            || (bytes.Length > 8 && bytes[4..8].SequenceEqual("ftyp"u8)))
        {
            return "an audio or video recording";
        }
        if (bytes is [0x1F, 0x8B, ..])
            return "a compressed file";
        return bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..] ? "an image" : null;
    }
}
