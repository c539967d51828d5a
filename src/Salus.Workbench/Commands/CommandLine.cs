using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Salus.Trust;
using Salus.Workbench.Models;
using Spectre.Console;

namespace Salus.Workbench.Commands;

/// <summary>The program <c>salus</c> as a function of its arguments and streams.</summary>
public static class CommandLine
{
    private const string Example = "\n\nExample: ";

    /// <param name="bytes">The same input and output for a command that speaks a protocol over them; null where there are none.</param>
    /// <returns>0 done, 1 the work failed, 2 the call was wrong.</returns>
    public static async Task<int> RunAsync(string[] args, TextReader input, TextWriter output, TextWriter error, IAnsiConsole terminal, CancellationToken cancel, ByteStreams? bytes = null)
    {
        await using var shell = new Shell(input, output, error, terminal, CommandServices.Build) { Bytes = bytes };
        var home = new Option<DirectoryInfo>("--home") { Description = "Data folder: database, keys. Default: SALUS_HOME, else ~/.local/share/salus.", Recursive = true, HelpName = "dir", DefaultValueFactory = _ => DefaultHome() };
        var database = new Option<string?>("--database") { Description = "sqlite:PATH or a PostgreSQL connection string. Default: SALUS_DATABASE, else salus.db in the data folder.", Recursive = true, HelpName = "db" };
        var root = Create(shell);
        root.Add(home);
        root.Add(database);
        MoveExamplesBelow(root);

        var call = root.Parse(args);
        if (call.Action is ParseErrorAction)
        {
            foreach (var problem in call.Errors)
                await error.WriteLineAsync(problem.Message);
            await error.WriteLineAsync($"See '{PathOf(call.CommandResult.Command)} --help'.");
            return CommandFailures.CallWrong;
        }
        try
        {
            var folder = call.GetValue(home) ?? DefaultHome();
            shell.Options = new TrustOptions(call.GetValue(database) ?? Setting("SALUS_DATABASE") ?? "sqlite:" + Path.Combine(folder.FullName, "salus.db"), folder);
            return await call.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, cancel);
        }
#pragma warning disable CA1031 // the program's last stop: a person reads a message, not a stack
        catch (Exception e)
#pragma warning restore CA1031
        {
            var (code, message) = CommandFailures.Describe(e);
            await error.WriteLineAsync(message);
            return code;
        }
    }

    private static RootCommand Create(Shell shell)
    {
        var root = new RootCommand("Turns what was said in a visit into a note whose every statement shows where it comes from. A person signs it; nothing leaves without that.\n\nExample: salus scribe visit.txt\n\nExample: salus serve")
        {
            ServeCommand.Create(() => shell.Options, shell.Out),
            CheckCommand.Create(shell),
            AssertCommand.Create(shell),
            SectionsCommand.Create(shell),
            DraftsCommand.Create(shell),
            SignCommand.Create(shell),
            ExportCommand.Create(shell),
            ImportCommand.Create(shell),
            Hl7Command.Create(shell),
            UsersCommand.Create(shell),
            ValidateCommand.Create(shell),
            VocabularyCommand.Create(shell),
            FhirCommand.Create(shell),
            ModelsCommand.Create(shell),
            McpCommand.Create(shell),
            EvaluationCommands.Evaluate(shell),
            EvaluationCommands.Learn(shell),
            LedgerCommand.Create(shell),
            BackupCommands.Backup(shell),
            BackupCommands.Restore(shell),
            VersionCommand.Create(shell),
        };
        foreach (var command in Capabilities.All.SelectMany(c => c.Commands(shell.Context)))
            root.Add(command);
        return root;
    }

    /// <summary>Environment variables count only when they say something.</summary>
    public static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static DirectoryInfo DefaultHome() => new(Setting("SALUS_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "salus"));

    private static string PathOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "salus";

    /// <summary>Examples are written at the end of a command's description; help prints them below the options, and not in the list of the parent.</summary>
    private static void MoveExamplesBelow(RootCommand root)
    {
        var examples = new Dictionary<Command, string[]>();
        Collect(root);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);

        void Collect(Command command)
        {
            var parts = (command.Description ?? "").Split(Example);
            command.Description = parts[0];
            examples[command] = parts[1..];
            foreach (var below in command.Subcommands)
                Collect(below);
        }
    }

    private sealed class HelpWithExamples(HelpAction help, Dictionary<Command, string[]> examples) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var result = help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            if (examples.TryGetValue(parseResult.CommandResult.Command, out var lines) && lines.Length > 0)
            {
                output.WriteLine(lines.Length == 1 ? "Example:" : "Examples:");
                foreach (var line in lines)
                    output.WriteLine("  " + line.Trim());
                output.WriteLine();
            }
            return result;
        }
    }
}
