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
            if (role is Role.Clinician)
                foreach (var start in workplace.Get<IEnumerable<StartingPoint>>())
                    Assert.Contains($"href=\"{start.Href}\"", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }
}
