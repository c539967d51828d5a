using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Salus.Trust;

namespace Salus.Governance.Deidentification;

/// <summary>
/// The secret from which all replacements of a release are made. Who has it can link the release to the patients and open what was encrypted, so it lies in a
/// file readable by its owner alone and goes nowhere with the data. Files cleaned under one key fit together; under another key they cannot be linked.
/// </summary>
public sealed class ReleaseKey
{
    private const int Bytes = 32;
    private const string Mark = "salus-release-key-1";

    private readonly byte[] secret;

    private ReleaseKey(byte[] secret)
    {
        this.secret = secret;
        Fingerprint = Convert.ToHexStringLower(Derive("fingerprint").AsSpan(0, 8));
    }

    /// <summary>Tells keys apart without telling anything of them; may be written anywhere.</summary>
    public string Fingerprint { get; }

    public static ReleaseKey Create() => new(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The same key for the same seed: for tests and evaluations, never for a release, for a seed can be guessed.</summary>
    public static ReleaseKey FromSeed(ulong seed)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        return new(HMACSHA256.HashData("salus release key of a seed"u8, bytes));
    }

    /// <summary>The key in this file; made when it is asked for the first time.</summary>
    /// <exception cref="DeidentificationException">The file is damaged or cannot be read.</exception>
    public static ReleaseKey Of(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Refresh();
        if (file.Exists)
            return Read(file);
        var key = Create();
        key.Write(file);
        return key;
    }

    /// <exception cref="DeidentificationException">The file is damaged or cannot be read.</exception>
    public static ReleaseKey Read(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            if (file.Length < 1024 && File.ReadAllText(file.FullName).Split(' ', StringSplitOptions.TrimEntries) is [Mark, var written, var fingerprint]
                && Base64Url.IsValid(written) && Base64Url.DecodeFromChars(written) is { Length: Bytes } bytes
                && new ReleaseKey(bytes) is var key && string.Equals(key.Fingerprint, fingerprint, StringComparison.Ordinal))
                return key;
            throw new DeidentificationException("The key file is damaged or is no release key. Restore it from a backup; a new key makes other replacements and opens nothing.");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new DeidentificationException($"The key file cannot be read ({wrong.GetType().Name}). Give the file of a release key, readable by this account.");
        }
    }

    /// <summary>Writes it where its owner alone may read it. Never replaces a file: a lost key cannot be made again.</summary>
    /// <exception cref="DeidentificationException">The file is there already or cannot be written.</exception>
    public void Write(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Refresh();
        if (file.Exists)
            throw new DeidentificationException("There is a file in the place of the key already. Name another, or use that key.");
        try
        {
            if (file.Directory is { } folder)
                PrivateFolder.Create(folder.FullName);
            WholeFile.Write(file, stream => stream.Write(Encoding.ASCII.GetBytes($"{Mark} {Base64Url.EncodeToString(secret)} {Fingerprint}\n")));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new DeidentificationException($"The key file cannot be written ({wrong.GetType().Name}). Name a folder this account may write to.");
        }
    }

    /// <summary>32 bytes that only this key makes of these texts.</summary>
    internal byte[] Derive(string purpose, params ReadOnlySpan<string> parts)
    {
        var bytes = new byte[Bytes];
        Derive(bytes, purpose, parts);
        return bytes;
    }

    /// <summary>HMAC-SHA256 over the texts, each with its length before it so that no two lists of texts read the same.</summary>
    internal void Derive(Span<byte> to, string purpose, params ReadOnlySpan<string> parts)
    {
        var size = Encoding.UTF8.GetMaxByteCount(purpose.Length) + sizeof(int);
        foreach (var part in parts)
            size += Encoding.UTF8.GetMaxByteCount(part.Length) + sizeof(int);
        var buffer = size <= 1024 ? stackalloc byte[1024] : new byte[size];
        var used = Put(buffer, purpose);
        foreach (var part in parts)
            used += Put(buffer[used..], part);
        HMACSHA256.HashData(secret, buffer[..used], to);
    }

    private static int Put(Span<byte> buffer, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, buffer[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer, length);
        return length + sizeof(int);
    }
}
