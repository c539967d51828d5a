using Salus.Workbench.Commands;
using Spectre.Console;

#pragma warning disable RS0030 // the program's own streams enter here and are handed on
return await CommandLine.RunAsync(args, Console.In, Console.Out, Console.Error, AnsiConsole.Console, CancellationToken.None);
#pragma warning restore RS0030
