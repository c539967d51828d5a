using System.Text;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Trust.Ledgers;

/// <summary>What somebody with write access to the database, but without the key, could try.</summary>
public sealed class LedgerInTheRecordTests : IAsyncLifetime
{
    private readonly Desk desk = Desk.OnSqlite();
    private LedgerReader reader = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        reader = new LedgerReader(desk.Database);
        for (var i = 0; i < 3; i++)
        {
            var reviewed = await desk.SubmitAsync();
            desk.Clock.Advance(TimeSpan.FromMinutes(1));
            await desk.Review.SignAsync(reviewed.Draft.Id, 1, Desk.Ada, Desk.Password, Cancel);
        }
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task Submitting_and_signing_leave_a_sound_ledger_that_verifies_offline_too()
    {
        var live = await VerifyAsync();
        Assert.Empty(live.Faults);
        Assert.Equal(9, live.Entries);

        using var export = new StringWriter();
        Assert.Equal(9, await reader.ExportAsync(export, Cancel));
        var offline = await new LedgerVerifier().VerifyAsync(new MemoryStream(Encoding.UTF8.GetBytes(export.ToString())), Cancel);
        Assert.Empty(offline.Faults);
        Assert.Equal(offline.Last, await reader.CheckpointAsync(Cancel));
    }

    [Fact]
    public async Task An_empty_ledger_is_sound_and_has_no_checkpoint()
    {
        await using var fresh = Desk.OnSqlite();
        var empty = new LedgerReader(fresh.Database);
        Assert.True((await empty.VerifyAsync(new LedgerVerifier(), Cancel)).IsSound);
        Assert.Null(await empty.CheckpointAsync(Cancel));
    }

    [Theory]
    [InlineData("update ledger set kind = 'draft' where position = 5", 5)]
    [InlineData("update ledger set content = root where position = 4", 4)]
    [InlineData("update ledger set at = '2026-06-01T12:00:00.001Z' where position = 3", 3)]
    [InlineData("update ledger set at = 'yesterday' where position = 3", 3)]
    [InlineData("delete from ledger where position = 2", 2)]
    [InlineData("delete from ledger where position = 8", 8)]
    [InlineData("update ledger set position = -1 where position = 6", 6)]
    [InlineData("update blobs set content = cast('{}' as blob) where digest = (select content from ledger where position = 7)", 7)]
    public async Task A_change_behind_our_back_is_found_and_its_entry_named(string sql, long entry)
    {
        await desk.Database.WriteAsync(t => t.ExecuteAsync(sql), Cancel);
        Assert.Contains((await VerifyAsync()).Faults, f => f.Entry == entry);
    }

    [Fact]
    public async Task A_ledger_cut_back_with_its_head_is_found_by_the_checkpoint_kept_before()
    {
        var kept = (await VerifyAsync()).Last!;
        await desk.Database.WriteAsync(async t =>
        {
            await t.ExecuteAsync("delete from ledger where position > 5");
            await t.ExecuteAsync("update ledger_head set size = 6");
        }, Cancel);
        Assert.True((await VerifyAsync()).IsSound);
        Assert.Equal(6, Assert.Single((await reader.VerifyAsync(new LedgerVerifier([], [kept]), Cancel)).Faults).Entry);
    }

    [Fact]
    public async Task Nothing_is_appended_to_a_ledger_whose_head_does_not_fit()
    {
        await desk.Database.WriteAsync(t => t.ExecuteAsync("update ledger_head set frontier = 'x'"), Cancel);
        await Assert.ThrowsAsync<LedgerBrokenException>(() => desk.SubmitAsync());
        Assert.Equal(3, await desk.CountAsync("drafts"));
    }

    private Task<LedgerVerdict> VerifyAsync() => reader.VerifyAsync(new LedgerVerifier(), Cancel);
}
