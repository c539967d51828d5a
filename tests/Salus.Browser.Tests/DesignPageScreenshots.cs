using Microsoft.Playwright;

namespace Salus.Browser.Tests;

/// <summary>
/// The design page looks as it did when somebody last looked at it. Golden pictures lie in <c>Golden/</c>;
/// after a wanted change run with <c>SALUS_GOLDEN=update</c>, look at them, commit them.
/// </summary>
public sealed class DesignPageScreenshots(Clinic clinic)
{
    // Share of 8x8 blocks whose mean colour moved visibly. Another Chromium draws edges differently; a moved card moves whole rows of blocks.
    private const double Tolerance = 0.02;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_component_looks_as_agreed(ColorScheme scheme)
    {
        await using var window = await clinic.SignedInAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = 1280, Height = 900 }, DeviceScaleFactor = 0.5f });
        var page = window.Page;
        await page.GotoAsync("/design");
        Assert.SkipUnless(await page.EvaluateAsync<bool>(HasLiberationSans), "The golden pictures were taken with Liberation Sans, which is not installed (Debian package fonts-liberation).");

        var now = await page.ScreenshotAsync(new() { FullPage = true, Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
        var golden = Path.Combine(Workbench.Repository(), "tests", "Salus.Browser.Tests", "Golden", $"design-{scheme.ToString().ToLowerInvariant()}.png");
        if (Environment.GetEnvironmentVariable("SALUS_GOLDEN") is "update")
        {
            await File.WriteAllBytesAsync(golden, now, TestContext.Current.CancellationToken);
            return;
        }
        await page.GotoAsync("about:blank");
        var moved = await page.EvaluateAsync<double>(Compare, new[] { Convert.ToBase64String(await File.ReadAllBytesAsync(golden, TestContext.Current.CancellationToken)), Convert.ToBase64String(now) });
        if (moved > Tolerance)
        {
            var seen = Path.Combine(Path.GetTempPath(), Path.GetFileName(golden));
            await File.WriteAllBytesAsync(seen, now, TestContext.Current.CancellationToken);
            Assert.Fail($"{moved:P1} of the picture changed. Compare {golden} with {seen}; if it is wanted, run again with SALUS_GOLDEN=update.");
        }
    }

    private const string HasLiberationSans =
        """
        () => {
          const context = document.createElement("canvas").getContext("2d");
          const width = font => { context.font = `40px ${font}`; return context.measureText("Salus mmmmm iiiii").width; };
          return width('"Liberation Sans", monospace') !== width("monospace");
        }
        """;

    private const string Compare =
        """
        async pictures => {
          const [a, b] = await Promise.all(pictures.map(async p => {
            const image = new Image();
            image.src = "data:image/png;base64," + p;
            await image.decode();
            const canvas = document.createElement("canvas");
            canvas.width = Math.ceil(image.width / 8);
            canvas.height = Math.ceil(image.height / 8);
            const context = canvas.getContext("2d");
            context.imageSmoothingQuality = "high";
            context.drawImage(image, 0, 0, canvas.width, canvas.height);
            return context.getImageData(0, 0, canvas.width, canvas.height);
          }));
          if (a.width !== b.width || Math.abs(a.height - b.height) > 4) return 1;
          const blocks = a.width * Math.min(a.height, b.height);
          let moved = 0;
          for (let i = 0; i < blocks; i++)
            if ([0, 1, 2].some(c => Math.abs(a.data[4 * i + c] - b.data[4 * i + c]) > 24)) moved++;
          return moved / blocks;
        }
        """;
}
