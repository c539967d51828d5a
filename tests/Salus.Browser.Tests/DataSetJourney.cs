using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Salus.Browser.Tests;

/// <summary>A researcher brings a table, sees what was understood, has a data set made and proposes it.</summary>
public sealed class DataSetJourney(Clinic clinic)
{
    [Fact]
    public async Task A_table_becomes_a_proposed_data_set_with_pictures()
    {
        await using var window = await clinic.SeatAsync("ruth", "researcher");
        var page = window.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Data sets" }).First.ClickAsync();
        Assert.Equal("", await AccessibilityJourney.ViolationsAsync(page, "/data-sets"));

        await page.GetByLabel("Table", new() { Exact = true }).SetInputFilesAsync(Path.Combine(Workbench.Repository(), "samples", "tables", "clinic.csv"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at the table" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "patient_no" })).ToContainTextAsync("counted anew");

        await page.GetByLabel("Studies will predict").SelectOptionAsync("readmitted");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the data set" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What attacks find" })).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await Expect(page.Locator(".margins svg").First).ToBeVisibleAsync();
        Assert.Equal("", await AccessibilityJourney.ViolationsAsync(page, page.Url));

        var propose = page.GetByRole(AriaRole.Button, new() { Name = "Propose for release" });
        if (await propose.IsVisibleAsync())
        {
            await propose.ClickAsync();
            await Expect(page.GetByText("no row stands for a person").First).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Pictures" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What goes together" })).ToBeVisibleAsync();
        }
        Assert.Empty(window.Problems);
    }
}
