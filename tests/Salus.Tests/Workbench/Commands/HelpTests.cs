using System.Text.RegularExpressions;

namespace Salus.Tests.Workbench.Commands;

public sealed partial class HelpTests
{
    [Fact]
    public async Task Every_command_says_what_it_does_with_an_example_and_offers_json()
    {
        using var salus = new Terminal();
        var commands = await WalkAsync(salus, []);
        Assert.Superset(
            new HashSet<string> { "serve", "scribe", "drafts list", "drafts show", "drafts overrule", "sign", "export", "ledger verify", "ledger export", "ledger checkpoint", "backup", "restore", "users add", "users token", "evaluate", "learn", "version" },
            commands.Keys.ToHashSet());
        Assert.All(commands, command =>
        {
            var (name, help) = command;
            var description = DescriptionPattern().Match(help).Groups["text"].Value;
            Assert.True(description.Trim().Length > 15, $"{name}: {description}");
            Assert.DoesNotContain("Example:", description, StringComparison.Ordinal);
            Assert.Matches($@"Examples?:\r?\n  salus {Regex.Escape(name.Split(' ')[0])}", help);
            if (!help.Contains("Commands:", StringComparison.Ordinal) && name != "serve")
                Assert.Contains("--json", help, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Help_needs_no_data_folder_and_makes_none()
    {
        using var salus = new Terminal();
        Assert.Equal(0, (await salus.RunAsync("ledger", "verify", "--help")).Code);
        Assert.Empty(salus.Home.GetFileSystemInfos());
    }

    /// <summary>The help of every command below, by its full name.</summary>
    private static async Task<Dictionary<string, string>> WalkAsync(Terminal salus, string[] path)
    {
        var call = await salus.RunAsync([.. path, "--help"]);
        Assert.Equal(0, call.Code);
        var found = new Dictionary<string, string>();
        if (path.Length > 0)
            found.Add(string.Join(' ', path), call.Out);
        foreach (Match line in CommandPattern().Matches(call.Out.Split("Commands:").ElementAtOrDefault(1)?.Split("Example")[0] ?? ""))
        {
            foreach (var below in await WalkAsync(salus, [.. path, line.Groups["name"].Value]))
                found.Add(below.Key, below.Value);
        }
        return found;
    }

    [GeneratedRegex(@"Description:\s*\r?\n(?<text>.*?)Usage:", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DescriptionPattern();

    [GeneratedRegex(@"^  (?<name>[a-z][a-z-]*)( |\r?$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommandPattern();
}
