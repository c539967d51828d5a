using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Salus.Fhir.V2;

/// <summary>The character sets of HL7 table 0211 that MSH-18 may name, and the spellings seen for them.</summary>
internal static class V2Charset
{
    public static Encoding Utf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Every byte has a letter, and a letter without a byte is an error instead of a question mark.</summary>
    public static Encoding Latin1 { get; } = Encoding.GetEncoding("iso-8859-1", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <returns>False for a name that is not in the table, or a set this platform does not have.</returns>
    public static bool TryFind(string name, [NotNullWhen(true)] out Encoding? encoding)
    {
        var page = name.Trim().ToUpperInvariant().Replace('_', '-') switch
        {
            "ASCII" or "US-ASCII" or "ISO646" or "ISO IR6" or "ISO-IR-6" => "us-ascii",
            "UNICODE UTF-8" or "UTF-8" or "UTF8" or "UNICODE" or "UNICODE UTF8" => "utf-8",
            "8859/1" or "ISO-8859-1" or "ISO8859-1" or "ISO8859/1" or "ISO-IR-100" or "ISO IR100" => "iso-8859-1",
            "8859/2" or "ISO-8859-2" or "ISO8859/2" => "iso-8859-2",
            "8859/3" => "iso-8859-3",
            "8859/4" => "iso-8859-4",
            "8859/5" => "iso-8859-5",
            "8859/6" => "iso-8859-6",
            "8859/7" => "iso-8859-7",
            "8859/8" => "iso-8859-8",
            "8859/9" => "iso-8859-9",
            "8859/15" or "ISO-8859-15" => "iso-8859-15",
            "WINDOWS-1252" or "CP1252" => "windows-1252",
            "GB 18030-2000" or "GB18030" => "gb18030",
            "BIG-5" or "BIG5" => "big5",
            "KS X 1001" => "ks_c_5601-1987",
            "ISO IR87" or "ISO IR159" or "ISO IR14" => "iso-2022-jp",
            _ => null,
        };
        encoding = page switch
        {
            null => null,
            "utf-8" => Utf8,
            // Senders that declare ASCII and mean Latin-1 are common; every byte has a letter there, so nothing is lost.
            "us-ascii" or "iso-8859-1" => Latin1,
            _ => CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        };
        return encoding is not null;
    }

    /// <summary>UTF-8 when it is that, else ISO 8859-1, in which every byte means something.</summary>
    public static (string Text, Encoding Charset, bool Guessed) Guess(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Ascii.IsValid(bytes))
            return (Encoding.ASCII.GetString(bytes), Utf8, false);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? (Utf8.GetString(bytes), Utf8, true) : (Latin1.GetString(bytes), Latin1, true);
    }
}
