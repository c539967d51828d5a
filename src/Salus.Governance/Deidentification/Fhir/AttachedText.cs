using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Salus.Governance.Deidentification.Exchange;

namespace Salus.Governance.Deidentification.Fhir;

/// <summary>Documents inside resources: plain text, Markdown, HTML and RTF are read, cleaned and written in their own form; nothing else can be read here.</summary>
internal static partial class AttachedText
{
    /// <summary>Null for what is not such a text.</summary>
    public static byte[]? Clean(string base64, string? contentType, ScannedTexts texts, Subject subject)
    {
        var type = (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        if (type is not ("text/plain" or "text/markdown" or "text/html" or "application/xhtml+xml" or "text/rtf" or "application/rtf"))
            return null;
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
            return null;
        var text = Decoded(bytes.AsSpan(0, length));
        var cleaned = type switch
        {
            "text/html" or "application/xhtml+xml" => Html(text, texts, subject),
            "text/rtf" or "application/rtf" => Rtf(bytes.AsSpan(0, length).ToArray(), texts, subject),
            _ => texts.Clean(text, subject),
        };
        return cleaned is null ? null : Encoding.UTF8.GetBytes(cleaned);
    }

    /// <summary>R4 wants SHA-1 here, as a fingerprint; it protects nothing.</summary>
#pragma warning disable CA5350 // R4 defines Attachment.hash as SHA-1.
    public static string Hash(byte[] data) => Convert.ToBase64String(SHA1.HashData(data));
#pragma warning restore CA5350

    private static string Decoded(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
    }

    /// <summary>Null for RTF that cannot be read: it goes.</summary>
    private static string? Rtf(byte[] rtf, ScannedTexts texts, Subject subject)
    {
        try
        {
            return RtfText.Write(texts.Clean(RtfText.Read(rtf), subject) ?? "");
        }
        catch (DeidentificationException)
        {
            return null;
        }
    }

    /// <summary>HTML that is no XML keeps its words and loses its tags.</summary>
    private static string? Html(string html, ScannedTexts texts, Subject subject)
    {
        try
        {
            return texts.CleanXhtml(html, subject);
        }
        catch (Exception e) when (e is DeidentificationException or FormatException or System.Xml.XmlException)
        {
            var words = WebUtility.HtmlDecode(Tag().Replace(Hidden().Replace(html, " "), "\n"));
            return "<html><body><pre>" + WebUtility.HtmlEncode(texts.Clean(words, subject) ?? "") + "</pre></body></html>";
        }
    }

    [GeneratedRegex("<[^<>]*>", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"(<!--.*?-->)|(<script.*?</script\s*>)|(<style.*?</style\s*>)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Hidden();
}
