using System.Net;
using Salus.Design.Components;
using Salus.Fhir;
using Salus.Trust;

namespace Salus.Tests.Workbench;

/// <summary>Every link that capabilities put on the work list, the bar and a patient's page leads to a page that opens.</summary>
public sealed class WayInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_way_in_opens_a_page()
    {
        await using var house = await Workplace.OpenAsync();
        await house.Get<Record>().ImportAsync(new[] { FhirNode.Parse("""{"resourceType":"Patient","id":"p1","name":[{"family":"Okafor"}]}""") }.ToAsyncEnumerable(), "north", Cancel);
        var person = await house.HireAsync("everybody", Enum.GetValues<Role>());
        var visitor = await house.SeatAsync(person);
        var patient = (await house.Get<Record>().FindAsync("north", "Patient", "p1", person, Cancel))!.Name.Id;
        string[] ways =
        [
            "/", $"/patients/{patient}",
            .. house.Get<IEnumerable<StartingPoint>>().Select(s => s.Href),
            .. house.Get<IEnumerable<NavigationLink>>().Select(l => l.Href),
            .. house.Get<IEnumerable<PatientAct>>().Select(a => a.For(new PatientId(patient))),
        ];
        Assert.True(ways.Length > 8);
        foreach (var way in ways)
        {
            using var page = await visitor.Http.GetAsync(way, Cancel);
            Assert.True(page.StatusCode is HttpStatusCode.OK, $"{way} answers {page.StatusCode}.");
            Assert.Contains("<h1", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }
}
