using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Salus.Trust;

namespace Salus.Design.Jobs;

/// <summary>
/// Jobs of one kind, run one after another in the background. Each has a folder of its own below the data folder, where it is written
/// down before it begins and when it ends; one that was running when the program ended is found interrupted.
/// </summary>
public abstract partial class JobQueue<TJob>(DirectoryInfo home, string folder, TimeProvider clock, ILogger log) : BackgroundService where TJob : Job
{
    private const string FileName = "job.json";

    private readonly ConcurrentDictionary<Guid, Live> live = new();
    private readonly Channel<Guid> waiting = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });
    private readonly string root = PrivateFolder.Create(Path.Combine(home.FullName, folder)).FullName;

    /// <summary>Does the work and returns the job as it ended well. <paramref name="tell"/> takes how far it is.</summary>
    protected abstract Task<TJob> WorkAsync(TJob job, Action<string, double> tell, CancellationToken cancel);

    /// <summary>Whether the message of a failure was written for the person who waits; others end up as one sentence that gives nothing away.</summary>
    protected abstract bool IsForPeople(Exception failure);

    /// <summary>Where a job keeps a file.</summary>
    public FileInfo File(Guid id, string name) => new(Path.Combine(Of(id), name));

    /// <summary>Makes the place of a new job.</summary>
    protected Guid NewPlace()
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        PrivateFolder.Create(Of(id));
        return id;
    }

    /// <summary>Writes the job down.</summary>
    public async Task SaveAsync(TJob job, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(job);
        var file = File(job.Id, FileName).FullName;
        await using (var stream = PrivateFolder.CreateFile(file + ".new"))
            await JsonSerializer.SerializeAsync(stream, job, TrustJson.Indented, cancel);
        System.IO.File.Move(file + ".new", file, overwrite: true);
    }

    public async Task<TJob?> FindAsync(Guid id, CancellationToken cancel)
    {
        if (live.TryGetValue(id, out var now))
            return now.Job;
        var file = File(id, FileName);
        if (!file.Exists)
            return null;
        await using var stream = file.OpenRead();
        var job = await JsonSerializer.DeserializeAsync<TJob>(stream, TrustJson.Indented, cancel);
        // Written down as running, and nobody runs it: the program ended in between.
        return job is { Active: true } ? job with { State = JobState.Interrupted } : job;
    }

    /// <summary>Newest first.</summary>
    public async Task<ImmutableArray<TJob>> ListAsync(int most, CancellationToken cancel)
    {
        var found = ImmutableArray.CreateBuilder<TJob>();
        foreach (var name in Directory.EnumerateDirectories(root).Select(Path.GetFileName).OrderDescending(StringComparer.Ordinal))
        {
            if (found.Count == most)
                break;
            if (Guid.TryParseExact(name, "D", out var id) && await FindAsync(id, cancel) is { } job)
                found.Add(job);
        }
        return found.ToImmutable();
    }

    /// <summary>Starts it. Does nothing when it already runs or has ended well.</summary>
    public async Task BeginAsync(Guid id, CancellationToken cancel)
    {
        if (await FindAsync(id, cancel) is not { CanStart: true } job)
            return;
        var begun = new Live(job with { State = JobState.Waiting, Problem = null, Step = "", Share = 0, EndedAt = null });
        if (!live.TryAdd(id, begun))
            return;
        await SaveAsync(begun.Job, cancel);
        await waiting.Writer.WriteAsync(id, cancel);
    }

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
    public async Task<TJob?> EndAsync(Guid id, CancellationToken cancel)
    {
        if (live.TryGetValue(id, out var running))
            await running.Ended.Task.WaitAsync(cancel);
        return await FindAsync(id, cancel);
    }

    /// <summary>Takes a job that does not run away, with all its files.</summary>
    public void Drop(Guid id)
    {
        if (!live.ContainsKey(id) && Directory.Exists(Of(id)))
            Directory.Delete(Of(id), recursive: true);
    }

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
        running.Job = running.Job with { State = JobState.Running, StartedAt = clock.GetUtcNow() };
        TJob ended;
        try
        {
            // Long arithmetic must not hold the thread that reads the queue, nor one that answers requests.
            var done = await Task.Factory.StartNew(() => WorkAsync(running.Job, (step, share) => running.Job = running.Job with { Step = step, Share = share }, either.Token), either.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
            ended = done with { State = JobState.Done, Step = "", Share = 1 };
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            ended = running.Job with { State = stopping.IsCancellationRequested ? JobState.Interrupted : JobState.Cancelled };
        }
#pragma warning disable CA1031 // whatever stops one job must not stop the ones behind it
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!IsForPeople(e))
                Failed(log, id, e.GetType().FullName!, e.StackTrace);
            ended = running.Job with { State = JobState.Failed, Problem = IsForPeople(e) ? e.Message : "It stopped for a reason nobody foresaw. Start it again, and if it stops at the same place, give your administrator the id of this job." };
        }
        await SaveAsync(ended with { EndedAt = clock.GetUtcNow() }, CancellationToken.None);
        live.TryRemove(id, out _);
        running.Ended.SetResult();
        running.Stop.Dispose();
    }

    private string Of(Guid id) => Path.Combine(root, id.ToString("D"));

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Id}: {Exception}\n{Where}")]
    private static partial void Failed(ILogger log, Guid id, string exception, string? where);

    private sealed class Live(TJob job)
    {
        public TJob Job { get; set; } = job;

        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
