using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Salus.Browser.Tests;

/// <summary>From another system's file to a chart: import, find the patient, see a result against its range, follow it to its source.</summary>
public sealed class ChartJourney(Clinic clinic)
{
    [Fact]
    public async Task From_a_file_to_the_source_of_a_value_on_the_chart()
    {
        await using var window = await clinic.SignedInAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        var page = window.Page;

        await page.GotoAsync("/import");
        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload { Name = "export.ndjson", MimeType = "application/x-ndjson", Buffer = Encoding.UTF8.GetBytes(Export) });
        await page.GetByLabel("Comes from").FillAsync("North clinic");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at the file" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What is in the file" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(page.GetByText("All of it is read")).ToBeVisibleAsync();

        await page.GotoAsync("/patients");
        await page.GetByLabel("Name, birth date or number").FillAsync("quillfeather 1961-04-17");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ottoline Quillfeather" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ottoline Quillfeather" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Allergies" })).ToContainTextAsync("Penicillin");

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Parts of the chart" }).GetByRole(AriaRole.Link, new() { Name = "Results" }).ClickAsync();
        var potassium = page.Locator("details.result", new() { HasText = "Potassium" });
        await potassium.Locator("summary.result-row").ClickAsync();
        await Expect(potassium.Locator("svg .band").First).ToBeVisibleAsync();
        await Expect(potassium.Locator(".badge", new() { HasText = "High" }).First).ToBeVisibleAsync();

        await potassium.Locator("details.values > summary").ClickAsync();
        await potassium.Locator("a.source-mark").First.ClickAsync();
        await Expect(page.Locator(".cited-element").First).ToContainTextAsync("5.9");
        await Expect(page.GetByText("North clinic").First).ToBeVisibleAsync();
        Assert.Empty(window.Problems);
    }

    private const string Export =
        """
        {"resourceType":"Patient","id":"q1","identifier":[{"type":{"coding":[{"code":"MR"}]},"system":"urn:oid:1.2.3","value":"Q-118"}],"name":[{"family":"Quillfeather","given":["Ottoline"]}],"gender":"female","birthDate":"1961-04-17"}
        {"resourceType":"AllergyIntolerance","id":"a1","criticality":"high","code":{"text":"Penicillin"},"patient":{"reference":"Patient/q1"}}
        {"resourceType":"Observation","id":"k1","status":"final","category":[{"coding":[{"code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}],"text":"Potassium"},"subject":{"reference":"Patient/q1"},"effectiveDateTime":"2025-01-10T08:00:00Z","valueQuantity":{"value":4.4,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"},"referenceRange":[{"low":{"value":3.5},"high":{"value":5.1}}]}
        {"resourceType":"Observation","id":"k2","status":"final","category":[{"coding":[{"code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}],"text":"Potassium"},"subject":{"reference":"Patient/q1"},"effectiveDateTime":"2026-01-12T08:00:00Z","valueQuantity":{"value":5.9,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"},"referenceRange":[{"low":{"value":3.5},"high":{"value":5.1}}]}
        """;
}
