using System.Globalization;
using Salus.Fhir;
using Salus.Governance.Deidentification.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Governance.Deidentification.Evaluation;

/// <summary>
/// Treats all FHIR records of a folder as one release under the profile <c>safe-harbor</c> and searches the outputs, their file names with them,
/// for what the originals say of anybody.
/// </summary>
internal static class CleanedRecords
{
    /// <summary>JSON files that begin as a FHIR resource does.</summary>
    public static FileInfo[] In(DirectoryInfo data)
    {
        var reader = new FhirFileDeidentifier();
        return [.. data.EnumerateFiles("*.json").Concat(data.EnumerateDirectories("synthea-fhir").SelectMany(d => d.EnumerateFiles("*.json"))).Where(f => reader.Reads(f.Name, Head(f)) && Head(f).IndexOf("\"resourceType\""u8) >= 0).OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    public static async Task ScoreAsync(FileInfo[] files, IdentifierFinder finder, int seed, EvaluationLog log, CancellationToken cancel)
    {
        var policy = DeidentificationPolicy.Profile("safe-harbor");
        var (replacer, people, tally) = (new Replacer(policy, ReleaseKey.FromSeed(unchecked((ulong)seed))), new KnownPeople(), new Tally());
        var reader = new FhirFileDeidentifier();
        foreach (var file in files)
        {
            await using var original = file.OpenRead();
            await reader.GatherAsync(original, people, cancel);
        }
        replacer.Know(people);
        var cleaning = new Cleaning(policy, replacer, new TextDeidentifier(finder, replacer, tally), people, tally);
        var probe = new LeakProbe();
        foreach (var file in files)
            probe.Add(file.Name, Read(await File.ReadAllBytesAsync(file.FullName, cancel)));
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file.FullName, cancel);
            using var output = new MemoryStream();
            await reader.CleanAsync(new MemoryStream(bytes), output, cleaning, cancel);
            probe.Compare(file.Name, Read(bytes), $"{replacer.Pseudonym("file", file.Name)}.json", Read(output.ToArray()));
            log.Step(files.Length, "records");
        }
        var report = probe.Report();
        log.Add($"records: leaks of {report.Values} identifying values in {files.Length} files", report.Leaks.Length, "", atMost: 0);
        log.Add($"records: clinical values kept, of {report.ClinicalValues}", 100 * report.ShareKept, "%", atLeast: 95);
        log.Add($"records: intervals kept, of {report.Pairs}", 100 * report.ShareOfIntervals, "%", atLeast: 100);
        log.Fail("records: leaks", [.. report.Leaks.GroupBy(l => (l.Kind, l.Place, l.IsFuzzy)).OrderByDescending(g => g.Count()).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} x {g.Key.Kind} in {g.Key.Place}{(g.Key.IsFuzzy ? ", nearly" : "")}"))]);
    }

    private static FhirNode Read(byte[] json) => FhirNode.Parse(json, new FhirReadLimits(FhirReadLimits.Default.MaxDepth, FhirFileDeidentifier.MostBytes));

    private static ReadOnlySpan<byte> Head(FileInfo file)
    {
        using var stream = file.OpenRead();
        var head = new byte[4096];
        return head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
    }
}
