using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Salus.Browser.Tests;

/// <summary>What a newcomer does in the first five minutes: from the one-time link to a signed note that leaves as FHIR.</summary>
public sealed class FirstNoteJourney(Clinic clinic)
{
    [Fact]
    public async Task From_the_one_time_link_to_a_signed_note()
    {
        await using var workbench = await StartAsync();
        await using var window = await clinic.OpenAsync(workbench);
        var page = window.Page;

        await Clinic.EnterAsync(page, workbench.FirstLink!);
        Assert.Equal(5, await page.Locator("[data-row]").CountAsync());

        await page.Locator("[data-row]", new() { HasText = "Jordan" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Note", Exact = true })).ToBeVisibleAsync();
        await SeeEvidenceAsync(page);

        // Slips of a reviewer, each caught by a check: a dose nobody said.
        await AddAsync(page, "medications", "Warfarin 500 mg twice daily.");
        await AddAsync(page, "medications", "Metformin 850 mg three times a day.");
        await EditASupportedStatementAsync(page);
        var open = page.Locator(".finding.blocking[data-open]");
        if (await open.CountAsync() == 0)
            Assert.Fail("A changed number should be a blocking finding.");

        await SignIsRefusedWhileBlockedAsync(page);
        await SettleEverythingAsync(page);

        await page.Locator("[data-act='sign']").ClickAsync(new() { Force = true });
        await page.GetByLabel("Your password").FillAsync("not the password");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("password is wrong");

        await page.GetByLabel("Your password").FillAsync(Clinic.Password);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Signed note" })).ToBeVisibleAsync();
        await Expect(page.Locator(".signature")).ToContainTextAsync("Signed by Dr. Ada Marsh");

        await TakeAwayAsync(page);
        Assert.Empty(window.Problems);
    }

    private async Task<Workbench> StartAsync()
    {
        await using var probe = await clinic.SignedInAsync();
        return await Workbench.StartAsync();
    }

    private static async Task SeeEvidenceAsync(IPage page)
    {
        var statement = page.Locator(".statement", new() { Has = page.Locator("a.chip[href^='#transcript-']") }).Last;
        await statement.FocusAsync();
        var marked = page.Locator(".words.on");
        await Expect(marked.First).ToBeInViewportAsync();
        var quoted = await statement.Locator("a.chip[href^='#transcript-']").First.GetAttributeAsync("title");
        var lit = string.Concat(await marked.AllTextContentsAsync());
        Assert.Contains(quoted!, lit, StringComparison.Ordinal);

        await page.Locator(".turn", new() { Has = page.Locator(".words[data-for*='s']") }).First.HoverAsync();
        await Expect(page.Locator(".statement.cited").First).ToBeAttachedAsync();
    }

    private static async Task AddAsync(IPage page, string section, string text)
    {
        await page.Locator($"a[href*='add={section}']").First.ClickAsync();
        await page.Locator("#field-text").FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(page.Locator(".statement", new() { HasText = text })).ToBeVisibleAsync();
    }

    /// <summary>Adds a number that nobody said to a statement that a turn supports, as a tired reviewer might.</summary>
    private static async Task EditASupportedStatementAsync(IPage page)
    {
        var statement = page.Locator(".statement", new() { Has = page.Locator("a.chip[href^='#transcript-']") }).Nth(1);
        await statement.FocusAsync();
        await page.Keyboard.PressAsync("e");
        var field = page.Locator("#edit-text");
        await Expect(field).ToBeFocusedAsync();
        await field.FillAsync(await field.InputValueAsync() + " Then 777 mg.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".statement", new() { HasText = "777 mg" }).Locator(".finding.blocking")).Not.ToHaveCountAsync(0);
        await Expect(page.Locator(".statement", new() { HasText = "777 mg" }).Locator(".change")).ToBeVisibleAsync();
    }

    private static async Task SignIsRefusedWhileBlockedAsync(IPage page)
    {
        await page.Locator("[data-act='sign']").ClickAsync(new() { Force = true });
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Nobody signs while a blocking finding is open");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        // The page is only polite; the desk itself refuses.
        var status = await page.EvaluateAsync<int>(
            """
            async password => {
              const form = new URLSearchParams(new FormData(document.querySelector("form[action$='/decide']")));
              form.set("password", password);
              const answer = await fetch(location.pathname + "/sign", { method: "POST", body: form });
              return answer.status;
            }
            """, Clinic.Password);
        Assert.Equal(422, status);
    }

    /// <summary>The edited statement by editing back, one by rejecting, whatever is left by overruling with a reason.</summary>
    private static async Task SettleEverythingAsync(IPage page)
    {
        await page.Locator(".statement", new() { HasText = "777 mg" }).FocusAsync();
        await page.Keyboard.PressAsync("e");
        var field = page.Locator("#edit-text");
        await field.FillAsync((await field.InputValueAsync()).Replace(" Then 777 mg.", "", StringComparison.Ordinal));
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".statement", new() { HasText = "777 mg" })).ToHaveCountAsync(0);

        await page.Locator(".statement", new() { HasText = "Metformin 850 mg" }).FocusAsync();
        await page.Keyboard.PressAsync("x");
        await Expect(page.Locator(".statement.rejected", new() { HasText = "Metformin 850 mg" })).ToBeVisibleAsync();

        var open = page.Locator(".finding.blocking[data-open]");
        for (var left = await open.CountAsync(); left > 0; left--)
        {
            await open.First.Locator("[data-act='overrule']").ClickAsync();
            await page.GetByLabel("Why is this right as it stands?").FillAsync("Confirmed with the pharmacy by telephone.");
            await page.Keyboard.PressAsync("Control+Enter");
            await Expect(open).ToHaveCountAsync(left - 1);
        }
    }

    private static async Task TakeAwayAsync(IPage page)
    {
        var id = new Uri(page.Url).AbsolutePath.Split('/')[2];
        var fhir = await page.APIRequest.GetAsync($"/drafts/{id}/note.fhir.json");
        Assert.Equal(200, fhir.Status);
        using var bundle = JsonDocument.Parse(await fhir.TextAsync());
        Assert.Equal("Bundle", bundle.RootElement.GetProperty("resourceType").GetString());
        Assert.Equal("document", bundle.RootElement.GetProperty("type").GetString());

        var pdf = await page.APIRequest.GetAsync($"/drafts/{id}/note.pdf");
        Assert.StartsWith("%PDF-1.7", System.Text.Encoding.Latin1.GetString(await pdf.BodyAsync()), StringComparison.Ordinal);
        var markdown = await (await page.APIRequest.GetAsync($"/drafts/{id}/note.md")).TextAsync();
        Assert.Contains("## ", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("Metformin 850", markdown, StringComparison.Ordinal);

        await page.GotoAsync($"/drafts/{id}/history");
        await Expect(page.Locator(".timeline ins").First).ToBeVisibleAsync();
        await page.GotoAsync("/figures");
        await Expect(page.Locator(".figure", new() { HasText = "Signed notes" }).Locator("dd").First).ToHaveTextAsync("1");
    }
}
