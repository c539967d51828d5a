using System.Security.Cryptography;
using System.Text;

namespace Salus.Trust;

/// <summary>UUID version 5 (RFC 9562, 5.5): the same namespace and name give the same id, everywhere and for ever.</summary>
internal static class NameBasedId
{
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
