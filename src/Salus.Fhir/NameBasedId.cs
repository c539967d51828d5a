using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Salus.Fhir;

/// <summary>UUID version 5 (RFC 9562, 5.5): the same namespace and name give the same id, everywhere and for ever.</summary>
public static class NameBasedId
{
    /// <summary>An id whose name has several parts; no two lists of parts make the same name.</summary>
    public static Guid Of(Guid space, params ReadOnlySpan<string> parts)
    {
        var name = new StringBuilder();
        foreach (var part in parts)
            name.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part}|");
        return Of(space, name.ToString());
    }

    public static Guid Of(Guid space, string name)
    {
        byte[] input = [.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)];
#pragma warning disable CA5350 // version 5 is defined over SHA-1; nothing is protected by it
        var digest = SHA1.HashData(input);
#pragma warning restore CA5350
        digest[6] = (byte)((digest[6] & 0x0F) | 0x50);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest.AsSpan(0, 16), bigEndian: true);
    }
}
