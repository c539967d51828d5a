using System.Globalization;
using System.Text;
using Salus.Synthesis.Tables.Engines;

namespace Salus.Synthesis.Tables.Files;

/// <summary>Characters of a stream. Bytes that are none in the encoding are an error with their line, never a question mark in a value.</summary>
internal sealed class CharSource : IDisposable
{
    private readonly Stream stream;
    private readonly string file;
    private readonly string encoding;
    private readonly Decoder decoder;
    private readonly byte[] bytes = new byte[1 << 16];
    private int from;
    private int filled;
    private bool ended;
    private bool flushed;
    private long linesBefore;

    /// <param name="declared">Name of the encoding; null: UTF-8, or UTF-16 where the file begins with its mark.</param>
    public CharSource(Stream stream, string file, string? declared)
    {
        this.stream = stream;
        this.file = file;
        Fill();
        var front = bytes.AsSpan(0, filled);
        if (front is [0xef, 0xbb, 0xbf, ..])
            from = 3;
        else if ((declared is null or "utf-16" or "utf-16be") && front is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            from = 2;
            declared = front[0] == 0xff ? "utf-16" : "utf-16be";
        }
        encoding = declared ?? "utf-8";
        decoder = Of(encoding).GetDecoder();
    }

    public string Encoding => encoding;

    public static Encoding Of(string name) => name switch
    {
        "utf-8" => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        "utf-16" => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        "utf-16be" => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        "iso-8859-1" => System.Text.Encoding.Latin1,
        "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!,
        _ => throw new SynthesisException($"The encoding '{name}' is not known. Known are utf-8, utf-16, windows-1252 and iso-8859-1."),
    };

    /// <returns>How many characters were read; 0 at the end.</returns>
    public int Read(Span<char> into)
    {
        while (!flushed)
        {
            if (from == filled && !ended)
                Fill();
            var block = bytes.AsSpan(from, filled - from);
            int used, made;
            try
            {
                decoder.Convert(block, into, ended && block.IsEmpty, out used, out made, out var completed);
                flushed = ended && completed && used == block.Length && block.IsEmpty;
            }
            catch (DecoderFallbackException wrong)
            {
                var line = linesBefore + bytes.AsSpan(0, Math.Clamp(from + wrong.Index, 0, filled)).Count((byte)'\n') + 1;
                var byteValue = wrong.BytesUnknown is [var first, ..] ? string.Create(CultureInfo.InvariantCulture, $" (byte {first:X2})") : "";
                throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: this is not {encoding.ToUpperInvariant()}{byteValue}. Save the file as UTF-8, or name its encoding in the schema file, for example 'encoding: windows-1252'."), wrong);
            }
            from += used;
            if (made > 0)
                return made;
        }
        return 0;
    }

    public void Dispose() => stream.Dispose();

    private void Fill()
    {
        linesBefore += bytes.AsSpan(0, filled).Count((byte)'\n');
        from = 0;
        try
        {
            filled = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException)
        {
            throw new SynthesisException(string.Create(CultureInfo.InvariantCulture, $"{file} cannot be read beyond line {linesBefore + 1}: {wrong.Message} The file is damaged or cut off; get it again."), wrong);
        }
        ended = filled < bytes.Length;
    }
}
