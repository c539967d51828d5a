using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Salus.Browser.Tests;

/// <summary>A researcher brings files with patients in them, a data steward looks at documents and signs, and the files leave without the patients.</summary>
public sealed class ReleaseJourney(Clinic clinic)
{
    private static readonly string[] secrets = ["Ferreira", "Rosalind", "00482915", "330-555-0163"];

    [Fact]
    public async Task Files_are_released_after_a_steward_looked_at_documents_and_signed()
    {
        await using var ruth = await clinic.SeatAsync("rhea", "researcher");
        var release = await MakeAsync(ruth.Page);
        Assert.Empty(ruth.Problems);

        await using var stella = await clinic.SeatWithPasswordAsync("selma", "data-steward");
        await ReviewAsync(stella.Page, release);
        await SignAsync(stella.Page);
        await TakeAwayAsync(stella.Page, release);
        Assert.Empty(stella.Problems);
    }

    /// <returns>The path of the release's page.</returns>
    private static async Task<string> MakeAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Releases" }).First.ClickAsync();
        await SeeAsync(page, "releases");
        await page.GetByLabel("Files", new() { Exact = true }).SetInputFilesAsync(Directory.GetFiles(Path.Combine(Workbench.Repository(), "samples", "deidentification")));
        await page.GetByLabel("Title", new() { Exact = true }).FillAsync("Tremor clinic");
        await page.GetByLabel("Documents to review").FillAsync("3");
        await page.GetByRole(AriaRole.Button, new() { Name = "De-identify" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tremor clinic" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Identifiers, class by class" })).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await Expect(page.Locator(".release-classes tbody tr")).ToHaveCountAsync(18);
        await Expect(page.Locator(".release-figure svg").First).ToBeVisibleAsync();
        await SeeAsync(page, "release-made", dark: true);
        // A researcher proposes and sees no original.
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Look at documents" })).ToHaveCountAsync(0);
        await HasNoSecretAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Propose for release" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Review and sign" })).ToBeVisibleAsync();
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task ReviewAsync(IPage page, string release)
    {
        await page.GotoAsync("/releases");
        await page.GetByRole(AriaRole.Link, new() { Name = "Tremor clinic" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Look at documents" }).ClickAsync();
        await Expect(page.Locator("mark").First).ToBeVisibleAsync();
        // The number beside a replaced stretch leads to what stood there.
        var number = page.Locator("mark .id-number").First;
        var row = page.Locator(await number.GetAttributeAsync("href") ?? "");
        await Expect(row).ToBeVisibleAsync();
        await SeeAsync(page, "release-sample", dark: true);

        await page.GetByLabel("Something was missed").FillAsync("no such words");
        await page.GetByRole(AriaRole.Button, new() { Name = "It was missed" }).ClickAsync();
        await Expect(page.Locator(".banner, [role=alert]").First).ToBeVisibleAsync();

        await page.GotoAsync($"{release}/sample?at=0");
        for (var i = 0; i < 3; i++)
            await page.GetByRole(AriaRole.Button, new() { Name = "Nothing was missed" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Review and sign" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tremor clinic" }).Or(page.Locator(".statement").First).First).ToBeVisibleAsync();
        await SeeAsync(page, "release-draft");
    }

    private static async Task SignAsync(IPage page)
    {
        var open = page.Locator(".finding.blocking[data-open]");
        for (var left = await open.CountAsync(); left > 0; left--)
        {
            await open.First.Locator("[data-act='overrule']").ClickAsync();
            await page.GetByLabel("Why is this right as it stands?").FillAsync("Looked at each of them: words of the file, nobody's name.");
            await page.Keyboard.PressAsync("Control+Enter");
            await Expect(open).ToHaveCountAsync(left - 1);
        }
        await page.Locator("[data-act='sign']").ClickAsync(new() { Force = true });
        await page.GetByLabel("Your password").FillAsync(Clinic.Password);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        await Expect(page.Locator(".signature")).ToContainTextAsync("Signed by selma");
    }

    private static async Task TakeAwayAsync(IPage page, string release)
    {
        await page.GotoAsync(release);
        await SeeAsync(page, "release-signed");
        await HasNoSecretAsync(page);
        var files = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Take the files" }).ClickAsync());
        Assert.Null(await files.FailureAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Statement" }).ClickAsync();
        // The statement is a document by itself in which no script runs, axe's neither.
        await Expect(page.GetByText("Safe Harbor").First).ToBeVisibleAsync();
        foreach (var secret in secrets)
            await Expect(page.GetByText(secret)).ToHaveCountAsync(0);
    }

    private static async Task HasNoSecretAsync(IPage page)
    {
        var shown = await page.ContentAsync();
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
    }

    /// <summary>The page as axe-core judges it, in both themes where it has colours of its own.</summary>
    private static async Task SeeAsync(IPage page, string name, bool dark = false)
    {
        foreach (var scheme in dark ? (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light] : [ColorScheme.Light])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            if (Environment.GetEnvironmentVariable("SALUS_SHOTS") is { } shots)
                await page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"{name}-{scheme}.png"), FullPage = true });
            var violations = await AccessibilityJourney.ViolationsAsync(page, $"{name} ({scheme})");
            Assert.True(violations.Length == 0, violations);
        }
    }
}
