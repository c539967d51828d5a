using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Salus.Trust;

namespace Salus.Workbench.Imports;

/// <summary>
/// Files on their way into the record: taken in, looked at, started by a person, run one after another in the background, stopped and continued.
/// Running one again is safe: what the record has already is recognised and left alone.
/// </summary>
public sealed partial class ImportJobs(Record record, ImportFolder folder, IEnumerable<IImportFormat> formats, TimeProvider clock, ILogger<ImportJobs> log) : BackgroundService
{
    private static readonly TimeSpan saveEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, Live> live = new();
    private readonly Channel<Guid> waiting = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });

    public ImmutableArray<IImportFormat> Formats { get; } = [.. formats];

    /// <summary>Keeps the file and looks at its beginning. Nothing goes into the record yet.</summary>
    /// <param name="format">Name of a format; null finds it by the content.</param>
    /// <exception cref="ImportFormatException">No format recognises the file, or it is empty.</exception>
    public async Task<ImportJob> AddAsync(Stream file, string fileName, string sourceSystem, string? format, Stream? mapping, Person by, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        folder.Create(id);
        try
        {
            await CopyAsync(file, folder.Upload(id), cancel);
            if (mapping is not null)
                await CopyAsync(mapping, folder.Mapping(id), cancel);
            var reader = Formats.FirstOrDefault(f => f.Name == format) ?? await RecogniseAsync(folder.Upload(id), cancel);
            if (reader.NeedsMapping && mapping is null)
                throw new ImportFormatException($"{reader.Title} needs a mapping file that says what its columns mean. Choose one beside the file.");
            var job = new ImportJob(id, fileName, new FileInfo(folder.Upload(id)).Length, sourceSystem, reader.Name, by.Id, by.DisplayName, now) { Mapped = mapping is not null };
            job = job with { Preview = await PreviewReader.ReadAsync(reader, folder.Upload(id), About(job), cancel) };
            await folder.SaveAsync(job, cancel);
            return job;
        }
        catch
        {
            folder.Drop(id);
            throw;
        }
    }

    public async Task<ImportJob?> FindAsync(Guid id, CancellationToken cancel)
    {
        if (live.TryGetValue(id, out var now))
            return now.Job;
        // Written down as running, and nobody runs it: the program ended in between.
        return await folder.FindAsync(id, cancel) is not { } job ? null : job.Active ? job with { State = ImportState.Interrupted } : job;
    }

    /// <summary>Newest first.</summary>
    public async Task<ImmutableArray<ImportJob>> ListAsync(int most, CancellationToken cancel)
    {
        var found = ImmutableArray.CreateBuilder<ImportJob>();
        foreach (var id in folder.All())
        {
            if (await FindAsync(id, cancel) is { } job)
                found.Add(job);
            if (found.Count == most)
                break;
        }
        return found.ToImmutable();
    }

    /// <summary>Starts it, or continues one that was stopped. Does nothing when it already runs or has ended.</summary>
    public async Task BeginAsync(Guid id, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { CanStart: true } job)
            return;
        var begun = new Live(job with { State = ImportState.Waiting, Problem = null, BytesRead = 0, Counts = new ImportSummary(0, 0, 0), EndedAt = null });
        if (!live.TryAdd(id, begun))
            return;
        await folder.SaveAsync(begun.Job, cancel);
        await waiting.Writer.WriteAsync(id, cancel);
    }

    /// <summary>Stops it after the batch it is writing.</summary>
    public async Task CancelAsync(Guid id)
    {
        if (!live.TryGetValue(id, out var running))
            return;
        try
        {
            await running.Stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // it ended in this moment
        }
    }

    /// <summary>Waits until it neither waits nor runs, and tells how it ended.</summary>
    public async Task<ImportJob?> EndAsync(Guid id, CancellationToken cancel)
    {
        if (live.TryGetValue(id, out var running))
            await running.Ended.Task.WaitAsync(cancel);
        return await FindAsync(id, cancel);
    }

    /// <summary>Takes the uploaded file of one that does not run away. Its counts stay.</summary>
    public async Task DiscardAsync(Guid id, CancellationToken cancel)
    {
        if (live.ContainsKey(id) || await folder.FindAsync(id, cancel) is not { } job)
            return;
        folder.Drop(id);
        await folder.SaveAsync(job with { Kept = false, State = job.State is ImportState.Uploaded ? ImportState.Cancelled : job.State }, cancel);
    }

    public IAsyncEnumerable<ImportFault> FaultsAsync(Guid id, CancellationToken cancel) => folder.ReadFaultsAsync(id, cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            if (live.TryGetValue(id, out var next))
                await RunAsync(next, stoppingToken);
        }
    }

    private async Task RunAsync(Live running, CancellationToken stopping)
    {
        var id = running.Job.Id;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(running.Stop.Token, stopping);
        running.Job = running.Job with { State = ImportState.Running, StartedAt = clock.GetUtcNow() };
        ImportJob ended;
        try
        {
            var counts = await ReadAsync(running, either.Token);
            folder.Drop(id);
            ended = running.Job with { State = ImportState.Done, Counts = counts, BytesRead = running.Job.Bytes, Kept = false };
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            ended = running.Job with { State = stopping.IsCancellationRequested ? ImportState.Interrupted : ImportState.Cancelled };
        }
#pragma warning disable CA1031 // whatever stops one import must not stop the ones behind it
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (e is not ImportFormatException)
                Failed(log, id, e.GetType().FullName!, e.StackTrace);
            ended = running.Job with { State = ImportState.Failed, Problem = e is ImportFormatException or RecordUnavailableException ? e.Message : "It stopped for a reason nobody foresaw. What came in before stays in the record; start it again, and if it stops at the same place, give your administrator the id of this import." };
        }
        await folder.SaveAsync(ended with { EndedAt = clock.GetUtcNow() }, CancellationToken.None);
        live.TryRemove(id, out _);
        running.Ended.SetResult();
        running.Stop.Dispose();
    }

    private async Task<ImportSummary> ReadAsync(Live running, CancellationToken cancel)
    {
        var job = running.Job;
        var reader = Formats.FirstOrDefault(f => f.Name == job.Format) ?? throw new ImportFormatException($"This program no longer reads the format '{job.Format}'.");
        await using var file = File.OpenRead(folder.Upload(job.Id));
        using var faults = new FaultLog(folder.Faults(job.Id));
        var saved = clock.GetTimestamp();
        var options = new ImportOptions
        {
            By = new Person(job.By, "", job.ByName, []),
            Refused = faults.Add,
            Progress = new Told(counts =>
            {
                running.Job = running.Job with { Counts = counts, BytesRead = Math.Min(file.Position, job.Bytes) };
                if (clock.GetElapsedTime(saved) < saveEvery)
                    return;
                saved = clock.GetTimestamp();
                faults.Flush();
            }),
        };
        return await record.ImportAsync(reader.ReadAsync(file, About(job), cancel), job.SourceSystem, options, cancel);
    }

    private ImportedFile About(ImportJob job) => new(job.FileName, job.SourceSystem, job.Mapped ? folder.Mapping(job.Id) : null);

    private async Task<IImportFormat> RecogniseAsync(string path, CancellationToken cancel)
    {
        var head = new byte[4096];
        await using var file = File.OpenRead(path);
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        if (length == 0)
            throw new ImportFormatException("The file is empty.");
        var start = head.AsSpan(0, length).StartsWith("\uFEFF"u8) ? 3 : 0;
        return Formats.FirstOrDefault(f => f.Recognises(head.AsSpan(start, length - start)))
            ?? throw new ImportFormatException($"The file does not begin like any kind that is read here: {string.Join("; ", Formats.Select(f => f.Title))}. If it is one of them, choose it below.");
    }

    private static async Task CopyAsync(Stream from, string path, CancellationToken cancel)
    {
        await using var to = PrivateFolder.CreateFile(path);
        await from.CopyToAsync(to, cancel);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {Id}: {Exception}\n{Where}")]
    private static partial void Failed(ILogger log, Guid id, string exception, string? where);

    private sealed class Live(ImportJob job)
    {
        public ImportJob Job { get; set; } = job;

        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Reports on the importing thread, in order; the framework's own posts to another.</summary>
    private sealed class Told(Action<ImportSummary> tell) : IProgress<ImportSummary>
    {
        public void Report(ImportSummary value) => tell(value);
    }
}
