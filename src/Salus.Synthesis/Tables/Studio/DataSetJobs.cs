using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Salus.Design.Jobs;
using Salus.Synthesis.Tables.Engines;
using Salus.Synthesis.Tables.Files;
using Salus.Synthesis.Tables.Fitting;
using Salus.Synthesis.Tables.Gate;
using Salus.Synthesis.Tables.Inference;
using Salus.Synthesis.Tables.Releases;
using Salus.Trust;

namespace Salus.Synthesis.Tables.Studio;

/// <summary>
/// Tables that researchers uploaded: looked at, then learned, drawn and judged in the background, then proposed for release. Whoever
/// uploaded a table sees it, and data stewards see all of them. The upload and the model go when the job is dropped.
/// </summary>
public sealed class DataSetJobs(TableStudio studio, DataSetStore store, Review review, TrustOptions site, TimeProvider clock, ILogger<DataSetJobs> log)
    : JobQueue<DataSetJob>(site.Home, "data-sets/jobs", clock, log)
{
    private const string ReportName = "report.json";
    private const string ModelName = "model.salus";

    private readonly TimeProvider clock = clock;

    /// <summary>Keeps the table and says what is in it. Nothing is learned yet.</summary>
    /// <exception cref="SynthesisException">It cannot be read; the message says where and what to do.</exception>
    public async Task<DataSetJob> AddAsync(Stream table, string fileName, Stream? schema, DataSetWish wish, Person by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        var id = NewPlace();
        try
        {
            var upload = Upload(id, fileName);
            await KeepAsync(table, upload, cancel);
            if (schema is not null)
                await KeepAsync(schema, SchemaFileOf(id), cancel);
            var file = Open(id, fileName);
            var job = new DataSetJob(id, by.Id, by.DisplayName, clock.GetUtcNow(), Path.GetFileName(fileName), upload.Length)
            {
                Schema = file.Schema,
                SourceRows = file.RowCount,
                HasSchemaFile = schema is not null,
                Wish = Checked(wish, file),
            };
            await SaveAsync(job, cancel);
            return job;
        }
        catch
        {
            Drop(id);
            throw;
        }
    }

    /// <summary>Makes the data set, or makes it again in another way; what came out before is gone then.</summary>
    /// <exception cref="SynthesisException">The wish names a column or an engine that there is not.</exception>
    public async Task AgainAsync(DataSetJob job, DataSetWish wish, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Active || job.Draft is not null)
            return;
        await SaveAsync(job with { State = JobState.Ready, Wish = Checked(wish, Open(job.Id, job.FileName)), Result = null, Passes = null }, cancel);
        await BeginAsync(job.Id, cancel);
    }

    /// <summary>A job that this person may see; null when there is none.</summary>
    public async Task<DataSetJob?> FindAsync(Guid id, Person by, CancellationToken cancel) =>
        await FindAsync(id, cancel) is { } job && IsOpenTo(job, by) ? job : null;

    /// <summary>The jobs that this person may see, newest first.</summary>
    public async Task<ImmutableArray<DataSetJob>> ListAsync(int most, Person by, CancellationToken cancel) =>
        [.. (await ListAsync(most, cancel)).Where(job => IsOpenTo(job, by))];

    /// <summary>What the gate found; null before.</summary>
    public GateReport? ReportOf(Guid id) => File(id, ReportName) is { Exists: true } report ? GateReport.FromJson(System.IO.File.ReadAllText(report.FullName)) : null;

    /// <summary>Puts the data set into the work list of data stewards. Doing it again gives the same draft.</summary>
    /// <exception cref="SynthesisException">There is none yet.</exception>
    public async Task<DataSetJob> ProposeAsync(DataSetJob job, Person by, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Draft is not null)
            return job;
        if (job.Result is not { } set || ReportOf(job.Id) is not { } report)
            throw new SynthesisException("There is no data set yet: start the job and wait for the report.");
        if (await store.AddAsync(File(job.Id, set.FileName), cancel) != set.Content)
            throw new SynthesisException("The drawn file was changed since the gate judged it. Start the job again.");
        var (draft, sources) = DataSetDraft.Of(set, report, clock);
        var reviewed = await review.SubmitAsync(draft, sources, by, cancel);
        var proposed = job with { Draft = reviewed.Draft.Id };
        await SaveAsync(proposed, cancel);
        return proposed;
    }

    protected override async Task<DataSetJob> WorkAsync(DataSetJob job, Action<string, double> tell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(tell);
        var file = Open(job.Id, job.FileName);
        var request = new FitRequest { Engine = job.Wish.Engine, Seed = job.Wish.Seed, Target = job.Wish.Target, Epsilon = job.Wish.Epsilon };
        var learned = await studio.FitAsync(file, request, File(job.Id, ModelName), job.FileName, Part(tell, 0, 0.6), cancel);
        var drawn = File(job.Id, TableStudio.NameOf(job.FileName));
        var set = TableStudio.Draw(learned, drawn, job.Wish.Rows ?? file.RowCount, job.Wish.Seed, where: null, Part(tell, 0.6, 0.7), cancel);
        var report = TableStudio.Judge(learned, file, drawn, new GateOptions { Seed = job.Wish.Seed, Target = learned.Schema.Target, Groups = job.Wish.Groups }, Part(tell, 0.7, 1), cancel);
        await WholeFile.WriteAsync(File(job.Id, ReportName), to => to.WriteAsync(report.ToJson()));
        return job with { Result = set, Passes = report.Passes };
    }

    protected override bool IsForPeople(Exception failure) => failure is SynthesisException or RecordUnavailableException;

    private static bool IsOpenTo(DataSetJob job, Person by) => job.By == by.Id || Access.Allows(by, Act.SignDraft, Purpose.Research);

    private static Reporter Part(Action<string, double> tell, double from, double to) => new((step, share) => tell(step, from + (to - from) * share));

    private TableFile Open(Guid id, string fileName) => TableFile.Open(Upload(id, fileName), SchemaFileOf(id) is { Exists: true } schema ? SchemaFile.Read(schema) : null);

    private FileInfo SchemaFileOf(Guid id) => File(id, "schema.yaml");

    /// <summary>Under a name of our own: only the endings count, and what somebody calls a file never becomes a path.</summary>
    private FileInfo Upload(Guid id, string fileName) => File(id, "upload" + TableStudio.EndingOf(fileName));

    private DataSetWish Checked(DataSetWish wish, TableFile file)
    {
        ArgumentNullException.ThrowIfNull(wish);
        studio.EngineOf(wish.Engine, wish.Epsilon);
        foreach (var name in wish.Groups.Concat(wish.Target is { } target ? [target] : []))
            TableStudio.RequireColumn(file.Schema, name);
        if (wish.Rows is < 1 or > TableStudio.MostRows)
            throw new SynthesisException($"Between 1 and {TableStudio.MostRows} rows can be drawn on this page; more with 'salus synth tables sample'.");
        return wish;
    }

    private static async Task KeepAsync(Stream from, FileInfo to, CancellationToken cancel)
    {
        await using var stream = PrivateFolder.CreateFile(to.FullName);
        await from.CopyToAsync(stream, cancel);
    }

    /// <summary>Reports on the working thread, in order; the framework's own posts to another.</summary>
    private sealed class Reporter(Action<string, double> tell) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => tell(value.Step, value.Share);
    }
}
