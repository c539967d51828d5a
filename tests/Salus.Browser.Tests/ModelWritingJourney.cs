using System.Text.Json;
using Microsoft.Playwright;
using Salus.Language.Models;
using Salus.Samples;
using static Microsoft.Playwright.Assertions;

namespace Salus.Browser.Tests;

/// <summary>A model writes a note while somebody looks on.</summary>
public sealed class ModelWritingJourney(Clinic clinic)
{
    private const string Conversation = "[doctor] What brings you in?\n[patient] I have had a cough for three days.\n[doctor] Any fever?\n[patient] No fever.\n";

    private static readonly string answer = JsonSerializer.Serialize(new
    {
        statements = new[]
        {
            new { section = "hpi", group = (string?)null, text = "The patient has had a cough for three days.", turns = new[] { 2 } },
            new { section = "ros", group = (string?)null, text = "Denies fever.", turns = new[] { 4 } },
        },
    });

    [Fact]
    public async Task Words_appear_before_the_answer_is_complete_and_the_end_is_the_review_page()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stop = answer.IndexOf("Denies fever", StringComparison.Ordinal) / 24 + 1;
        await using var model = await ScriptedModelServer.StartAsync(_ => new ModelAnswer.Says(answer) { Before = (piece, cancel) => piece < stop ? Task.CompletedTask : goOn.Task.WaitAsync(cancel) }, cancel: TestContext.Current.CancellationToken);
        await using var workbench = await Workbench.StartAsync();
        await File.WriteAllBytesAsync(Path.Combine(workbench.Home.FullName, ModelSettings.FileName),
            ModelSettings.None.With("house", new ModelEndpoint(ModelKind.Chat, model.Address, "scripted", ModelPlace.Inside)).WithUse("scribe", "house").ToJson(), TestContext.Current.CancellationToken);
        await using var window = await clinic.OpenAsync(workbench);
        var page = window.Page;
        await Clinic.EnterAsync(page, workbench.FirstLink!);

        await BeginAsync(page);
        await Expect(page.Locator(".writing-line").First).ToHaveTextAsync("The patient has had a cough for three days.");
        await Expect(page.Locator("[data-writing-state]")).ToContainTextAsync("statement");
        Assert.False(goOn.Task.IsCompleted);
        Assert.Equal("", await AccessibilityJourney.ViolationsAsync(page, "a note that a model writes"));

        // A reloaded tab goes on where it was.
        await page.ReloadAsync();
        await Expect(page.Locator(".writing-line").First).ToHaveTextAsync("The patient has had a cough for three days.");
        goOn.SetResult();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/drafts/", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Locator("#note")).ToContainTextAsync("cough for three days");
        await page.GetByRole(AriaRole.Link, new() { Name = "What it was made of" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Write it once more" }).ClickAsync();
        await Expect(page.GetByText("Equal: the same inputs gave the same draft")).ToBeVisibleAsync();
        Assert.Equal("", await AccessibilityJourney.ViolationsAsync(page, "the inputs of a draft"));

        // Somebody who does not want to wait takes the embedded engine's draft.
        goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await BeginAsync(page);
        await Expect(page.Locator(".writing-line").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop, take the embedded engine" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/drafts/", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Locator("#note")).ToContainTextAsync("was stopped before it had finished");
        Assert.Empty(window.Problems);
    }

    private static async Task BeginAsync(IPage page)
    {
        await page.GotoAsync("/visits/new");
        await page.GetByLabel("or paste the conversation").FillAsync(Conversation);
        await page.GetByRole(AriaRole.Button, new() { Name = "Write the draft" }).ClickAsync();
        await page.WaitForURLAsync("**/visits/writing/**");
    }
}
