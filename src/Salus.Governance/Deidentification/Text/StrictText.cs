using System.Text;

namespace Salus.Governance.Deidentification;

/// <summary>Text of files: UTF-8, or UTF-16 with its mark. What is written otherwise is refused, for letters read wrongly hide names.</summary>
internal static class StrictText
{
    public static StreamReader Open(Stream file) =>
        new(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);

    public static StreamWriter Write(Stream output) => new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };

    public static DeidentificationException NoText(Exception? inner = null) =>
        new("The file is no text in UTF-8, nor in UTF-16 with a byte order mark. Convert it first, for example with 'iconv -f WINDOWS-1252 -t UTF-8'.", inner);

    /// <summary>Fills the buffer, or reaches the end.</summary>
    /// <exception cref="DeidentificationException">The file is no text.</exception>
    public static async Task<int> ReadAsync(StreamReader reader, Memory<char> buffer, CancellationToken cancel)
    {
        try
        {
            var read = await reader.ReadBlockAsync(buffer, cancel);
            return buffer.Span[..read].Contains('\0') ? throw NoText() : read;
        }
        catch (DecoderFallbackException e)
        {
            // Without the exception itself, which quotes bytes of the file.
            throw NoText(e.InnerException);
        }
    }
}
