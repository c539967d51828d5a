using Salus.Workbench.Commands;
using Spectre.Console;

namespace Salus.Tests.Workbench.Commands;

/// <summary>The program <c>salus</c> on a data folder of its own, called as from a shell without a terminal.</summary>
public sealed class Terminal : IDisposable
{
    public DirectoryInfo Home { get; } = Directory.CreateTempSubdirectory("salus-terminal-");

    public Task<Call> RunAsync(params string[] args) => RunAsync("", args);

    /// <param name="input">What is typed or piped in.</param>
    public async Task<Call> RunAsync(string input, string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 120;
        var code = await CommandLine.RunAsync([.. args, "--home", Home.FullName], new StringReader(input), output, error, console, TestContext.Current.CancellationToken);
        return new Call(code, output.ToString(), error.ToString());
    }

    public string File(string name) => Path.Combine(Home.FullName, name);

    public void Dispose() => Home.Delete(recursive: true);
}

public sealed record Call(int Code, string Out, string Error);
