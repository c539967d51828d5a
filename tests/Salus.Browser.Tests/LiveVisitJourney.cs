using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Salus.Browser.Tests;

/// <summary>A visit documented while it goes on: by keyboard, over a reloaded tab, to the draft that waits for review.</summary>
public sealed class LiveVisitJourney(Clinic clinic)
{
    private static readonly string[] talk =
    [
        "Hi Ines, what brings you in today?", "I hurt my right knee when I fell off a ladder.", "When was that?", "It was three days ago.", "Any numbness or tingling?", "No, no numbness.",
        "Are you taking anything for it?", "I am taking ibuprofen 200 milligrams twice a day.",
    ];

    [Fact]
    public async Task The_note_grows_while_people_talk_and_ends_on_the_review_page()
    {
        await using var window = await clinic.SignedInAsync();
        var page = window.Page;
        await page.GotoAsync("/visits/live");
        await page.GetByLabel("Name").FillAsync("Ines Møller");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();

        // Enter adds a turn, the other person speaks next, and the field keeps the focus: a whole visit goes in without a mouse.
        await Expect(page.Locator("#live-text")).ToBeFocusedAsync();
        foreach (var (i, said) in talk.Index())
        {
            await page.Keyboard.TypeAsync(said);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".turn")).ToHaveCountAsync(i + 1);
        }
        await Expect(page.Locator(".turn.doctor")).ToHaveCountAsync(talk.Length / 2);
        await Expect(page.Locator("#live-text")).ToBeFocusedAsync();

        var knee = page.Locator(".live-line", new() { HasText = "ladder" });
        await Expect(knee).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("settled", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Locator(".live-line.open").First).ToBeVisibleAsync();
        await knee.FocusAsync();
        await Expect(page.Locator("#turn-1 mark.words.on")).ToContainTextAsync("right knee");

        // What has settled stays the same element, and a correction says why it changed.
        var element = await knee.ElementHandleAsync();
        await page.Locator("#live-text").FillAsync("[doctor] Show me.\n[patient] Oh wait, sorry, it's my left.");
        await page.Locator("#live-text").PressAsync("Enter");
        await Expect(page.Locator(".live-reason")).ToHaveTextAsync("Corrected in the conversation: left, not right.");
        Assert.True(await element.EvaluateAsync<bool>("e => e.isConnected && e.textContent.includes('left knee')"));

        Assert.Equal("", await AccessibilityJourney.ViolationsAsync(page, "the live visit"));

        // The tab is closed and opened again: nothing is lost, and new turns go on.
        var before = await page.Locator(".live-line .claim").AllTextContentsAsync();
        await page.ReloadAsync();
        Assert.Equal(before, await page.Locator(".live-line .claim").AllTextContentsAsync());
        await page.GetByRole(AriaRole.Radio, new() { Name = "Doctor" }).CheckAsync(new() { Force = true });
        await page.Locator("#live-text").FillAsync("Let's get an x-ray of the knee.");
        await page.Locator("#live-text").PressAsync("Enter");
        await Expect(page.Locator(".turn")).ToHaveCountAsync(talk.Length + 3);

        await page.GetByRole(AriaRole.Button, new() { Name = "Review and sign" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/drafts/", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Locator("#note")).ToContainTextAsync("left knee");
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task A_transcript_is_played_and_a_visit_can_be_discarded_after_asking_twice()
    {
        await using var window = await clinic.SignedInAsync(new() { ViewportSize = new() { Width = 1024, Height = 768 } });
        var page = window.Page;
        await page.GotoAsync("/visits/live");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Play a transcript" }).ClickAsync();
        await page.GetByLabel("Transcript file").SetInputFilesAsync(Path.Combine(Workbench.Repository(), "samples", "visits", "knee-injury.txt"));
        await page.GetByLabel("Pace").SelectOptionAsync("20");
        await page.GetByRole(AriaRole.Button, new() { Name = "Play", Exact = true }).ClickAsync();
        await Expect(page.Locator(".live-line.settled").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop playing" }).ClickAsync();
        var over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(over <= 0, $"The page is {over} pixels wider than its window.");

        await page.GetByRole(AriaRole.Button, new() { Name = "Discard", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Discard what was said?" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Live visit" })).ToBeVisibleAsync();
        Assert.Empty(window.Problems);
    }
}
