using System.Diagnostics;

namespace Salus.Benchmarks;

/// <summary>From starting the process to the first answer, and what it then holds in memory. A fresh data folder and one in use.</summary>
internal static class StartupBench
{
    private const int Rounds = 5;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var home = Directory.CreateTempSubdirectory("salus-bench-");
        try
        {
            var fresh = await StartAsync(home);
            var again = new List<(double Seconds, double ResidentMiB)>();
            for (var i = 0; i < Rounds; i++)
                again.Add(await StartAsync(home));
            var median = again.Select(r => r.Seconds).Order().ElementAt(Rounds / 2);
            return
            [
                new Figure("startup", "first health response, new data folder", fresh.Seconds, "s"),
                Figure.Below("startup", "first health response, median", median, "s", 2),
                Figure.Below("startup", "resident memory after it", again.Max(r => r.ResidentMiB), "MiB", 300),
            ];
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static async Task<(double Seconds, double ResidentMiB)> StartAsync(DirectoryInfo home)
    {
        var start = Stopwatch.GetTimestamp();
        await using var workbench = await RunningWorkbench.StartAsync(home);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(workbench.Address, "health"));
        answer.EnsureSuccessStatusCode();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, workbench.ResidentMiB);
    }
}
