using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Salus.Design.Jobs;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Releases;
using Salus.Governance.Deidentification.Releases.Studio;
using Salus.Tests.Trust;
using Salus.Trust;

namespace Salus.Tests.Governance.Deidentification.Releases.Studio;

public sealed class ReleaseJobsTests : IAsyncLifetime
{
    private readonly Clinic clinic = new();
    private readonly Desk desk = Desk.OnSqlite(new ReleaseCheck());
    private ReleaseJobs jobs = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var studio = new ReleaseStudio(clinic.Run(), clinic.Works, new ReleaseStore(clinic.Home, desk.Clock), desk.Review, desk.Clock);
        jobs = new ReleaseJobs(studio, clinic.Works, new ReleaseKeys(clinic.Home), new TrustOptions("", clinic.Home), desk.Clock, NullLogger<ReleaseJobs>.Instance);
        await jobs.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await jobs.StopAsync(CancellationToken.None);
        jobs.Dispose();
        await desk.DisposeAsync();
        clinic.Dispose();
    }

    [Fact]
    public async Task Files_that_were_brought_become_a_release_that_is_proposed_under_one_id()
    {
        var job = await AddAsync("Okonkwo coughs.", "Okonkwo sleeps.");
        var ended = (await jobs.EndAsync(job.Id, Cancel))!;

        Assert.Equal((JobState.Done, 2), (ended.State, clinic.Works.Find(job.Id)!.Report!.Files));
        Assert.DoesNotContain(clinic.Kept(), f => f.Path.Contains("Okonkwo", StringComparison.Ordinal));

        var proposed = await jobs.ProposeAsync(ended, Clinic.Ruth, Cancel);
        Assert.True(proposed.Proposed);
        Assert.Equal(job.Id, (await desk.Review.OpenAsync(new DraftId(job.Id), null, Clinic.Stella, Cancel)).Draft.Id.Value);
        Assert.Null(await jobs.FindAsync(job.Id, Clinic.Ruth with { Id = new PersonId(Guid.Parse("00000000-0000-7000-8000-0000000000c3")) }, Cancel));

        jobs.Remove(proposed);
        Assert.DoesNotContain(clinic.Kept(), f => f.Path.Contains("jobs", StringComparison.Ordinal));
        Assert.NotNull(clinic.Works.Find(job.Id));
    }

    [Fact]
    public async Task A_job_that_stops_says_why_without_a_word_of_the_files_and_leaves_no_work()
    {
        var job = await AddAsync("Okonkwo Unreadable");
        var ended = (await jobs.EndAsync(job.Id, Cancel))!;

        Assert.Equal((JobState.Failed, "File 1 of 1 (.txt): line 1 cannot be read."), (ended.State, ended.Problem));
        Assert.Null(clinic.Works.Find(job.Id));
    }

    [Fact]
    public async Task A_wish_beyond_what_is_done_here_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<DeidentificationException>(() => jobs.AddAsync([], "Notes", null, new ReleaseWish(), Clinic.Ruth, Cancel));
        await Assert.ThrowsAsync<DeidentificationException>(() => jobs.AddAsync([File("a")], " ", null, new ReleaseWish(), Clinic.Ruth, Cancel));
        await Assert.ThrowsAsync<DeidentificationException>(() => jobs.AddAsync([File("a")], "Notes", null, new ReleaseWish { Policy = "no such" }, Clinic.Ruth, Cancel));
        await Assert.ThrowsAsync<DeidentificationException>(() => jobs.AddAsync([File("a")], "Notes", new MemoryStream("text: ["u8.ToArray()), new ReleaseWish(), Clinic.Ruth, Cancel));
        await Assert.ThrowsAsync<DeidentificationException>(() => jobs.AddAsync([File("a")], "Notes", null, new ReleaseWish { Samples = 0 }, Clinic.Ruth, Cancel));

        Assert.Empty(await jobs.ListAsync(10, Cancel));
    }

    private Task<ReleaseJob> AddAsync(params string[] texts) => jobs.AddAsync([.. texts.Select(File)], "Notes", null, new ReleaseWish(), Clinic.Ruth, Cancel);

    private static (string, Func<Stream>) File(string text) => ("Okonkwo.txt", () => new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
