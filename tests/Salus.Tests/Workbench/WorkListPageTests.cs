using System.Net;
using Salus.Design.Components;
using Salus.Trust;

namespace Salus.Tests.Workbench;

public sealed class WorkListPageTests
{
    [Fact]
    public async Task Everybody_has_a_start_page_and_whoever_drafts_finds_every_way_to_begin()
    {
        await using var workplace = await Workplace.OpenAsync();
        foreach (var role in Enum.GetValues<Role>())
        {
            using var visitor = await workplace.SeatAsync(role);
            var page = await visitor.GetAsync("/");
            Assert.True(page.StatusCode is HttpStatusCode.OK, $"The start page of a {role} answers {page.StatusCode}.");
            var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            foreach (var start in workplace.Get<IEnumerable<StartingPoint>>())
                Assert.True(Access.Allows(role, start.Needs) == html.Contains($"href=\"{start.Href}\"", StringComparison.Ordinal), $"A {role} is {(Access.Allows(role, start.Needs) ? "not " : "")}offered '{start.Title}'.");
        }
    }
}
