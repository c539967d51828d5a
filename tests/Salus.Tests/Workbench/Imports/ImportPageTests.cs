using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Salus.Fhir;
using Salus.Trust;
using Salus.Workbench.Imports;

namespace Salus.Tests.Workbench.Imports;

/// <summary>The import page over HTTP: upload, preview, start, counts, errors, stop and go on.</summary>
public sealed class ImportPageTests : IAsyncLifetime
{
    private const string Two =
        """
        {"resourceType":"Patient","id":"p1","name":[{"family":"Okoro"}]}
        {"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p1"}}
        """;

    private readonly Drip drip = new();
    private Workplace workplace = null!;
    private Visitor nurse = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        workplace = await Workplace.OpenAsync(services: services => services.AddSingleton<IImportFormat>(drip));
        nurse = await workplace.SeatAsync(Role.Nurse);
    }

    public async ValueTask DisposeAsync()
    {
        drip.Open.Release();
        nurse.Dispose();
        await workplace.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_looked_at_before_anything_goes_into_the_record()
    {
        var id = await UploadAsync(Two);
        var page = await nurse.ReadAsync($"/import/{id}");
        Assert.Contains("What is in the file", page, StringComparison.Ordinal);
        Assert.Contains("Observation", page, StringComparison.Ordinal);
        Assert.Empty(await workplace.TrailAsync("import"));
    }

    [Fact]
    public async Task Started_it_brings_the_resources_in_counts_them_and_drops_the_file()
    {
        var id = await UploadAsync(Two);
        Assert.Equal(HttpStatusCode.Redirect, (await nurse.SendAsync(HttpMethod.Post, $"/import/{id}/start")).StatusCode);
        var ended = await Jobs.EndAsync(id, Cancel);
        Assert.Equal((ImportState.Done, 2L, false), (ended!.State, ended.Counts.Added, ended.Kept));
        Assert.NotNull(await workplace.Get<Record>().FindAsync("ward", "Patient", "p1", await workplace.HireAsync("reader", Role.Clinician), Cancel));
        Assert.Contains("Done", await nurse.ReadAsync("/import"), StringComparison.Ordinal);
        var entry = Assert.Single(await workplace.TrailAsync("import"));
        Assert.NotNull(entry.Person);
    }

    [Fact]
    public async Task What_is_left_out_stands_on_the_page_and_in_the_file_with_its_line()
    {
        var id = await UploadAsync(Two + "\n{\"resourceType\":\"Patient\"}\n{broken\n");
        Assert.Contains("Problems at the beginning of the file", await nurse.ReadAsync($"/import/{id}"), StringComparison.Ordinal);
        await nurse.SendAsync(HttpMethod.Post, $"/import/{id}/start");
        var ended = await Jobs.EndAsync(id, Cancel);
        Assert.Equal((ImportState.Done, 2L, 2L), (ended!.State, ended.Counts.Added, ended.Counts.Refused));
        Assert.Contains("has no usable id", await nurse.ReadAsync($"/import/{id}"), StringComparison.Ordinal);
        var lines = (await nurse.ReadAsync($"/import/{id}/errors.csv")).Split("\r\n");
        Assert.Equal("position,entry,type,message", lines[0]);
        Assert.StartsWith("3,,Patient,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("4,,,", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_import_keeps_what_came_in_and_goes_on_where_the_record_is()
    {
        var id = await UploadAsync("drip");
        await nurse.SendAsync(HttpMethod.Post, $"/import/{id}/start");
        await drip.Reached.Task.WaitAsync(Cancel);
        Assert.Contains("data-poll", await nurse.ReadAsync($"/import/{id}"), StringComparison.Ordinal);
        await nurse.SendAsync(HttpMethod.Post, $"/import/{id}/cancel");
        var stopped = await Jobs.EndAsync(id, Cancel);
        Assert.Equal((ImportState.Cancelled, true), (stopped!.State, stopped.CanStart));
        Assert.Contains("Continue", await nurse.ReadAsync($"/import/{id}"), StringComparison.Ordinal);

        drip.Open.Release();
        await nurse.SendAsync(HttpMethod.Post, $"/import/{id}/start");
        var ended = await Jobs.EndAsync(id, Cancel);
        Assert.Equal(ImportState.Done, ended!.State);
        Assert.Equal(Drip.Resources, ended.Counts.Added + ended.Counts.Unchanged);
    }

    [Fact]
    public async Task An_import_that_the_end_of_the_program_broke_off_can_be_continued()
    {
        var folder = workplace.Get<ImportFolder>();
        var job = new ImportJob(Guid.CreateVersion7(workplace.Clock.GetUtcNow()), "a.json", 3, "ward", "fhir-json", default, "Ada", workplace.Clock.GetUtcNow()) { State = ImportState.Running };
        folder.Create(job.Id);
        await File.WriteAllTextAsync(folder.Upload(job.Id), Two, Cancel);
        await folder.SaveAsync(job, Cancel);
        using var next = new ImportJobs(workplace.Get<Record>(), folder, [new FhirJsonFormat()], workplace.Clock, workplace.Get<Microsoft.Extensions.Logging.ILogger<ImportJobs>>());
        await next.StartAsync(Cancel);
        Assert.Equal(ImportState.Interrupted, (await next.FindAsync(job.Id, Cancel))!.State);
        await next.BeginAsync(job.Id, Cancel);
        Assert.Equal(ImportState.Done, (await next.EndAsync(job.Id, Cancel))!.State);
        await next.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_file_of_no_known_kind_or_without_a_source_is_refused_in_words()
    {
        Assert.Contains("does not begin like any kind", await RefusalAsync("\0\u0001binary", "ward"), StringComparison.Ordinal);
        Assert.Contains("Say which system", await RefusalAsync(Two, " "), StringComparison.Ordinal);
        Assert.Contains("Choose a file", await RefusalAsync("", "ward"), StringComparison.Ordinal);
        Assert.Empty(await Jobs.ListAsync(10, Cancel));
    }

    [Fact]
    public async Task A_discarded_file_is_gone_and_the_import_cannot_start()
    {
        var id = await UploadAsync(Two);
        await nurse.SendAsync(HttpMethod.Post, $"/import/{id}/discard");
        var job = await Jobs.FindAsync(id, Cancel);
        Assert.False(job!.Kept || job.CanStart);
        Assert.False(File.Exists(workplace.Get<ImportFolder>().Upload(id)));
    }

    [Fact]
    public async Task A_file_larger_than_a_form_usually_is_comes_in()
    {
        var line = "{\"resourceType\":\"Basic\",\"id\":\"b\",\"code\":{\"text\":\"" + new string('x', 1000) + "\"}}\n";
        var id = await UploadAsync(string.Concat(Enumerable.Repeat(line, 140_000)));
        Assert.True((await Jobs.FindAsync(id, Cancel))!.Bytes > 140_000_000);
    }

    private ImportJobs Jobs => workplace.Get<ImportJobs>();

    private async Task<Guid> UploadAsync(string content)
    {
        using var answer = await SendAsync(content, "ward");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return Guid.Parse(answer.Headers.Location!.OriginalString.Split('/')[^1]);
    }

    private async Task<string> RefusalAsync(string content, string source)
    {
        using var answer = await SendAsync(content, source);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<HttpResponseMessage> SendAsync(string content, string source)
    {
        using var form = new MultipartFormDataContent { { new StringContent(source), "source" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", "export.ndjson" } };
        return await nurse.SendAsync(HttpMethod.Post, "/import", form);
    }

    /// <summary>Hands over more than one batch, then waits: an import that is under way for as long as a test wants.</summary>
    private sealed class Drip : IImportFormat
    {
        public const int Resources = 3500;

        public SemaphoreSlim Open { get; } = new(0);

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "drip";

        public string Title => "Drip";

        public IReadOnlyList<string> Extensions => [".drip"];

        public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith("drip"u8);

        public async IAsyncEnumerable<ImportItem> ReadAsync(Stream file, ImportedFile about, [EnumeratorCancellation] CancellationToken cancel)
        {
            for (var i = 1; i <= Resources; i++)
            {
                if (i == 3200)
                {
                    Reached.TrySetResult();
                    await Open.WaitAsync(cancel);
                }
                yield return new ImportItem(i, FhirNode.Parse($$"""{"resourceType":"Basic","id":"b{{i}}"}"""));
            }
        }
    }
}
