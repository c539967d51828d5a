using System.Diagnostics;
using Salus.Documentation.Scribe;

namespace Salus.Benchmarks;

/// <summary>
/// What one more turn of a live visit costs, and whether that grows with the length of the visit. Visits are the public ACI-BENCH ones
/// where their data lie, else the samples of the repository; the visit of a thousand turns is made of them one after the other.
/// </summary>
internal static class ScribeLiveBench
{
    private const int Bar = 50;
    private const int Longest = 1000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var (visits, name) = await VisitsAsync();
        // The program prepares itself when the first visit starts; the bench does the same and is not measured for it.
        Time(visits[0].Transcript.Turns);
        var each = visits.Select(v => Time(v.Transcript.Turns)).ToArray();
        var all = each.SelectMany(t => t).Order().ToArray();
        var longVisits = each.Where(t => t.Length >= 100).SelectMany(t => t).Order().ToArray();
        var thousand = Time([.. visits.SelectMany(v => v.Transcript.Turns).Take(Longest)]);
        var sorted = thousand.Order().ToArray();
        var figures = new List<Figure>
        {
            new("scribe-live", $"turn of a visit, median ({visits.Length} {name} visits, {all.Length} turns)", At(all, 0.5), "ms"),
            Figure.Below("scribe-live", "the same, 95th percentile", At(all, 0.95), "ms", Bar),
            new("scribe-live", "the same, 99th percentile", At(all, 0.99), "ms"),
        };
        if (longVisits.Length > 0)
            figures.Add(Figure.Below("scribe-live", $"visits of 100 turns and more, 95th percentile ({longVisits.Length} turns)", At(longVisits, 0.95), "ms", Bar));
        figures.AddRange(
        [
            new("scribe-live", $"visit of {thousand.Length} turns, median", At(sorted, 0.5), "ms"),
            Figure.Below("scribe-live", "the same, 95th percentile", At(sorted, 0.95), "ms", Bar),
            new("scribe-live", "the same, 99th percentile", At(sorted, 0.99), "ms"),
            new("scribe-live", "its last 250 turns against its turns 51 to 300, medians", At([.. thousand[^250..].Order()], 0.5) / At([.. thousand[50..300].Order()], 0.5), "ratio"),
        ]);
        figures.AddRange(Agreement(visits));
        return figures;
    }

    /// <summary>How much of what was shown stands in the finished note, which is the one of the whole transcript.</summary>
    private static IEnumerable<Figure> Agreement(Visit[] visits)
    {
        var (settled, kept, written, shown) = (0, 0, 0, 0);
        var writer = new NoteWriter(TimeProvider.System);
        foreach (var visit in visits)
        {
            var note = new LiveNote(visit, new ScribeOptions());
            foreach (var turn in visit.Transcript.Turns)
                note.Add(turn);
            var finished = note.Finish(writer, visit);
            var texts = note.Lines.Select(l => (l.Section, l.Text)).ToHashSet();
            (settled, kept) = (settled + finished.Settled, kept + finished.Kept);
            (written, shown) = (written + finished.Draft.Statements.Length, shown + finished.Draft.Statements.Count(s => texts.Contains((s.Section, s.Text))));
        }
        yield return new Figure("scribe-live", $"settled statements that stand in the finished note word for word (of {settled})", 100.0 * kept / settled, "%");
        yield return new Figure("scribe-live", $"statements of the finished note shown word for word before the end (of {written})", 100.0 * shown / written, "%");
    }

    /// <summary>Milliseconds for each turn.</summary>
    private static double[] Time(IReadOnlyList<Turn> turns)
    {
        var note = new LiveNote(new Visit("bench", new Transcript([])), new ScribeOptions());
        var times = new double[turns.Count];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            note.Add(turns[i]);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return times;
    }

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];

    private static async Task<(Visit[] Visits, string Name)> VisitsAsync()
    {
        var file = new FileInfo(Path.Combine(Environment.GetEnvironmentVariable("SALUS_DATA") ?? Path.Combine(Samples.Repository().FullName, "..", "shared", "data"), "aci-bench", "train.csv"));
        if (!file.Exists)
            return (await Samples.VisitsAsync(), "sample");
        var visits = new List<Visit>();
        await foreach (var row in VisitBatch.ReadAsync(file, CancellationToken.None))
            if (row.Visit is { } visit)
                visits.Add(visit);
        return ([.. visits], "ACI-BENCH train");
    }
}
