using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Salus.Governance.Deidentification;
using Salus.Governance.Deidentification.Evaluation;
using Salus.Governance.Deidentification.Fhir;
using Salus.Language.Identifiers;

namespace Salus.Benchmarks;

/// <summary>
/// De-identification on one core: notes with planted identifiers beside a foreign detector that reads the same texts in the same run, FHIR bundles,
/// and how cost and memory grow with the input.
/// </summary>
internal static class DeidentifyBench
{
    private const double Megabyte = 1e6;
    private const int Rounds = 5;

    // Until then the runtime is still compiling: a release of a few hundred megabytes spends most of its time behind them.
    private const int RoundsBefore = 12;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var notes = PlantedNotes.Of(Directory.Exists(Samples.PublicData()) ? new DirectoryInfo(Samples.PublicData()) : null, PlantingSplit.HeldOut, seed: 0).Take(400).Select(n => n.Text).ToArray();
        var characters = notes.Sum(n => (double)n.Length) / Megabyte;
        var finder = IdentifierFinders.Embedded;
        var speeds = Enumerable.Range(0, RoundsBefore + Rounds).Select(_ => characters / Seconds(() =>
        {
            foreach (var note in notes)
                finder.Find(note);
        })).ToArray();
        var found = Median(speeds.Skip(RoundsBefore));
        var figures = new List<Figure>
        {
            new("deidentify", $"{notes.Length} planted notes searched by all embedded detectors, one core, the first {Rounds} rounds of the program", Median(speeds.Take(Rounds)), "MB/s"),
            Figure.AtLeast("deidentify", $"the same after {RoundsBefore} rounds", found, "MB/s", 5),
        };
        if (await ForeignAsync(notes) is { } foreign)
            figures.Add(new Figure("deidentify", "against OpenRedaction 1.1.5 on Node, the same notes, start-up left out", found / foreign, "ratio"));
        var one = string.Join("\n\n", notes);
        var small = Seconds(() => finder.Find(one));
        var large = string.Join("\n\n", Enumerable.Repeat(one, 8));
        figures.Add(new Figure("deidentify", "one text eight times as long, time for each character against the short one", Seconds(() => finder.Find(large)) / 8 / small, "ratio"));
        figures.AddRange(await FhirAsync());
        return figures;
    }

    private static async Task<IEnumerable<Figure>> FhirAsync()
    {
        var bundles = FhirJsonBench.Bundles();
        var bytes = bundles.Sum(b => (double)b.Length) / Megabyte;
        var policy = DeidentificationPolicy.Profile("safe-harbor");
        var reader = new FhirFileDeidentifier();
        var speeds = new List<double>();
        for (var round = 0; round < RoundsBefore + Rounds; round++)
        {
            var tally = new Tally();
            var people = new KnownPeople();
            var replacer = new Replacer(policy, ReleaseKey.FromSeed(1));
            var cleaning = new Cleaning(policy, replacer, new TextDeidentifier(IdentifierFinders.Embedded, replacer, tally), people, tally);
            var start = Stopwatch.GetTimestamp();
            foreach (var bundle in bundles)
                await reader.GatherAsync(new MemoryStream(bundle), people, CancellationToken.None);
            foreach (var bundle in bundles)
                await reader.CleanAsync(new MemoryStream(bundle), Stream.Null, cleaning, CancellationToken.None);
            speeds.Add(bytes / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return
        [
            new Figure("deidentify", $"{bundles.Count} FHIR bundles, both passes with their narratives, the first {Rounds} rounds of the program", Median(speeds.Take(Rounds)), "MB/s"),
            Figure.AtLeast("deidentify", $"the same after {RoundsBefore} rounds", Median(speeds.Skip(RoundsBefore)), "MB/s", 50),
        ];
    }

    /// <summary>MB/s of the foreign detector; null without Node.</summary>
    private static async Task<double?> ForeignAsync(string[] notes)
    {
        var folder = Path.Combine(Samples.Repository().FullName, "tests", "peers");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@openredaction")))
            return null;
        var documents = Path.GetTempFileName();
        var spans = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(documents, notes.Select((n, i) => JsonSerializer.Serialize(new { id = i.ToString(CultureInfo.InvariantCulture), text = n })));
            using var node = Process.Start(new ProcessStartInfo("node", ["identifiers.mjs", documents, spans]) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false });
            if (node is null)
                return null;
            var line = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            using var figures = JsonDocument.Parse(line);
            return figures.RootElement.GetProperty("characters").GetDouble() / Megabyte / figures.RootElement.GetProperty("seconds").GetDouble();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            File.Delete(documents);
            File.Delete(spans);
        }
    }

    private static double Median(IEnumerable<double> speeds) => speeds.Order().ElementAt(Rounds / 2);

    private static double Seconds(Action act)
    {
        var start = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
