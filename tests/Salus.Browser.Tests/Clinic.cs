using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Salus.Browser.Tests.Clinic))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Salus.Browser.Tests;

/// <summary>A Chromium for all journeys, and one running workbench with sample visits and a clinician's account that most of them share.</summary>
public sealed class Clinic : IAsyncLifetime
{
    public const string UserName = "ada";
    public const string Password = "four unrelated quiet words";

    private IPlaywright? playwright;
    private IBrowser? browser;
    private Workbench? shared;
    private string? session;

    public async ValueTask InitializeAsync()
    {
        if (Chromium() is not { } path)
            return;
        playwright = await Playwright.CreateAsync();
        // The other suites work beside this one.
        Assertions.SetDefaultExpectTimeout(15_000);
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--font-render-hinting=none"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        if (shared is not null)
            await shared.DisposeAsync();
    }

    /// <summary>A fresh browser window on a workbench; what the page reports as an error fails the test that asks for <see cref="Window.Problems"/>.</summary>
    public async Task<Window> OpenAsync(Workbench workbench, BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(browser is null, "No Chromium found. Install the Debian package chromium, or name the program in SALUS_CHROMIUM.");
        options ??= new BrowserNewContextOptions();
        options.BaseURL = workbench.Address;
        options.ViewportSize ??= new ViewportSize { Width = 1440, Height = 900 };
        options.ReducedMotion ??= ReducedMotion.Reduce;
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(20_000);
        return new Window(context, await context.NewPageAsync());
    }

    /// <summary>The shared workbench, with the clinician signed in.</summary>
    public async Task<Window> SignedInAsync(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(browser is null, "No Chromium found. Install the Debian package chromium, or name the program in SALUS_CHROMIUM.");
        shared ??= await Workbench.StartAsync();
        if (session is null)
        {
            await using var first = await OpenAsync(shared);
            await EnterAsync(first.Page, shared.FirstLink!);
            session = await first.Context.StorageStateAsync();
        }
        options ??= new BrowserNewContextOptions();
        options.StorageState = session;
        return await OpenAsync(shared, options);
    }

    /// <summary>A draft of its own for a journey that changes it, made from one of the sample visits.</summary>
    public async Task<string> DraftAsync(string sample)
    {
        shared ??= await Workbench.StartAsync();
        return await shared.SubmitAsync(sample);
    }

    /// <summary>The shared workbench, with a new person of this role signed in.</summary>
    public async Task<Window> SeatAsync(string userName, string role, BrowserNewContextOptions? options = null)
    {
        // The one-time link of the first account works only while there is no other.
        await using (await SignedInAsync())
        {
        }
        var window = await OpenAsync(shared!, options);
        await window.Page.GotoAsync(await shared!.HireAsync(userName, role));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await window.Page.WaitForURLAsync(address => !address.Contains("/enter", StringComparison.Ordinal));
        await window.Page.GotoAsync("/");
        return window;
    }

    /// <summary>The same with the password that a signature asks for.</summary>
    public async Task<Window> SeatWithPasswordAsync(string userName, string role, BrowserNewContextOptions? options = null)
    {
        await using (await SignedInAsync())
        {
        }
        await shared!.HireAsync(userName, role, Password);
        var window = await OpenAsync(shared, options);
        await window.Page.GotoAsync("/sign-in");
        await window.Page.GetByLabel("User name").FillAsync(userName);
        await window.Page.GetByLabel("Password").FillAsync(Password);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await window.Page.WaitForURLAsync(address => !address.Contains("/sign-in", StringComparison.Ordinal));
        return window;
    }

