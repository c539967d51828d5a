using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Salus.Trust;
using Salus.Workbench.Web;

namespace Salus.Tests.Workbench;

/// <summary>What a collector receives from the real workbench.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sends_routes_and_counts_and_no_word_of_a_patient()
    {
        var received = new ConcurrentQueue<(string Path, byte[] Body)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/{**path}", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            received.Enqueue((http.Request.Path, body.ToArray()));
        });
        await collector.StartAsync(Cancel);

        await using (var house = await Workplace.OpenAsync(services: s => s.Replace(ServiceDescriptor.Singleton(new TelemetryTarget(new Uri(collector.Urls.First()), OverHttp: true)))))
        {
            var clinician = await house.HireAsync("winifred", Role.Clinician);
            var token = await house.Get<ApiTokens>().CreateAsync(clinician.Id, "test", ["drafts:write", "chart:read"], TimeSpan.FromDays(1), Cancel);
            using var http = new HttpClient { BaseAddress = house.Address };
            http.DefaultRequestHeaders.Authorization = new("Bearer", token.Secret);
            using var drafted = await http.PostAsJsonAsync("api/scribe/visits", new { transcript = "[doctor] Good morning Martha Collins.\n[patient] My left knee has hurt for two weeks.\n[doctor] I will order an x-ray." }, Cancel);
            drafted.EnsureSuccessStatusCode();
            using var read = await http.GetAsync("fhir/Patient?name=Collins", Cancel);
        }

        Assert.Contains(received, r => r.Path == "/v1/traces");
        Assert.Contains(received, r => r.Path == "/v1/metrics");
        var all = string.Concat(received.Select(r => Encoding.Latin1.GetString(r.Body)));
        Assert.Contains("POST /api/scribe/visits", all, StringComparison.Ordinal);
        Assert.Contains("salus.drafts.submitted", all, StringComparison.Ordinal);
        foreach (var secret in new[] { "Martha", "Collins", "knee", "winifred", "salus_" })
            Assert.DoesNotContain(secret, all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Sends_nothing_anywhere_unless_a_collector_is_named()
    {
        await using var house = await Workplace.OpenAsync();
        Assert.Null(house.Get<TelemetryTarget>().Endpoint);
    }
}
