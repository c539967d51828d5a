using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Xml;
using Salus.Governance.Deidentification.Releases.Risk;
using Salus.Governance.Deidentification.Releases.Sampling;
using Salus.Governance.Deidentification.Releases.SecondReading;
using Salus.Language.Identifiers;
using Salus.Trust;

namespace Salus.Governance.Deidentification.Releases;

/// <summary>One run of a release through its files, and what it holds meanwhile.</summary>
internal sealed class ReleaseCourse(ReleaseRequest request, ImmutableArray<IFileDeidentifier> readers, TextReading text, IIdentifierDetector second, IProgress<ReleaseProgress>? progress, CancellationToken cancel)
{
    private const double Gathered = 0.2, Cleaned = 0.65, Checked = 0.97;

    private static readonly string version = typeof(ReleaseCourse).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private readonly KnownPeople people = new();
    private readonly Tally tally = new();
    private readonly WordFilter source = new();
    private readonly WordFilter invented = new();
    private readonly PeopleTable table = new();
    private readonly SampleDrawing sample = new(request.Samples, request.Seed);
    private readonly ParallelOptions atOnce = new() { MaxDegreeOfParallelism = Math.Max(1, request.AtOnce), CancellationToken = cancel };
    private SecondReader? reader;
    private bool sourceIsWhole = true;

    public ImmutableArray<SampledDocument> Samples => sample.Drawn;

    public ImmutableArray<SecondFind> Finds => reader?.Finds ?? [];

    /// <summary>Writes every output into a folder.</summary>
    public async Task<ReleaseReport> RunAsync(DirectoryInfo folder, Guid id, DateTimeOffset at)
    {
        var all = ReleaseInput.Of(request.Input, [.. readers.Where(r => request.Kinds.IsEmpty || request.Kinds.Contains(r.Kind, StringComparer.Ordinal))]);
        if (!request.LeaveOutUnreadable && all.FirstOrDefault(i => i.Reader is null) is { } unread)
            throw new DeidentificationException($"{unread.Words} is of no kind that can be de-identified. Take it away, or say that such files are left out.");
        var inputs = all.Where(i => i.Reader is not null).ToArray();
        if (inputs.Length == 0)
            throw new DeidentificationException("None of the files is of a kind that can be de-identified.");
        var replacer = new Replacer(request.Policy, request.Key);
        var names = new OutputNames(request.Names ?? (relative => replacer.Pseudonym("file", relative)));
        var outputs = inputs.Select(i => new ReleaseOutput(i, new FileInfo(Path.Combine(folder.FullName, names.Of(i))))).ToArray();
        foreach (var missed in request.Missed)
            people.AddShared(missed);
        foreach (var person in request.Sought)
            people.Seek(person);
        await ForEachAsync("finding out who occurs", 0, Gathered, outputs, (output, _) => GatherAsync(output));
        replacer.Know(people);
        var cleaning = new Cleaning(request.Policy, replacer, text(replacer, tally), people, tally) { Sampled = Sampled };
        await ForEachAsync("de-identifying", Gathered, Cleaned, outputs, (output, soFar) => CleanAsync(output, cleaning with { Progress = new Reporter(soFar) }));
        reader = new SecondReader(second, request.Policy, sourceIsWhole ? source : null, invented);
        if (request.SecondReading)
            await ForEachAsync("reading it a second time", Cleaned, Checked, outputs, (output, _) => ReadAgainAsync(output, reader));
        progress?.Report(new ReleaseProgress("packing", Checked));
        return Report(outputs, all.Length - inputs.Length, id, at);
    }

    /// <summary>Does something for every file, a few at a time, and tells about it without the name of one.</summary>
    private async Task ForEachAsync(string step, double from, double to, ReleaseOutput[] outputs, Func<ReleaseOutput, Action<long>, Task> act)
    {
        var whole = Math.Max(1, outputs.Sum(o => o.Input.File.Length));
        var done = 0L;
        progress?.Report(new ReleaseProgress(step, from));
        await Parallel.ForEachAsync(outputs, atOnce, async (output, _) =>
        {
            var told = 0L;
            void SoFar(long bytes)
            {
                var share = (double)Interlocked.Add(ref done, bytes - Interlocked.Exchange(ref told, bytes)) / whole;
                progress?.Report(new ReleaseProgress(step, from + (to - from) * Math.Clamp(share, 0, 1)));
            }
            try
            {
                await act(output, SoFar);
            }
            catch (Exception stopped) when (stopped is not OperationCanceledException)
            {
                throw ReleaseRun.Told(stopped, output.Input.Words);
            }
            SoFar(output.Input.File.Length);
        });
    }

