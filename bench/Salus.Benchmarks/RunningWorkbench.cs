using System.Diagnostics;
using System.Globalization;

namespace Salus.Benchmarks;

/// <summary><c>salus serve</c> as its own process on a free loopback port; killed at the end.</summary>
internal sealed class RunningWorkbench : IAsyncDisposable
{
    private readonly Process process;

    private RunningWorkbench(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public double ResidentMiB
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    public static async Task<RunningWorkbench> StartAsync(DirectoryInfo home)
    {
        var started = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "salus"))
        {
            ArgumentList = { "serve", "--home", home.FullName, "--urls", "http://127.0.0.1:0" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        while (await started.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal);
            if (line.StartsWith("Salus listens", StringComparison.Ordinal) && at >= 0)
                return new RunningWorkbench(started, new Uri(line[at..].Trim()));
        }
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"salus serve ended with exit code {started.ExitCode} before it listened."));
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
