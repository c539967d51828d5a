using System.Text;

namespace Salus.Governance.Deidentification.Exchange;

/// <summary>Documents inside documents.</summary>
internal static class Attachments
{
    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a base64 attachment; null when it is not base64, not UTF-8, or holds what no text holds.</summary>
    public static string? TextOf(string base64)
    {
        var bytes = new byte[(base64.Length / 4 + 1) * 3];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
            return null;
        try
        {
            var text = utf8.GetString(bytes, 0, length);
            return text.AsSpan().ContainsAnyInRange('\0', '\u0008') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
