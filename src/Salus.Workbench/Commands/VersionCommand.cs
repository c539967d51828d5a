using System.CommandLine;
using System.Runtime.InteropServices;
using Salus.Trust;

namespace Salus.Workbench.Commands;

/// <summary><c>salus version</c>: what to write into a report of a fault.</summary>
internal static class VersionCommand
{
    public static Command Create(Shell shell)
    {
        var json = SharedOptions.Json();
        var command = new Command("version", "Say which Salus this is and what it runs on.\n\nExample: salus version --json") { json };
        command.SetAction(async (call, _) =>
        {
            var version = typeof(VersionCommand).Assembly.GetName().Version!.ToString(3);
            var facts = new { version, runtime = RuntimeInformation.FrameworkDescription, system = RuntimeInformation.OSDescription, architecture = RuntimeInformation.ProcessArchitecture.ToString(), home = shell.Options.Home.FullName, capabilities = Capabilities.All.Select(c => c.Name) };
            if (call.GetValue(json))
                await shell.WriteJsonAsync(facts);
            else
                await shell.Out.WriteLineAsync($"salus {facts.version} on {facts.runtime}, {facts.system} ({facts.architecture}); data in {facts.home}");
            return 0;
        });
        return command;
    }
}
