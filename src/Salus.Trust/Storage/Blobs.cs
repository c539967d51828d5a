using System.Text.Json;

namespace Salus.Trust;

/// <summary>Contents found by their digest. Equal contents are stored once; every read is checked against its digest.</summary>
internal static class Blobs
{
    public static async Task<Sha256> PutAsync(DatabaseTransaction transaction, byte[] content)
    {
        var digest = Sha256.Of(content);
        await transaction.ExecuteAsync(
            "insert into blobs (digest, content) values (@digest, @content) on conflict (digest) do nothing",
            new { digest = digest.ToString(), content });
        return digest;
    }

    public static Task<Sha256> PutJsonAsync<T>(DatabaseTransaction transaction, T value) =>
        PutAsync(transaction, JsonSerializer.SerializeToUtf8Bytes(value, TrustJson.Canonical));

    /// <exception cref="RecordDamagedException">It is gone, or not what was stored.</exception>
    public static async Task<byte[]> GetAsync(DatabaseTransaction transaction, string digest)
    {
        var content = await transaction.ScalarAsync<byte[]>("select content from blobs where digest = @digest", new { digest })
            ?? throw new RecordDamagedException($"The content {digest} is gone from the database. Restore a backup.");
        return string.Equals(Sha256.Of(content).ToString(), digest, StringComparison.Ordinal)
            ? content
            : throw new RecordDamagedException($"The content {digest} was changed in the database: its digest no longer fits. Restore a backup.");
    }

    public static async Task<T> GetJsonAsync<T>(DatabaseTransaction transaction, string digest) =>
        JsonSerializer.Deserialize<T>(await GetAsync(transaction, digest), TrustJson.Canonical)!;
}
