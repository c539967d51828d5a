using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Salus.Design.Jobs;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases.Studio;

/// <summary>
/// Files that researchers brought, de-identified in the background. Whoever brought them sees the job, and data stewards see all of them.
/// The files as they came stay until the job is dropped, so that a run can be repeated when a reviewer saw something missing.
/// </summary>
public sealed class ReleaseJobs(ReleaseStudio studio, ReleaseWorks works, ReleaseKeys keys, TrustOptions site, TimeProvider clock, ILogger<ReleaseJobs> log)
    : JobQueue<ReleaseJob>(site.Home, "releases/jobs", clock, log)
{
    /// <summary>Of one upload. Larger releases are made on the command line.</summary>
    public const long LargestUpload = 512L << 20;

    public const int MostFiles = 5_000;

    private const int MostSamples = 200;
    private const int MostK = 1_000;
    private const int LongestTitle = 120;
    private const string PolicyName = "policy.yaml";
    private const string InputName = "input";

    private readonly TimeProvider clock = clock;

    /// <summary>Keeps the files and begins.</summary>
    /// <param name="policy">A file of rules; null for the profile of the wish.</param>
    /// <exception cref="DeidentificationException">There is no file, the policy cannot be read, or the wish is beyond what is done here.</exception>
    public async Task<ReleaseJob> AddAsync(IReadOnlyList<(string Name, Func<Stream> Open)> files, string title, Stream? policy, ReleaseWish wish, Person by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(wish);
        ArgumentNullException.ThrowIfNull(by);
        Require(files.Count, title, wish);
        var id = NewPlace();
        try
        {
            var input = PrivateFolder.Create(File(id, InputName).FullName);
            var bytes = 0L;
            foreach (var (number, file) in files.Index())
                bytes += await KeepAsync(file.Open, Path.Combine(input.FullName, string.Create(CultureInfo.InvariantCulture, $"{number + 1:000000}{EndingOf(file.Name)}")), cancel);
            if (policy is not null)
                await KeepAsync(() => policy, File(id, PolicyName).FullName, cancel);
            var job = new ReleaseJob(id, by.Id, by.DisplayName, clock.GetUtcNow(), title.Trim(), files.Count, bytes) { Wish = wish with { HasPolicyFile = policy is not null } };
            _ = PolicyOf(job);
            _ = keys.Of(wish.Key);
            await SaveAsync(job, cancel);
            await BeginAsync(id, cancel);
            return await FindAsync(id, cancel) ?? job;
        }
        catch
        {
            Drop(id);
            throw;
        }
    }

    /// <summary>Makes the release again: what reviewers missed is searched for.</summary>
    public async Task AgainAsync(ReleaseJob job, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Active)
            return;
        await SaveAsync(job with { State = JobState.Ready, Stale = job.Proposed }, cancel);
        await BeginAsync(job.Id, cancel);
    }

    /// <summary>Puts the release into the work list of data stewards, or the newer one in place of the older.</summary>
    /// <exception cref="DeidentificationException">There is none yet.</exception>
    public async Task<ReleaseJob> ProposeAsync(ReleaseJob job, Person by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(job);
        await studio.ProposeAsync(job.Id, by, cancel);
        var proposed = job with { Proposed = true, Stale = false };
        await SaveAsync(proposed, cancel);
        return proposed;
    }

    /// <summary>Takes the files away with all that came of them, unless it was proposed: then the work stays for the review.</summary>
    public void Remove(ReleaseJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        Drop(job.Id);
        if (!job.Proposed)
            works.Drop(job.Id);
    }

    /// <summary>A job that this person may see; null when there is none.</summary>
    public async Task<ReleaseJob?> FindAsync(Guid id, Person by, CancellationToken cancel) =>
        await FindAsync(id, cancel) is { } job && IsOpenTo(job, by) ? job : null;

    /// <summary>The jobs that this person may see, newest first.</summary>
    public async Task<ImmutableArray<ReleaseJob>> ListAsync(int most, Person by, CancellationToken cancel) =>
        [.. (await ListAsync(most, cancel)).Where(job => IsOpenTo(job, by))];

    /// <summary>Whether a release was made from files that somebody brought here.</summary>
    public bool Has(Guid id) => File(id, InputName).Directory!.Exists;

    protected override async Task<ReleaseJob> WorkAsync(ReleaseJob job, Action<string, double> tell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(job);
        var request = new ReleaseRequest
        {
            Input = new DirectoryInfo(File(job.Id, InputName).FullName),
            Policy = PolicyOf(job),
            Key = keys.Of(job.Wish.Key),
            Title = job.Title,
            LeaveOutUnreadable = job.Wish.LeaveOutUnreadable,
            Samples = job.Wish.Samples,
            LeastK = job.Wish.LeastK,
            Seed = job.Wish.Seed,
        };
        await studio.MakeAsync(job.Id, request, new Reporter(tell), cancel);
        return job;
    }

    protected override bool IsForPeople(Exception failure) => failure is DeidentificationException or RecordUnavailableException;

    private static bool IsOpenTo(ReleaseJob job, Person by) => job.By == by.Id || Access.Allows(by, Act.SignDraft, Purpose.Research);

    private DeidentificationPolicy PolicyOf(ReleaseJob job) => job.Wish.HasPolicyFile
        ? DeidentificationPolicy.Read(System.IO.File.ReadAllText(File(job.Id, PolicyName).FullName), PolicyName)
        : DeidentificationPolicy.Profile(job.Wish.Policy);

    private static void Require(int files, string title, ReleaseWish wish)
    {
        if (files is 0 or > MostFiles)
            throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"Choose between 1 and {MostFiles:#,0} files; more with 'salus deidentify'."));
        if (string.IsNullOrWhiteSpace(title) || title.Length > LongestTitle || title.Any(char.IsControl))
            throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"Give the release a title of up to {LongestTitle} characters. It goes out with the files, so it names no patient."));
        if (wish.Samples is < 1 or > MostSamples || wish.LeastK is < 1 or > MostK)
            throw new DeidentificationException(string.Create(CultureInfo.InvariantCulture, $"Between 1 and {MostSamples} documents are drawn for review, and groups of 1 to {MostK} people can be demanded."));
    }

    /// <summary>Under names of our own: only the ending counts, and what somebody calls a file never becomes a path.</summary>
    private static string EndingOf(string name)
    {
        var ending = Path.GetExtension(name).ToLowerInvariant();
        return ending.Length is > 1 and <= 8 && ending.Skip(1).All(char.IsAsciiLetterOrDigit) ? ending : "";
    }

    private static async Task<long> KeepAsync(Func<Stream> open, string to, CancellationToken cancel)
    {
        await using var from = open();
        await using var stream = PrivateFolder.CreateFile(to);
        await from.CopyToAsync(stream, cancel);
        return stream.Length;
    }

    /// <summary>Reports on the working thread, in order; the framework's own posts to another.</summary>
    private sealed class Reporter(Action<string, double> tell) : IProgress<ReleaseProgress>
    {
        public void Report(ReleaseProgress value) => tell(value.Step, value.Share);
    }
}
