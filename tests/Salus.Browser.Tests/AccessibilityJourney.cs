using Microsoft.Playwright;

namespace Salus.Browser.Tests;

/// <summary>Every page against WCAG 2.2 A and AA as axe-core judges it, in both themes.</summary>
public sealed class AccessibilityJourney(Clinic clinic)
{
    private static readonly string axe = Read();

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Pages_have_no_violations(ColorScheme scheme)
    {
        await using var window = await clinic.SignedInAsync(new() { ColorScheme = scheme });
        var draft = await clinic.DraftAsync("chest-pain");
        foreach (var path in new[] { "/", "/?text=nobody", $"/drafts/{draft}", $"/drafts/{draft}?edit=0", $"/drafts/{draft}?sign=1", $"/drafts/{draft}?send-back=1", $"/drafts/{draft}/history", "/figures", "/visits/new", "/visits/live", "/patients", "/patients?who=nobody", "/import", "/design" })
        {
            await window.Page.GotoAsync(path);
            Assert.Equal("", await ViolationsAsync(window.Page, path));
        }
        Assert.Empty(window.Problems);
    }

    internal static async Task<string> ViolationsAsync(IPage page, string path)
    {
        await page.EvaluateAsync(axe);
        return await page.EvaluateAsync<string>(
            """
            async path => {
              const result = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
              return result.violations.map(v => `${path}: ${v.id}: ${v.help}\n` + v.nodes.slice(0, 4).map(n => `  ${n.target} ${n.failureSummary.replaceAll("\n", " ")}`).join("\n")).join("\n");
            }
            """, path);
    }

    private static string Read()
    {
        using var stream = typeof(AccessibilityJourney).Assembly.GetManifestResourceStream("axe.min.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
