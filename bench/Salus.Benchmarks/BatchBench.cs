using System.Diagnostics;
using Salus.Documentation.Scribe;
using Salus.Workbench.Commands;

namespace Salus.Benchmarks;

/// <summary>Forty visits drafted and checked by the program as people start it.</summary>
internal static class BatchBench
{
    private const int Visits = 40;
    private const int Rounds = 5;
    private const double SecondsBar = 2;
    private const double MemoryBar = 400;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var folder = Directory.CreateTempSubdirectory("salus-bench-");
        try
        {
            var (rows, name) = await RowsAsync();
            var file = Path.Combine(folder.FullName, "visits.csv");
            await File.WriteAllLinesAsync(file, rows.Select(row => $"{Quoted(row.Id)},{Quoted(row.Dialogue)}").Prepend("encounter_id,dialogue"));
            var runs = new List<(double Seconds, double PeakMiB)>();
            for (var i = 0; i < Rounds; i++)
                runs.Add(await OnceAsync(folder, file));
            return
            [
                Figure.Below("batch", $"{rows.Count} {name} drafted and checked, {Environment.ProcessorCount} cores, start-up included, median", runs.Select(r => r.Seconds).Order().ElementAt(Rounds / 2), "s", SecondsBar),
                Figure.Below("batch", "peak memory", runs.Max(r => r.PeakMiB), "MiB", MemoryBar),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(double Seconds, double PeakMiB)> OnceAsync(DirectoryInfo folder, string file)
    {
        var start = Stopwatch.GetTimestamp();
        var call = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            [typeof(CommandLine).Assembly.Location, "scribe", "--batch", file, "--out", Path.Combine(folder.FullName, "notes.jsonl"), "--home", folder.FullName]) { RedirectStandardError = true, UseShellExecute = false };
        using var salus = Process.Start(call)!;
        var messages = salus.StandardError.ReadToEndAsync();
        var peak = 0L;
        while (!salus.HasExited)
        {
            salus.Refresh();
            peak = Math.Max(peak, salus.HasExited ? 0 : salus.WorkingSet64);
            await Task.Delay(20);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return salus.ExitCode == 0 ? (seconds, peak / 1048576.0) : throw new InvalidOperationException($"salus scribe --batch failed: {await messages}");
    }

    private static async Task<(IReadOnlyList<(string Id, string Dialogue)> Rows, string Name)> RowsAsync()
    {
        var train = new FileInfo(Path.Combine(Samples.PublicData(), "aci-bench", "train.csv"));
        if (train.Exists)
        {
            var rows = new List<(string, string)>();
            await foreach (var row in VisitBatch.ReadAsync(train))
            {
                if (rows.Count == Visits)
                    break;
                if (row.Visit is { } visit)
                    rows.Add((row.EncounterId, Dialogue(visit)));
            }

            return (rows, "ACI-BENCH visits");
        }

        var samples = await Samples.VisitsAsync();
        return ([.. Enumerable.Range(0, Visits).Select(i => ($"v{i}", Dialogue(samples[i % samples.Length])))], "sample visits");
    }

    private static string Dialogue(Visit visit) => string.Join('\n', visit.Transcript.Turns.Select(t => $"[{t.Speaker.ToString().ToLowerInvariant()}] {t.Text}"));

    private static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
