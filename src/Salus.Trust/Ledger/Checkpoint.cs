using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Salus.Trust;

/// <summary>One thing that happened, as the ledger keeps it: what kind, the digest of what it is about, and when.</summary>
/// <param name="Index">Zero-based position.</param>
/// <param name="At">UTC, to the millisecond.</param>
/// <param name="Kind">Lower-case words with hyphens, for example <c>draft-submitted</c>, <c>note-signed</c>.</param>
public sealed partial record LedgerEntry(long Index, DateTimeOffset At, string Kind, Sha256 Content)
{
    /// <summary>What is hashed into the tree: four lines, so that another program can do it with any SHA-256.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Index}\n{LedgerTime.Write(At)}\n{Kind}\n{Content}\n"));

    public static bool IsKind(string kind) => KindPattern().IsMatch(kind);

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(?:-[a-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex KindPattern();
}

/// <summary>
/// What the ledger's key vouches for: the first <paramref name="Size"/> entries have this root. Kept elsewhere, one checkpoint
/// convicts a ledger that was later cut short or rewritten.
/// </summary>
/// <param name="Origin">Names the ledger, so that a checkpoint of another one does not pass.</param>
public sealed record Checkpoint(string Origin, long Size, Sha256 Root, DateTimeOffset At)
{
    /// <summary>What is signed: origin, size and Base64 root as in C2SP tlog-checkpoint, then the time.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.ToBytes())}\n{LedgerTime.Write(At)}\n"));
}

/// <param name="Signer">Fingerprint of the key, see <see cref="LedgerKey.Fingerprint"/>.</param>
/// <param name="Key">The public key, SubjectPublicKeyInfo in Base64, so that the checkpoint can be checked without the ledger.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256, r and s of 32 bytes each, Base64.</param>
public sealed record SignedCheckpoint(string Origin, long Size, Sha256 Root, DateTimeOffset At, string Signer, string Key, string Signature)
{
    public Checkpoint Checkpoint => new(Origin, Size, Root, At);

    /// <summary>The key is the one the fingerprint names and the signature is its.</summary>
    public bool IsAuthentic => LedgerKey.FingerprintOf(Key) == Signer && LedgerKey.Verify(Key, Checkpoint.ToBytes(), Signature);
}

/// <summary>Times as the ledger writes them: UTC with exactly three decimals.</summary>
internal static class LedgerTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Write(DateTimeOffset at) => at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static bool TryRead(string text, out DateTimeOffset at) =>
        DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);

    public static DateTimeOffset Truncate(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
