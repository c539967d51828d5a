using System.Buffers.Text;

namespace Salus.Fhir.Smart;

/// <summary>base64url without padding (RFC 7515 §2), one spelling per value: padding, white space and stray trailing bits are refused.</summary>
internal static class Base64UrlText
{
    public static string Write(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <exception cref="JoseException">Not base64url.</exception>
    public static byte[] Read(ReadOnlySpan<char> text, string what)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            if (text.SequenceEqual(Base64Url.EncodeToString(bytes)))
                return bytes;
        }
        catch (FormatException)
        {
            // told below, in the same words as a second spelling
        }
        throw new JoseException($"{what} is not base64url.");
    }
}
