using Salus.Trust;

namespace Salus.Tests.Trust.Ledgers;

public sealed class LedgerKeyTests : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("salus-key-");

    public void Dispose() => home.Delete(recursive: true);

    [Fact]
    public void The_first_use_makes_a_key_that_only_its_owner_reads_and_later_uses_find_it_again()
    {
        using var made = LedgerKey.Open(home);
        using var found = LedgerKey.Open(home);
        Assert.Equal(made.Fingerprint, found.Fingerprint);
        Assert.True(LedgerKey.Verify(found.PublicKey, "note"u8, made.Sign("note"u8)));
        Assert.False(LedgerKey.Verify(found.PublicKey, "Note"u8, made.Sign("note"u8)));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(home.FullName, LedgerKey.FileName)));
        Assert.Single(home.GetFiles());
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        LedgerKey.Open(home).Dispose();
#pragma warning disable CA1416 // skipped above
        File.SetUnixFileMode(Path.Combine(home.FullName, LedgerKey.FileName), (UnixFileMode)0b110_100_100);
#pragma warning restore CA1416
        Assert.Contains("chmod 600", Assert.Throws<LedgerKeyException>(() => LedgerKey.Open(home)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_key_is_told_and_not_replaced()
    {
        LedgerKey.Open(home).Dispose();
        var file = Path.Combine(home.FullName, LedgerKey.FileName);
        File.WriteAllText(file, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Assert.Contains("damaged", Assert.Throws<LedgerKeyException>(() => LedgerKey.Open(home)).Message, StringComparison.Ordinal);
        Assert.Contains("AAAA", File.ReadAllText(file), StringComparison.Ordinal);
    }
}
