using System.Security.Cryptography;

namespace Salus.Trust;

/// <summary>The key that signs the ledger cannot be used; the message says what to do.</summary>
public sealed class LedgerKeyException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// ECDSA P-256 key of one installation, kept in its data folder and readable by its owner alone. Whoever can read
/// it can forge the ledger; whoever loses it starts a new signer, and the entries signed before stay verifiable.
/// </summary>
public sealed class LedgerKey : IDisposable
{
    public const string FileName = "ledger.key";

    private readonly ECDsa pair;

    private LedgerKey(ECDsa pair)
    {
        this.pair = pair;
        PublicKey = Convert.ToBase64String(pair.ExportSubjectPublicKeyInfo());
        Fingerprint = FingerprintOf(PublicKey) ?? throw new LedgerKeyException("The ledger's public key cannot be read back.");
    }

    /// <summary>SubjectPublicKeyInfo, Base64.</summary>
    public string PublicKey { get; }

    /// <summary>First sixteen hexadecimal digits of the SHA-256 of the public key.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads the key of a data folder; the first call makes it.</summary>
    /// <exception cref="LedgerKeyException">Not a key, readable by others, or the folder cannot be written.</exception>
    public static LedgerKey Open(DirectoryInfo home)
    {
        var path = Path.Combine(home.FullName, FileName);
        try
        {
            if (!File.Exists(path))
                Make(home, path);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != UnixFileMode.None)
                throw new LedgerKeyException($"The ledger's key {path} can be read by others: run 'chmod 600 {path}', and start a new key if somebody may have copied it.");
            var key = ECDsa.Create();
            try
            {
                key.ImportFromPem(File.ReadAllText(path));
                if (key.KeySize != 256)
                    throw new LedgerKeyException($"The ledger's key {path} has {key.KeySize} bits, not the 256 of P-256: restore it from a backup.");
                return new LedgerKey(key);
            }
            catch
            {
                key.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new LedgerKeyException($"The ledger's key {path} is damaged: restore it from a backup, or move it away to start a new one (entries signed before stay verifiable).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LedgerKeyException($"The ledger's key {path} cannot be read or written: {e.Message}", e);
        }
    }

    public string Sign(ReadOnlySpan<byte> data) => Convert.ToBase64String(pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    public static bool Verify(string publicKey, ReadOnlySpan<byte> data, string signature)
    {
        using var key = Import(publicKey);
        return key is not null && Verify(key, data, signature);
    }

    /// <summary>Null when the text is not a public key of P-256.</summary>
    internal static ECDsa? Import(string publicKey)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            if (key.KeySize == 256)
                return key;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            // Said by the null.
        }
        key.Dispose();
        return null;
    }

    internal static bool Verify(ECDsa key, ReadOnlySpan<byte> data, string signature) =>
        Decode(signature) is { Length: 64 } bytes && key.VerifyData(data, bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>Null when the text is not Base64.</summary>
    public static string? FingerprintOf(string publicKey) => Decode(publicKey) is { } bytes ? Sha256.Of(bytes).ToString()[..16] : null;

    /// <summary>Null unless the text is the one way to write its bytes: the spare bits of Base64 must not carry a change.</summary>
    private static byte[]? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == base64 ? bytes[..length] : null;
    }

    public void Dispose() => pair.Dispose();

    /// <summary>Writes a new key beside its place and moves it there, so that nobody ever reads half a key or another mode.</summary>
    private static void Make(DirectoryInfo home, string path)
    {
        home.Create();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var draft = Path.Combine(home.FullName, $".{FileName}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
            stream.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key is the key.
            File.Delete(draft);
        }
    }
}
