using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification;

/// <summary>
/// Encrypts values so that who holds the key can turn them back: AES-256-GCM with a nonce that is an HMAC of class and value. Equal values become equal tokens, which
/// keeps them linkable and makes a repeated nonce harmless, for it then goes with the same text (the idea of RFC 5297 and RFC 8452).
/// </summary>
internal sealed class SealedValues(ReleaseKey key)
{
    public const string Start = "{{salus:";
    public const string End = "}}";
    public const string IdStart = "salus.";

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    // Ids have 64 characters at most; a tag of 96 bits leaves room for a UUID.
    private const int IdTagBytes = 12;
    private const int LongestId = 64;
    private const byte PlainId = 0;
    private const byte UuidId = 1;

    private readonly byte[] cipherKey = key.Derive("encrypt");

    public string Seal(IdentifierClass kind, string original) =>
        Start + Base64Url.EncodeToString(Seal((byte)kind, Encoding.UTF8.GetBytes(original), TagBytes)) + End;

    /// <returns>Null for an id too long to be encrypted within an id.</returns>
    public string? SealId(string original)
    {
        var uuid = Guid.TryParseExact(original, "D", out var guid) && string.Equals(guid.ToString("D"), original, StringComparison.Ordinal);
        var content = uuid ? guid.ToByteArray() : Encoding.UTF8.GetBytes(original);
        var written = IdStart + Base64Url.EncodeToString(Seal(uuid ? UuidId : PlainId, content, IdTagBytes)).Replace('_', '.');
        return written.Length <= LongestId ? written : null;
    }

    /// <summary>Opens a token or an id that <see cref="Seal(IdentifierClass, string)"/> or <see cref="SealId"/> made with this key.</summary>
    public bool TryOpen(string token, [NotNullWhen(true)] out string? original)
    {
        original = null;
        if (token.StartsWith(Start, StringComparison.Ordinal) && token.EndsWith(End, StringComparison.Ordinal) && token.Length > Start.Length + End.Length)
            return TryOpen(token[Start.Length..^End.Length], TagBytes, out var content, out _) && (original = Encoding.UTF8.GetString(content)) is not null;
        if (!token.StartsWith(IdStart, StringComparison.Ordinal) || token.Length > LongestId || !TryOpen(token[IdStart.Length..].Replace('.', '_'), IdTagBytes, out var id, out var form))
            return false;
        original = form is UuidId && id.Length == 16 ? new Guid(id).ToString("D") : Encoding.UTF8.GetString(id);
        return true;
    }

    private byte[] Seal(byte label, byte[] content, int tagBytes)
    {
        var sealedBytes = new byte[1 + NonceBytes + content.Length + tagBytes];
        sealedBytes[0] = label;
        var nonce = sealedBytes.AsSpan(1, NonceBytes);
        Nonce(label, content, nonce);
        using var aes = new AesGcm(cipherKey, tagBytes);
        aes.Encrypt(nonce, content, sealedBytes.AsSpan(1 + NonceBytes, content.Length), sealedBytes.AsSpan(1 + NonceBytes + content.Length), sealedBytes.AsSpan(0, 1));
        return sealedBytes;
    }

    private bool TryOpen(string written, int tagBytes, out byte[] content, out byte label)
    {
        (content, label) = ([], 0);
        if (!Base64Url.IsValid(written) || Base64Url.DecodeFromChars(written) is not { } bytes || bytes.Length < 1 + NonceBytes + tagBytes)
            return false;
        var opened = new byte[bytes.Length - 1 - NonceBytes - tagBytes];
        try
        {
            using var aes = new AesGcm(cipherKey, tagBytes);
            aes.Decrypt(bytes.AsSpan(1, NonceBytes), bytes.AsSpan(1 + NonceBytes, opened.Length), bytes.AsSpan(bytes.Length - tagBytes), opened, bytes.AsSpan(0, 1));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        (content, label) = (opened, bytes[0]);
        return true;
    }

    private void Nonce(byte label, byte[] content, Span<byte> nonce)
    {
        Span<byte> mac = stackalloc byte[32];
        key.Derive(mac, "nonce", Convert.ToHexStringLower([label]), Convert.ToHexStringLower(content));
        mac[..NonceBytes].CopyTo(nonce);
    }
}
