using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Releases;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Synthesis.Tables.Releases;

public sealed class DataSetReleaseTests : IDisposable
{
    private static readonly Person ruth = new(new PersonId(Guid.Parse("00000000-0000-7000-8000-0000000000b1")), "ruth", "Ruth Adeyemi", [Role.Researcher]);
    private static readonly Person stella = new(new PersonId(Guid.Parse("00000000-0000-7000-8000-0000000000b2")), "stella", "Stella Vik", [Role.DataSteward]);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("salus-release-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Nothing_leaves_before_a_steward_signed_and_then_all_of_it_does()
    {
        await using var desk = Desk.OnSqlite(new DataSetCheck());
        var (store, release, id) = await ProposedAsync(desk);
        var to = new DirectoryInfo(Path.Combine(folder.FullName, "out"));

        Assert.Contains("Nobody has signed", (await Assert.ThrowsAsync<SynthesisException>(() => release.WriteAsync(id, to, ruth, Cancel))).Message, StringComparison.Ordinal);
        Assert.False(to.Exists);

        await desk.Review.SignAsync(id, 1, stella, Desk.Password, Cancel);
        await release.WriteAsync(id, to, stella, Cancel);

        Assert.Equal(["clinic-synthetic.csv", "data-card.json", "data-card.md", "report.html"], to.EnumerateFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.All(to.EnumerateFiles(), f => Assert.Contains("synthetic", File.ReadAllText(f.FullName), StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Stella Vik, DataSteward", await File.ReadAllTextAsync(Path.Combine(to.FullName, "data-card.md"), Cancel), StringComparison.Ordinal);
        Assert.Contains("exists already", (await Assert.ThrowsAsync<SynthesisException>(() => release.WriteAsync(id, to, stella, Cancel))).Message, StringComparison.Ordinal);
        Assert.NotNull(store);
    }

    [Fact]
    public async Task A_file_that_was_changed_after_the_signature_is_not_released_and_nothing_is_left_behind()
    {
        await using var desk = Desk.OnSqlite(new DataSetCheck());
        var (_, release, id) = await ProposedAsync(desk);
        await desk.Review.SignAsync(id, 1, stella, Desk.Password, Cancel);
        var kept = Directory.EnumerateFiles(Path.Combine(desk.Options.Home.FullName, "data-sets", "content")).Single();
        await File.AppendAllTextAsync(kept, "44\n", Cancel);

        var refused = await Assert.ThrowsAsync<SynthesisException>(() => release.WriteAsync(id, new DirectoryInfo(Path.Combine(folder.FullName, "out")), stella, Cancel));

        Assert.Contains("was changed", refused.Message, StringComparison.Ordinal);
        Assert.Empty(folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Whoever_cares_for_patients_does_not_reach_a_data_set()
    {
        await using var desk = Desk.OnSqlite(new DataSetCheck());
        var (_, release, id) = await ProposedAsync(desk);
        await desk.Review.SignAsync(id, 1, stella, Desk.Password, Cancel);

        await Assert.ThrowsAsync<UnknownDraftException>(() => release.WriteAsync(id, new DirectoryInfo(Path.Combine(folder.FullName, "out")), Desk.Ada, Cancel));
    }

    [Fact]
    public async Task A_full_disk_leaves_no_part_of_a_release()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("There is no device here that is always full.");
        await using var desk = Desk.OnSqlite(new DataSetCheck());
        var (store, _, id) = await ProposedAsync(desk);
        var set = DataSetDraft.SetOf((await desk.Review.OpenAsync(id, null, ruth, Cancel)).Sources)!;

        await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await Assert.ThrowsAnyAsync<IOException>(() => store.CopyAsync(set.Content, full, Cancel));
    }

    private async Task<(DataSetStore Store, DataSetRelease Release, DraftId Id)> ProposedAsync(Desk desk)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, "drawn.csv"));
        await File.WriteAllTextAsync(file.FullName, "age,synthetic\n41,true\n63,true\n", Cancel);
        var store = new DataSetStore(desk.Options.Home, desk.Clock);
        var content = await store.AddAsync(file, Cancel);
        Assert.Equal(content, await store.AddAsync(file, Cancel));
        file.Delete();
        var (draft, sources) = DataSetDraft.Of(DataSetCheckTests.Set(content), DataSetCheckTests.Report(DataSetCheckTests.Safe, DataSetCheckTests.Alike), desk.Clock);
        await desk.Review.SubmitAsync(draft, sources, ruth, Cancel);
        return (store, new DataSetRelease(desk.Review, desk.Record, store, new AuditLog(desk.Database), desk.Clock), draft.Id);
    }
}