    private async Task GatherAsync(ReleaseOutput output)
    {
        await using (var file = output.Input.File.OpenRead())
            await output.Input.Reader!.GatherAsync(file, people, cancel);
        if (!request.SecondReading)
            return;
        if (FileForms.Of(output.Input.File.Name) is FileForm.Packed)
        {
            Volatile.Write(ref sourceIsWhole, false);
            return;
        }
        await using var again = output.Input.File.OpenRead();
        try
        {
            await FileStrings.ReadAsync(again, output.Input.File.Name, s => source.Add(s), also: null, cancel);
        }
        catch (Exception unreadable) when (unreadable is JsonException or XmlException)
        {
            Volatile.Write(ref sourceIsWhole, false);
        }
    }

    private async Task CleanAsync(ReleaseOutput output, Cleaning cleaning)
    {
        await using var file = output.Input.File.OpenRead();
        await using var to = PrivateFolder.CreateFile(output.File.FullName);
        await output.Input.Reader!.CleanAsync(file, to, cleaning, cancel);
        await to.FlushAsync(cancel);
    }

    private void Sampled(CleanedText cleaned)
    {
        foreach (var replaced in cleaned.Replaced)
            if (replaced.Treatment is not Treatment.Keep)
                invented.AddWhole(replaced.Output.In(cleaned.Text));
        sample.Add(cleaned);
    }

    private async Task ReadAgainAsync(ReleaseOutput output, SecondReader again)
    {
        try
        {
            await using (var file = output.File.OpenRead())
                await FileStrings.ReadAsync(file, output.File.Name, s => again.Read(output.File.Name, s), new FhirFacts(table), cancel);
            await using var facts = output.File.OpenRead();
            await (FileForms.Of(output.File.Name) switch
            {
                FileForm.Rows => RowFacts.ReadAsync(facts, output.File.Name, table, cancel),
                FileForm.Messages => MessageFacts.ReadMessagesAsync(facts, output.File.Name, table, cancel),
                FileForm.Xml => MessageFacts.ReadDocumentAsync(facts, output.File.Name, table, cancel),
                _ => Task.CompletedTask,
            });
        }
        catch (Exception unreadable) when (unreadable is JsonException or XmlException)
        {
            throw new DeidentificationException("What came out of it cannot be read back, so nobody could check it.");
        }
    }

    private ReleaseReport Report(ReleaseOutput[] outputs, int leftOut, Guid id, DateTimeOffset at) => new()
    {
        Id = id,
        Title = request.Title,
        At = at,
        Version = version,
        Policy = request.Policy.Name,
        PolicyVersion = request.Policy.Version,
        Treatments = request.Policy.Text,
        DatesAsYears = request.Policy.Dates.Write is DateWriting.Year,
        Reasons = [.. request.Policy.Reasons.Select(r => r.Because).Distinct(StringComparer.Ordinal)],
        DefaultDeny = request.Policy.DefaultDeny,
        Kinds = [.. outputs.GroupBy(o => o.Input.Reader!.Kind, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new ReleasedKind(g.Key, g.Count(), g.Sum(o => o.Input.File.Length), g.Sum(o => new FileInfo(o.File.FullName).Length)))],
        LeftOut = leftOut,
        Tally = tally.Lines,
        Second = request.SecondReading ? reader!.Counts : null,
        Risk = RiskReport.Of(table),
        LeastK = request.LeastK,
        Documents = sample.Seen,
        Sampled = sample.Drawn.Length,
        SampleSeed = request.Seed,
        Repeated = request.Missed.Length,
    };

    /// <summary>Reports on the working thread; the framework's own posts to another.</summary>
    private sealed class Reporter(Action<long> soFar) : IProgress<CleaningProgress>
    {
        public void Report(CleaningProgress value) => soFar(value.Bytes);
    }

    private sealed record ReleaseOutput(ReleaseInput Input, FileInfo File);
}