    /// <summary>Follows the one-time link and makes the first account.</summary>
    public static async Task EnterAsync(IPage page, string link)
    {
        await page.GotoAsync(link);
        await page.GetByLabel("User name").FillAsync(UserName);
        await page.GetByLabel("Your name").FillAsync("Dr. Ada Marsh");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.GetByLabel("Password again").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the account and start" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Work list" }).WaitForAsync();
    }

    private static string? Chromium() =>
        new[] { Environment.GetEnvironmentVariable("SALUS_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(p => p is not null && File.Exists(p));
}

/// <summary>One browser window and what went wrong in it.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly List<string> problems = [];

    public Window(IBrowserContext context, IPage page)
    {
        Context = context;
        Page = page;
        page.PageError += (_, error) => problems.Add(error);
        page.Console += (_, message) =>
        {
            // Answers with 4xx are part of several journeys; everything else is ours, a breach of the content security policy above all.
            if (message.Type is "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                problems.Add(message.Text);
        };
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public IReadOnlyList<string> Problems => problems;

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}

/// <summary>The real program on a free loopback port, with a home of its own that goes when it stops.</summary>
public sealed partial class Workbench : IAsyncDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("salus-browser-");
    private Process? process;

    public string Address { get; private set; } = "";

    /// <summary>Its data folder.</summary>
    public DirectoryInfo Home => home;

    /// <summary>Path and query of the link that makes the first account.</summary>
    public string? FirstLink { get; private set; }

    public static async Task<Workbench> StartAsync()
    {
        var workbench = new Workbench();
        var known = Samples().First(s => PatientOf(s).Length > 0 && s.Contains("knee", StringComparison.Ordinal));
        await workbench.RunAsync(["scribe", known, .. PatientOf(known), "--submit"]);
        await workbench.RunAsync(["scribe", .. Samples().Where(s => s != known), "--submit"]);
        workbench.process = workbench.Start(["serve", "--urls", "http://127.0.0.1:0"]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (workbench.FirstLink is null)
        {
            var line = await workbench.process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException("salus serve stopped: " + await workbench.process.StandardError.ReadToEndAsync(patience.Token));
            if (Listens().Match(line) is { Success: true } listens)
                workbench.Address = listens.Value;
            if (Link().Match(line) is { Success: true } link)
                workbench.FirstLink = link.Value;
        }
        // Nobody reads on; a full pipe would stop the program.
        workbench.process.OutputDataReceived += (_, _) => { };
        _ = workbench.process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = workbench.process.StandardError.ReadToEndAsync(CancellationToken.None);
        return workbench;
    }

    /// <returns>The new draft's id.</returns>
    public async Task<string> SubmitAsync(string sample)
    {
        var file = Samples().First(s => Path.GetFileName(s).StartsWith(sample, StringComparison.Ordinal));
        var said = await RunAsync(["scribe", file, .. PatientOf(file), "--submit"]);
        return DraftId().Match(said).Groups["id"].Value;
    }

    /// <returns>Path and query of the link that signs the new person in.</returns>
    public async Task<string> HireAsync(string userName, string role)
    {
        await RunAsync(["users", "add", userName, "--name", userName, "--role", role]);
        return Link().Match(await RunAsync(["users", "link", userName])).Value;
    }

    public Task HireAsync(string userName, string role, string password) => RunAsync(["users", "add", userName, "--name", userName, "--role", role, "--password-stdin"], password + "\n");

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        process?.Dispose();
        home.Delete(recursive: true);
    }

    private async Task<string> RunAsync(string[] arguments, string? input = null)
    {
        using var run = Start(arguments, input is not null);
        if (input is not null)
        {
            await run.StandardInput.WriteAsync(input);
            run.StandardInput.Close();
        }
        var output = run.StandardOutput.ReadToEndAsync();
        var error = run.StandardError.ReadToEndAsync();
        await run.WaitForExitAsync();
        return run.ExitCode == 0 ? await output + await error : throw new InvalidOperationException($"salus {string.Join(' ', arguments)}: {await error}");
    }

    private Process Start(string[] arguments, bool hasInput = false)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "salus.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = hasInput, UseShellExecute = false };
        start.Environment["SALUS_HOME"] = home.FullName;
        start.Environment["TZ"] = "UTC";
        start.Environment.Remove("SALUS_DATABASE");
        return Process.Start(start)!;
    }

    private static IEnumerable<string> Samples() => Directory.EnumerateFiles(Path.Combine(Repository(), "samples", "visits"))
        .Where(f => !f.EndsWith(".patient.json", StringComparison.Ordinal) && !f.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string[] PatientOf(string sample) =>
        Path.ChangeExtension(sample, ".patient.json") is var patient && File.Exists(patient) ? ["--patient", patient] : [];

    internal static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Salus.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"No Salus.slnx above {AppContext.BaseDirectory}."));
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.NonBacktracking)]
    private static partial Regex Listens();

    [GeneratedRegex(@"/enter\?link=[^\s]+", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(@"draft (?<id>[0-9a-f-]{36})", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DraftId();
}
