using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Salus.Fhir;
using Salus.Fhir.Search;
using Salus.Trust;

namespace Salus.Workbench.Fhir;

/// <summary>A file of an export.</summary>
internal sealed record ExportFile(string Type, string Name, long Count);

/// <summary>One export on its way: who asked, how far it is, what is ready.</summary>
internal sealed class ExportJob(string id, ExportRequest request, Person by, DateTimeOffset at, DirectoryInfo folder) : IDisposable
{
    private readonly CancellationTokenSource stop = new();

    public string Id => id;

    public ExportRequest Request => request;

    public Person By => by;

    /// <summary>What came into the record later is not among it.</summary>
    public DateTimeOffset At => at;

    public DirectoryInfo Folder => folder;

    public ImmutableArray<ExportFile> Files { get; set; } = [];

    public int TypesDone { get; set; }

    public bool IsDone { get; set; }

    public bool HasFailed { get; set; }

    public CancellationToken Stopped => stop.Token;

    public void Stop() => stop.Cancel();

    public void Dispose() => stop.Dispose();
}

/// <summary>
/// Exports in the background, a few at a time, into files of the data folder that only the one who asked can fetch, for a day.
/// They do not outlive the program: its start clears the folder.
/// </summary>
internal sealed partial class ExportJobs(Record record, AuditLog audit, TrustOptions trust, TimeProvider clock, ILogger<ExportJobs> log) : IHostedService, IDisposable
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    public const int MostOfOnePerson = 2;
    private const int PatientsInOneSearch = 100;
    private readonly ConcurrentDictionary<string, ExportJob> jobs = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim running = new(2);
    private readonly string root = Path.Combine(trust.Home.FullName, "exports");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(root))
            Directory.Delete(root, recursive: true);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var job in jobs.Values)
            job.Stop();
        return Task.CompletedTask;
    }

    /// <exception cref="FhirRefusedException">429: the person has exports running already.</exception>
    public async Task<ExportJob> BeginAsync(ExportRequest request, Person by, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var old in jobs.Values.Where(j => now - j.At > Kept))
            Remove(old);
        if (jobs.Values.Count(j => j.By.Id == by.Id && !j.IsDone && !j.HasFailed) >= MostOfOnePerson)
            throw new FhirRefusedException(StatusCodes.Status429TooManyRequests, "throttled", "Two of your exports are running: wait for one to end, or delete it.");
        var id = Guid.CreateVersion7(now).ToString("N");
        var job = new ExportJob(id, request, by, now, PrivateFolder.Create(Path.Combine(root, id)));
        jobs[id] = job;
        await audit.WriteAsync(new AuditEntry(now, by.Id, "export", null, null, Detail: $"{request.Level}: {string.Join(' ', request.Types.Length > 20 ? ["all types"] : request.Types)}"), cancel);
        _ = Task.Run(() => RunAsync(job), CancellationToken.None);
        return job;
    }

    /// <summary>Null when there is none, or it is somebody else's.</summary>
    public ExportJob? Find(string id, Person by) => jobs.TryGetValue(id, out var job) && job.By.Id == by.Id && clock.GetUtcNow() - job.At <= Kept ? job : null;

    public void Remove(ExportJob job)
    {
        if (!jobs.TryRemove(job.Id, out _))
            return;
        job.Stop();
        try
        {
            job.Folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // a file is being read or written right now; the next start clears the folder
        }
    }

    public void Dispose() => running.Dispose();

    private async Task RunAsync(ExportJob job)
    {
        var cancel = job.Stopped;
        try
        {
            await running.WaitAsync(cancel);
            try
            {
                var patients = await PatientsAsync(job, cancel);
                foreach (var type in job.Request.Types)
                {
                    var resources = type == ExportRequest.Documents ? DocumentsAsync(job, patients, cancel) : ResourcesAsync(job, type, patients, cancel);
                    if (await WriteAsync(job, type, resources, cancel) is { Count: > 0 } file)
                        job.Files = job.Files.Add(file);
                    job.TypesDone++;
                }
                job.IsDone = true;
            }
            finally
            {
                running.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // deleted, or the program ends
        }
#pragma warning disable CA1031 // nobody waits for this task: the status tells
        catch (Exception e)
#pragma warning restore CA1031
        {
            job.HasFailed = true;
            Failed(log, e.GetType().FullName!, job.Id);
        }
    }

    /// <summary>Null: all patients.</summary>
    private async Task<IReadOnlySet<string>?> PatientsAsync(ExportJob job, CancellationToken cancel)
    {
        var named = job.Request.Patients.Select(p => p["Patient/".Length..]).ToHashSet(StringComparer.Ordinal);
        if (job.Request.Level is not ExportLevel.Group)
            return named.Count == 0 ? null : named;
        var group = new Uri(job.Request.Address).AbsolutePath.Split('/')[^2];
        var members = (await record.ReadAsync("Group", group, job.By, cancel))?.Resource?.All("member").Select(m => m["entity"]?["reference"]?.Value).OfType<string>()
            .Where(r => r.StartsWith("Patient/", StringComparison.Ordinal)).Select(r => r["Patient/".Length..]) ?? [];
        var those = members.ToHashSet(StringComparer.Ordinal);
        if (named.Count > 0)
            those.IntersectWith(named);
        return those;
    }

    private async IAsyncEnumerable<FhirNode> ResourcesAsync(ExportJob job, string type, IReadOnlySet<string>? patients, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var request = job.Request;
        var seen = request.Filters.TryGetValue(type, out var filters) && filters.Length > 1 ? new HashSet<string>(StringComparer.Ordinal) : null;
        var parameter = request.Level is ExportLevel.System ? null : ExportRequest.PatientParameter(type);
        string?[] groups = patients is null || parameter is null ? [null] : [.. patients.Chunk(PatientsInOneSearch).Select(c => string.Join(',', parameter == "_id" ? c : c.Select(p => "Patient/" + p)))];
        foreach (var group in groups)
        {
            foreach (var filter in filters.IsDefaultOrEmpty ? [""] : filters)
            {
                var query = SearchQuery.Parse(type, filter) with { Count = Requested.LargestCount, Cursor = null, Includes = [], ReverseIncludes = [], Sort = [], Summary = SearchSummary.None };
                var limits = new List<KeyValuePair<string, string>> { new("_lastUpdated", "le" + Instant(job.At)) };
                if (request.Since is { } since)
                    limits.Add(new("_lastUpdated", "ge" + Instant(since)));
                if (group is not null)
                    limits.Add(new(parameter!, group));
                query = query with { Criteria = query.Criteria.AddRange(SearchQuery.Parse(type, limits).Criteria) };
                string? cursor = null;
                do
                {
                    var page = await record.SearchAsync(query with { Cursor = cursor }, job.By, cancel);
                    foreach (var match in page.Matches)
                    {
                        if (seen?.Add(match.Name.Id) is not false)
                            yield return match.Resource!;
                    }
                    cursor = page.Next;
                }
                while (cursor is not null);
            }
        }
    }

    /// <summary>The signed notes of Salus, each a document.</summary>
    private async IAsyncEnumerable<FhirNode> DocumentsAsync(ExportJob job, IReadOnlySet<string>? patients, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (!Access.Allows(job.By, Act.ReadSigned))
            yield break;
        await foreach (var note in record.AllAsync(job.By, cancel))
        {
            if (note.Signature.At <= job.At && (job.Request.Since is not { } since || note.Signature.At >= since) && (patients is null || (note.Subject is { } subject && patients.Contains(subject.Value))))
                yield return FhirNode.Parse(note.Bundle);
        }
    }

    private static async Task<ExportFile> WriteAsync(ExportJob job, string type, IAsyncEnumerable<FhirNode> resources, CancellationToken cancel)
    {
        var name = type + ".ndjson";
        var count = 0L;
        await using var file = PrivateFolder.CreateFile(Path.Combine(job.Folder.FullName, name));
        await FhirNdjson.WriteAsync(file, resources.Select(r =>
        {
            count++;
            return r;
        }), cancel);
        return new ExportFile(type, name, count);
    }

    private static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Error, Message = "Export {Job} failed: {Exception}")]
    private static partial void Failed(ILogger log, string exception, string job);
}
