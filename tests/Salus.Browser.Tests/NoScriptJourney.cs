using Salus.Writing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Salus.Browser.Tests;

/// <summary>The same review with scripts switched off: links and forms carry all of it.</summary>
public sealed class NoScriptJourney(Clinic clinic)
{
    [Fact]
    public async Task A_review_works_without_script()
    {
        await using var window = await clinic.SignedInAsync(new() { JavaScriptEnabled = false });
        var draft = await clinic.DraftAsync("knee-injury");
        var page = window.Page;
        await page.GotoAsync($"/drafts/{draft}");

        await page.Locator("#statement-0 button[value='accept']").ClickAsync();
        await Expect(page.Locator("#statement-0.accepted")).ToBeVisibleAsync();
        await page.Locator("#statement-1 button[value='reject']").ClickAsync();
        await Expect(page.Locator("#statement-1.rejected")).ToBeVisibleAsync();

        await page.Locator("#statement-2 [data-act='edit']").ClickAsync();
        await page.Locator("#edit-text").FillAsync("Written by hand.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator("#statement-2 .claim")).ToHaveTextAsync("Written by hand.");

        await page.Locator("[data-act='sign']").ClickAsync(new() { Force = true });
        await Expect(page.Locator("dialog[open]")).ToBeVisibleAsync();
        await page.GotoAsync($"/drafts/{draft}?send-back=1");
        await page.GetByLabel("What is wrong?").FillAsync("The knee was the left one.");
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Send back" }).ClickAsync();
        await Expect(page.GetByText("Sent back: The knee was the left one.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_new_visit_becomes_a_draft_without_script()
    {
        await using var window = await clinic.SignedInAsync(new() { JavaScriptEnabled = false });
        var page = window.Page;
        await page.GotoAsync("/visits/new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write the draft" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose a file or paste");
        await page.GetByLabel("or paste the conversation").FillAsync("[doctor] What brings you in?\n[patient] I have had a cough for three days.\n[doctor] Any fever?\n[patient] No fever.\n");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Noor <b>Haddad</b>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write the draft" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Noor <b>Haddad</b>" })).ToBeVisibleAsync();
        await Expect(page.Locator(".statement").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_draft_that_does_not_exist_is_a_page_that_says_so()
    {
        await using var window = await clinic.SignedInAsync();
        var answer = await window.Page.GotoAsync("/drafts/01976d5a-0000-7000-8000-000000000000");
        Assert.Equal(404, answer!.Status);
        await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the work list" })).ToBeVisibleAsync();
    }
}
