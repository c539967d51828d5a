using System.Diagnostics;
using System.Globalization;

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
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "salus"))
        {
            ArgumentList = { "serve", "--home", home.FullName, "--urls", "http://127.0.0.1:0" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var address = await AddressAsync(process);
            using var http = new HttpClient();
            using var answer = await http.GetAsync(new Uri(address, "health"));
            answer.EnsureSuccessStatusCode();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            process.Refresh();
            return (seconds, process.WorkingSet64 / 1048576.0);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static async Task<Uri> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal);
            if (line.StartsWith("Salus listens", StringComparison.Ordinal) && at >= 0)
                return new Uri(line[at..].Trim());
        }
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"salus serve ended with exit code {process.ExitCode} before it listened."));
    }
}
