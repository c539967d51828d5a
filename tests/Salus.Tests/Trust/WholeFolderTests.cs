using Salus.Trust;

namespace Salus.Tests.Trust;

public sealed class WholeFolderTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("salus-folder-");

    private DirectoryInfo Target => new(Path.Combine(root.FullName, "out"));

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public async Task A_folder_is_there_with_all_its_files_or_not_at_all()
    {
        await Assert.ThrowsAsync<FormatException>(() => WholeFolder.WriteAsync(Target, async to =>
        {
            await WholeFolder.FileAsync(to, "a", file => file.WriteAsync("a"u8.ToArray()).AsTask());
            throw new FormatException();
        }));
        Assert.Empty(root.EnumerateFileSystemInfos());

        await WholeFolder.WriteAsync(Target, to => WholeFolder.FileAsync(to, "a", file => file.WriteAsync("a"u8.ToArray()).AsTask()));

        Assert.Equal("a", await File.ReadAllTextAsync(Path.Combine(Target.FullName, "a"), TestContext.Current.CancellationToken));
        Assert.Equal(["out"], root.EnumerateFileSystemInfos().Select(f => f.Name));
    }

    [Fact]
    public async Task What_a_killed_program_left_half_is_taken_away_and_what_is_whole_stays()
    {
        Directory.CreateDirectory(Target.FullName + ".part");
        await File.WriteAllTextAsync(Path.Combine(Target.FullName + ".part", "half"), "x", TestContext.Current.CancellationToken);

        await WholeFolder.WriteAsync(Target, _ => Task.CompletedTask);

        Assert.Empty(Target.EnumerateFiles());
        await Assert.ThrowsAsync<IOException>(() => WholeFolder.WriteAsync(Target, _ => Task.CompletedTask));
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => WholeFolder.WriteAsync(new DirectoryInfo(Path.Combine(root.FullName, "none", "out")), _ => Task.CompletedTask));
    }
}
