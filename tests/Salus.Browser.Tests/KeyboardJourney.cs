using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Salus.Browser.Tests;

/// <summary>A review without a mouse.</summary>
public sealed class KeyboardJourney(Clinic clinic)
{
    [Fact]
    public async Task Every_act_of_a_review_has_a_key()
    {
        await using var window = await clinic.SignedInAsync();
        await clinic.DraftAsync("sore-throat");
        var page = window.Page;
        await page.GotoAsync("/");

        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("[data-row]").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".panes")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        var second = page.Locator(".statement").Nth(1);
        await Expect(second).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator(".statement").First).ToBeFocusedAsync();

        var first = page.Locator(".statement").First;
        await page.Keyboard.PressAsync("a");
        await Expect(first.And(page.Locator(".accepted"))).ToBeAttachedAsync();
        await Expect(page.Locator("#announce")).ToHaveTextAsync("Accepted");
        await Expect(first).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("x");
        await Expect(first.And(page.Locator(".rejected"))).ToBeAttachedAsync();
        await page.Keyboard.PressAsync("x");
        await Expect(first.And(page.Locator(".rejected"))).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("e");
        await Expect(page.Locator("#edit-text")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#edit-text")).ToHaveCountAsync(0);
        await Expect(first).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#keys")).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("s");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#find")).ToBeFocusedAsync();
        Assert.Empty(window.Problems);
    }

    [Fact]
    public async Task Two_people_at_one_draft_lose_nothing()
    {
        await using var one = await clinic.SignedInAsync();
        await using var other = await clinic.SignedInAsync();
        var draft = await clinic.DraftAsync("sore-throat");
        await one.Page.GotoAsync($"/drafts/{draft}?edit=0");
        await other.Page.GotoAsync($"/drafts/{draft}?edit=0");
        await one.Page.Locator("#edit-text").FillAsync("Sore throat, worse at night.");
        await one.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(one.Page.Locator("#statement-0")).ToContainTextAsync("worse at night");

        await other.Page.Locator("#edit-text").FillAsync("My own long sentence.");
        await other.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(other.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody changed this draft");
        await Expect(other.Page.Locator("#unsaved")).ToHaveValueAsync("My own long sentence.");
        await Expect(other.Page.Locator("#statement-0")).ToContainTextAsync("worse at night");
    }
}
