using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Salus.Documentation.Scribe;
using Salus.Trust;

namespace Salus.Benchmarks;

/// <summary>How fast visits become checked drafts: one long visit on one core, and a batch on all of them.</summary>
internal static class ScribeBench
{
    private const int Rounds = 7;
    private const int BatchSize = 120;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        await using var services = Samples.Services();
        var (writer, checks) = (services.GetRequiredService<NoteWriter>(), services.GetServices<ICheck>().ToArray());
        var samples = await Samples.VisitsAsync();
        var long15 = Samples.Lasting(15, samples);

        var first = Stopwatch.GetTimestamp();
        await DraftAsync(writer, checks, long15);
        var cold = Stopwatch.GetElapsedTime(first).TotalSeconds;
        var (drafting, checking) = (new double[Rounds], new double[Rounds]);
        for (var i = 0; i < Rounds; i++)
            (drafting[i], checking[i]) = await DraftAsync(writer, checks, long15);

        Visit[] batch = [.. Enumerable.Range(0, BatchSize).Select(i => samples[i % samples.Length])];
        var alone = await BatchAsync(writer, checks, batch, 1);
        var together = await BatchAsync(writer, checks, batch, call.Cores);
        return
        [
            Figure.Below("scribe", "15-minute visit drafted and checked, one core, warm", Median(drafting) + Median(checking), "s", 1),
            new Figure("scribe", "the same, first in the process", cold, "s"),
            new Figure("scribe", "share of it that the checks take", Median(checking) / (Median(drafting) + Median(checking)), "ratio"),
            Figure.AtLeast("scribe", $"batch of {BatchSize} sample visits, {call.Cores} cores", together, "visits/s", 40),
            new Figure("scribe", $"{call.Cores} cores against one", together / alone, "ratio"),
        ];
    }

    private static async Task<(double Drafting, double Checking)> DraftAsync(NoteWriter writer, ICheck[] checks, Visit visit)
    {
        var start = Stopwatch.GetTimestamp();
        var draft = writer.Write(visit, new ScribeOptions());
        var drafted = Stopwatch.GetTimestamp();
        await Inspection.RunAsync(draft, visit.ToSources(), checks, CancellationToken.None);
        return (Stopwatch.GetElapsedTime(start, drafted).TotalSeconds, Stopwatch.GetElapsedTime(drafted).TotalSeconds);
    }

    private static async Task<double> BatchAsync(NoteWriter writer, ICheck[] checks, Visit[] visits, int cores)
    {
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(visits, new ParallelOptions { MaxDegreeOfParallelism = cores }, async (visit, _) => await DraftAsync(writer, checks, visit));
        return visits.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
