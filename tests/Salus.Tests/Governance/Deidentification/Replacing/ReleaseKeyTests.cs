using Salus.Governance.Deidentification;

namespace Salus.Tests.Governance.Deidentification.Replacing;

public sealed class ReleaseKeyTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-key-");

    private FileInfo File(string name) => new(Path.Combine(folder.FullName, name));

    [Fact]
    public void Keeps_a_new_key_in_a_file_its_owner_alone_may_read()
    {
        var made = ReleaseKey.Of(File("a/key"));
        Assert.Equal(made.Fingerprint, ReleaseKey.Of(File("a/key")).Fingerprint);
        Assert.NotEqual(made.Fingerprint, ReleaseKey.Of(File("b/key")).Fingerprint);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File("a/key").FullName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("salus-release-key-1 AAAA 00")]
    [InlineData("salus-release-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA 0000000000000000")]
    public void Refuses_a_damaged_key_without_showing_it(string content)
    {
        System.IO.File.WriteAllText(File("key").FullName, content);
        var message = Assert.Throws<DeidentificationException>(() => ReleaseKey.Of(File("key"))).Message;
        Assert.DoesNotContain("AAAA", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_replaces_a_key()
    {
        ReleaseKey.Create().Write(File("key"));
        Assert.Throws<DeidentificationException>(() => ReleaseKey.Create().Write(File("key")));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
