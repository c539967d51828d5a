using System.CommandLine;
using Salus.Workbench.Commands;

#pragma warning disable RS0030 // the program's own streams enter here and are handed on
var output = Console.Out;
var error = Console.Error;
#pragma warning restore RS0030

var home = new DirectoryInfo(Environment.GetEnvironmentVariable("SALUS_HOME") is { Length: > 0 } folder
    ? folder
    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "salus"));

var root = new RootCommand("Turns what was said in a visit into a note whose every statement shows where it comes from.")
{
    ServeCommand.Create(() => home, output, error),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
