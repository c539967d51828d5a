using System.Collections.Immutable;
using System.Text.Json;
using Salus.Governance.Deidentification.Releases.Sampling;
using Salus.Governance.Deidentification.Releases.SecondReading;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>
/// The private folder of one release while nobody has signed it: outputs, report, the documents drawn for review with what stood in them, and
/// what the second opinion found. Held by one run at a time; once the report is written the work is finished and stays until it is dropped.
/// </summary>
public sealed class ReleaseWork : IDisposable
{
    private const string ReportName = "report.json";
    private const string SamplesName = "samples.json";
    private const string FindsName = "finds.json";
    private const string ReviewName = "review.json";

    private readonly DirectoryInfo folder;
    private readonly FileStream? held;

    internal ReleaseWork(Guid id, DirectoryInfo folder, FileStream? held) => (Id, this.folder, this.held) = (id, folder, held);

    public Guid Id { get; }

    /// <summary>Outputs while the run goes on.</summary>
    public DirectoryInfo Files => new(Path.Combine(folder.FullName, "files"));

    /// <summary>All outputs in one archive.</summary>
    public FileInfo Archive => new(Path.Combine(folder.FullName, "release.zip"));

    /// <summary>Whether the run came to its end.</summary>
    public bool IsFinished => File.Exists(At(ReportName));

    /// <summary>What the run did; null before its end.</summary>
    public ReleaseReport? Report => Read<ReleaseReport>(ReportName);

    /// <summary>Documents for review. Hold identifiers: for people who may see them, in the house.</summary>
    public ImmutableArray<SampledDocument> Samples => Read<SampledDocument[]>(SamplesName) is { } samples ? [.. samples] : [];

    /// <summary>What the second opinion found, with the words themselves.</summary>
    public ImmutableArray<SecondFind> Finds => Read<SecondFind[]>(FindsName) is { } finds ? [.. finds] : [];

    /// <summary>What reviewers said of the documents so far.</summary>
    public SampleReview Review => Read<SampleReview>(ReviewName) ?? SampleReview.Empty;

    /// <summary>Keeps what a reviewer said.</summary>
    public Task SaveAsync(SampleReview review) => WriteAsync(ReviewName, review);

    /// <summary>Writes the report last: what is read afterwards is whole.</summary>
    internal async Task FinishAsync(ReleaseReport report, ImmutableArray<SampledDocument> samples, ImmutableArray<SecondFind> finds)
    {
        await WriteAsync(SamplesName, samples);
        await WriteAsync(FindsName, finds);
        if (Files.Exists)
            Files.Delete(recursive: true);
        await WriteAsync(ReportName, report);
    }

    /// <summary>Takes all of it away.</summary>
    internal void Delete()
    {
        if (Directory.Exists(folder.FullName))
            Directory.Delete(folder.FullName, recursive: true);
    }

    public void Dispose() => held?.Dispose();

    private Task WriteAsync<T>(string name, T value) => WholeFile.WriteAsync(new FileInfo(At(name)), to => to.WriteAsync(JsonSerializer.Serialize(value, TrustJson.Indented)));

    private T? Read<T>(string name) where T : class => File.Exists(At(name)) ? JsonSerializer.Deserialize<T>(File.ReadAllText(At(name)), TrustJson.Indented) : null;

    private string At(string name) => Path.Combine(folder.FullName, name);
}
