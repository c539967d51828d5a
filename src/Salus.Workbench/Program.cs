using Salus.Workbench.Commands;
using Spectre.Console;

#pragma warning disable RS0030 // the program's own streams enter here and are handed on
var plain = Console.IsOutputRedirected || CommandLine.Setting("NO_COLOR") is not null;
var terminal = AnsiConsole.Create(new AnsiConsoleSettings
{
    Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
    ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
    Interactive = Console.IsInputRedirected ? InteractionSupport.No : InteractionSupport.Detect,
    Out = new AnsiConsoleOutput(Console.Out),
});
return await CommandLine.RunAsync(args, Console.In, Console.Out, Console.Error, terminal, CancellationToken.None, new ByteStreams(Console.OpenStandardInput, Console.OpenStandardOutput));
#pragma warning restore RS0030
