using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Salus.Documentation.Scribe;
using Salus.Trust;

namespace Salus.Benchmarks;

/// <summary>Fifty reviewers at work: each opens the work list and review pages, one page a second, over real HTTP.</summary>
internal static class PagesBench
{
    private const int Reviewers = 50;
    private const int PagesEach = 12;

    public static async Task<IReadOnlyList<Figure>> RunAsync(BenchCall call)
    {
        var home = Directory.CreateTempSubdirectory("salus-bench-");
        try
        {
            await using var services = new ServiceCollection().AddTrust(new TrustOptions($"sqlite:{Path.Combine(home.FullName, "salus.db")}", home)).BuildServiceProvider();
            var drafts = await SubmitAsync(services.GetRequiredService<Review>());
            var secrets = await SeatAsync(services);
            await using var workbench = await RunningWorkbench.StartAsync(home);
            await ReviewAsync(workbench.Address, secrets, drafts, pagesEach: 2);
            var seconds = (await ReviewAsync(workbench.Address, secrets, drafts, PagesEach)).Order().ToArray();
            return
            [
                new Figure("pages", $"page, {Reviewers} reviewers, median", 1000 * seconds[seconds.Length / 2], "ms"),
                Figure.Below("pages", $"page, {Reviewers} reviewers, 95th percentile", 1000 * seconds[seconds.Length * 95 / 100], "ms", 100),
                Figure.Below("pages", "resident memory after it", workbench.ResidentMiB, "MiB", 300),
            ];
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<DraftId>> SubmitAsync(Review review)
    {
        var writer = new NoteWriter(TimeProvider.System);
        var ids = new List<DraftId>();
        foreach (var visit in await Samples.VisitsAsync())
            ids.Add((await review.SubmitAsync(writer.Write(visit, new ScribeOptions()), visit.ToSources(), by: null, CancellationToken.None)).Draft.Id);
        return ids;
    }

    private static async Task<IReadOnlyList<string>> SeatAsync(IServiceProvider services)
    {
        var secrets = new List<string>();
        for (var i = 0; i < Reviewers; i++)
        {
            var person = await services.GetRequiredService<People>().AddAsync($"reviewer{i}", $"Reviewer {i}", [Role.Clinician], password: null, by: null, CancellationToken.None);
            secrets.Add(await services.GetRequiredService<Sessions>().StartAsync(person.Id, CancellationToken.None));
        }
        return secrets;
    }

    private static async Task<IReadOnlyCollection<double>> ReviewAsync(Uri address, IReadOnlyList<string> secrets, IReadOnlyList<DraftId> drafts, int pagesEach)
    {
        var seconds = new ConcurrentBag<double>();
        await Task.WhenAll(secrets.Select(async (secret, reviewer) =>
        {
            var cookies = new CookieContainer();
            cookies.Add(address, new Cookie("salus", secret));
            using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = address };
            http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
            await Task.Delay(TimeSpan.FromMilliseconds(1000.0 * reviewer / Reviewers));
            for (var page = 0; page < pagesEach; page++)
            {
                var path = page % 3 == 0 ? "/" : $"/drafts/{drafts[(reviewer + page) % drafts.Count]}";
                var start = Stopwatch.GetTimestamp();
                using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
                await answer.Content.ReadAsByteArrayAsync();
                answer.EnsureSuccessStatusCode();
                var spent = Stopwatch.GetElapsedTime(start);
                seconds.Add(spent.TotalSeconds);
                await Task.Delay(spent < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) - spent : TimeSpan.Zero);
            }
        }));
        return seconds;
    }
}
