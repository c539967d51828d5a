using static Microsoft.Playwright.Assertions;

namespace Salus.Browser.Tests;

/// <summary>The review on a tablet, on a telephone, and on a desk screen zoomed to 200 %.</summary>
public sealed class ZoomAndTablet(Clinic clinic)
{
    [Theory]
    [InlineData(1024, 768)]
    [InlineData(720, 450)]
    [InlineData(390, 844)]
    public async Task Nothing_runs_out_of_the_side(int width, int height)
    {
        await using var window = await clinic.SignedInAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        var draft = await clinic.DraftAsync("diabetes");
        foreach (var path in new[] { "/", $"/drafts/{draft}", $"/drafts/{draft}?edit=0", $"/drafts/{draft}?sign=1", $"/drafts/{draft}/history", "/figures", "/visits/new", "/visits/live", "/patients", "/patients?who=nobody", "/import", "/design" })
        {
            await window.Page.GotoAsync(path);
            var over = await window.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            var widest = over <= 0 ? "" : await window.Page.EvaluateAsync<string>("[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(-4).map(e => e.tagName + '.' + e.className + ' in ' + e.parentElement.className).join(', ')");
            Assert.True(over <= 0, $"{path} is {over} pixels wider than a window of {width}: {widest}");
        }
    }

    [Fact]
    public async Task A_tablet_shows_transcript_and_note_side_by_side()
    {
        await using var window = await clinic.SignedInAsync(new() { ViewportSize = new() { Width = 1024, Height = 768 }, HasTouch = true });
        var draft = await clinic.DraftAsync("diabetes");
        await window.Page.GotoAsync($"/drafts/{draft}");
        await Expect(window.Page.Locator("#source")).ToBeInViewportAsync();
        await Expect(window.Page.Locator("#note")).ToBeInViewportAsync();
        await window.Page.Locator(".statement").First.TapAsync();
        await Expect(window.Page.Locator(".statement").First.Locator(".acts")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Two_hundred_percent_has_tabs_and_evidence_switches_to_the_transcript()
    {
        await using var window = await clinic.SignedInAsync(new() { ViewportSize = new() { Width = 720, Height = 450 } });
        var draft = await clinic.DraftAsync("diabetes");
        var page = window.Page;
        await page.GotoAsync($"/drafts/{draft}");
        await Expect(page.Locator("#source")).ToBeHiddenAsync();
        await page.Locator("a.chip[href^='#transcript-']").First.ClickAsync();
        await Expect(page.Locator("#source")).ToBeVisibleAsync();
        await Expect(page.Locator(".words.on").First).ToBeInViewportAsync();
    }
}
