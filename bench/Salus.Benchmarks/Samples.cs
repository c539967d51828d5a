using Microsoft.Extensions.DependencyInjection;
using Salus.Documentation.Scribe;

namespace Salus.Benchmarks;

/// <summary>The sample visits of the repository, and the services of every capability.</summary>
internal static class Samples
{
    /// <summary>People speak about so many words a minute.</summary>
    private const int WordsPerMinute = 150;

    public static DirectoryInfo Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Salus.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Run the benchmarks from a clone of the repository: they read samples/visits.");
        return folder;
    }

    /// <summary>The folder of public evaluation data, there or not.</summary>
    public static string PublicData() =>
        Environment.GetEnvironmentVariable("SALUS_DATA") is { Length: > 0 } named ? named : Path.Combine(Repository().FullName, "..", "shared", "data");

    public static async Task<Visit[]> VisitsAsync()
    {
        var folder = Repository();
        var visits = new List<Visit>();
        foreach (var file in folder.GetFiles("samples/visits/*").Where(f => f.Extension is ".txt" or ".vtt" or ".srt" || (f.Extension == ".json" && !f.Name.Contains(".patient.", StringComparison.Ordinal))).OrderBy(f => f.Name, StringComparer.Ordinal))
            visits.Add(await TranscriptReader.ReadAsync(file, CancellationToken.None));
        return [.. visits];
    }

    /// <summary>Turns of the samples one after the other until so many minutes are spoken.</summary>
    public static Visit Lasting(int minutes, IReadOnlyList<Visit> visits)
    {
        var turns = new List<Turn>();
        var words = 0;
        foreach (var turn in Enumerable.Repeat(visits, int.MaxValue).SelectMany(v => v).SelectMany(v => v.Transcript.Turns))
        {
            if (words >= minutes * WordsPerMinute)
                break;
            turns.Add(turn);
            words += turn.Text.Split(' ').Length;
        }
        return new Visit($"{minutes}-minutes", new Transcript([.. turns]));
    }

    public static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        foreach (var capability in Workbench.Capabilities.All)
            capability.AddServices(services);
        return services.BuildServiceProvider();
    }
}
