using Salus.Trust;

namespace Salus.Tests.Trust;

public sealed class WholeFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-whole-");

    private FileInfo Target => new(Path.Combine(folder.FullName, "notes.json"));

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_there_stays_when_writing_fails_and_nothing_half_done_is_left()
    {
        WholeFile.Write(Target, to => to.Write("old"u8));
        Assert.Throws<IOException>(() => WholeFile.Write(Target, to =>
        {
            to.Write("new"u8);
            throw new IOException("disk full");
        }));
        await Assert.ThrowsAsync<IOException>(() => WholeFile.WriteAsync(Target, async writer =>
        {
            await writer.WriteAsync("new");
            throw new IOException("disk full");
        }));
        Assert.Equal("old", await File.ReadAllTextAsync(Target.FullName, TestContext.Current.CancellationToken));
        Assert.Single(folder.GetFiles());
    }

    [Fact]
    public async Task Text_has_line_feeds_and_no_mark_in_front()
    {
        await WholeFile.WriteAsync(Target, writer => writer.WriteLineAsync("é"));
        Assert.Equal([0xC3, 0xA9, (byte)'\n'], await File.ReadAllBytesAsync(Target.FullName, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Only_the_owner_may_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no modes.");
        WholeFile.Write(Target, to => to.Write("x"u8));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target.FullName));
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Contains(folder.FullName, Assert.Throws<DirectoryNotFoundException>(() => WholeFile.Write(new FileInfo(Path.Combine(folder.FullName, "none", "a.json")), _ => { })).Message, StringComparison.Ordinal);
}
