using System.CommandLine;
using System.Text.Json;
using Salus.Language.Models;
using Salus.Trust;
using Salus.Workbench.Assistants;

namespace Salus.Workbench.Commands;

/// <summary><c>salus mcp</c>: an assistant reads and drafts for a person, over standard input and output.</summary>
internal static class McpCommand
{
    public static Command Create(Shell shell)
    {
        var token = new Option<string>("--token") { Description = "Where the person's API token is: env:NAME or credential:NAME, never the token itself.", DefaultValueFactory = _ => "env:SALUS_TOKEN", HelpName = "place" };
        var tools = new Option<bool>("--tools") { Description = "List the tools and what each needs, and end." };
        var json = SharedOptions.Json();
        var command = new Command("mcp", "Serve an assistant over the Model Context Protocol (standard input and output): it reads what the person of the token may read and makes drafts. It can never sign.\n\nExample: salus mcp --token env:SALUS_TOKEN\n\nExample: salus mcp --tools") { token, tools, json };
        command.SetAction(async (call, cancel) =>
        {
            if (call.GetValue(tools))
            {
                var all = AssistantServer.ToolsOf(shell.Services).Select(t => new { t.Name, t.Title, t.Description, Needs = Access.ScopeOf(t.Needs), t.MakesDraft }).ToArray();
                if (call.GetValue(json))
                    await shell.WriteJsonAsync(all);
                else
                    foreach (var one in all)
                        await shell.Out.WriteLineAsync($"{one.Name} ({one.Needs}): {one.Description}");
                return 0;
            }
            if (call.GetValue(json))
                throw new CallException("--json goes with --tools; the protocol itself is always JSON.");
            var secret = Reference(call.GetValue(token)!).Read() ?? throw new CallException($"There is no token at {call.GetValue(token)}. Make one: salus users token NAME --name assistant --scope chart:read drafts:read drafts:write");
            var bytes = shell.Bytes ?? throw new CallException("There is no standard input and output to serve an assistant over.");
            await ActivatorUtilities.CreateInstance<AssistantServer>(shell.Services).RunAsync(secret, bytes.Input(), bytes.Output(), cancel);
            return 0;
        });
        return command;
    }

    private static SecretReference Reference(string place)
    {
        try
        {
            return SecretReference.Parse(place);
        }
        catch (FormatException)
        {
            throw new CallException("--token says where the token is, as env:NAME or credential:NAME. The token itself never stands in a command: others on this machine could read it.");
        }
    }
}
