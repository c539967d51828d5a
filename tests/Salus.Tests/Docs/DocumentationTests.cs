using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Salus.Trust;
using Salus.Workbench.Commands;
using Spectre.Console;

namespace Salus.Tests.Docs;

/// <summary>What the documentation names exists: files, commands with their options, roles, environment.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    public static TheoryData<string> Pages => [.. Files("*.md").Select(f => Path.GetRelativePath(Root, f))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_relative_link_leads_to_a_file(string page)
    {
        var path = Path.Combine(Root, page);
        foreach (Match link in Link().Matches(File.ReadAllText(path)))
        {
            var target = link.Groups["target"].Value.Split('#')[0];
            if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal))
                continue;
            var full = Path.Combine(Path.GetDirectoryName(path)!, target);
            Assert.True(File.Exists(full) || Directory.Exists(full), $"{page} links to {target}, which does not exist.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_exists_with_its_options(string page)
    {
        foreach (var line in Commands(await File.ReadAllTextAsync(Path.Combine(Root, page), TestContext.Current.CancellationToken)))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var path = words.TakeWhile(w => Name().IsMatch(w)).ToList();
            var help = await HelpAsync(path);
            while ((help.Code != 0 || !help.Text.Contains($"salus {string.Join(' ', path)}", StringComparison.Ordinal)) && path.Count > 1)
            {
                // What is no command is an argument: salus evaluate fhir.
                path.RemoveAt(path.Count - 1);
                help = await HelpAsync(path);
            }
            Assert.True(help.Code == 0, $"{page}: 'salus {line}' is no command. {help.Text}");
            if (path.Count > 0)
                Assert.True(help.Text.Contains($"salus {string.Join(' ', path)}", StringComparison.Ordinal), $"{page}: 'salus {line}' is no command.");
            foreach (var option in words.Where(w => w.StartsWith("--", StringComparison.Ordinal)).Select(w => w.Split('=')[0]))
                Assert.True(Option().Matches(help.Text).Any(m => m.Value == option), $"{page}: 'salus {line}' has no option {option}.");
        }
    }

    [Fact]
    public void The_map_of_the_README_has_six_files()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        var map = readme[readme.IndexOf("How does a transcript become a signed note?", StringComparison.Ordinal)..];
        var files = Link().Matches(map[..map.IndexOf("\n## ", 5, StringComparison.Ordinal)]).Select(m => m.Groups["target"].Value).ToList();
        Assert.Equal(6, files.Count);
        Assert.All(files, f => Assert.True(File.Exists(Path.Combine(Root, f)), f));
    }

    [Fact]
    public void The_table_of_roles_is_the_one_that_decides()
    {
        var lines = File.ReadAllLines(Path.Combine(Root, "docs/reference/roles.md"));
        var table = lines.Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("|-", StringComparison.Ordinal)).Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray()).ToList();
        var roles = table[0][1..].Select(r => Enum.Parse<Role>(r.Replace(" ", "", StringComparison.Ordinal), ignoreCase: true)).ToArray();
        var acts = new Dictionary<string, Act[]>(StringComparer.Ordinal)
        {
            ["create drafts"] = [Act.CreateDraft],
            ["read data sets and their reports"] = [Act.ReadData],
            ["propose data sets"] = [Act.ProposeData],
            ["see originals of a release under review, turn tokens back"] = [Act.ReadIdentified],
            ["read drafts and sources"] = [Act.ReadDraft],
            ["edit, decide, send back"] = [Act.EditDraft],
            ["overrule a finding, sign"] = [Act.SignDraft],
            ["read and export signed notes"] = [Act.ReadSigned],
            ["read charts, read and search over FHIR"] = [Act.ReadChart],
            ["import resources, write over FHIR"] = [Act.ChangeChart],
            ["export charts in bulk"] = [Act.ExportChart],
            ["break the glass"] = [Act.BreakGlass],
            ["look after accounts, models, restrict patients"] = [Act.AdministerPeople, Act.AdministerModels, Act.RestrictPatient],
            ["read the audit trail and the ledger"] = [Act.ReadAudit, Act.ReadLedger],
            ["own password and tokens"] = [Act.OwnAccount],
        };
        Assert.Equal(Enum.GetValues<Act>().Order(), acts.Values.SelectMany(a => a).Order());
        foreach (var row in table.Skip(1))
        {
            foreach (var act in acts[row[0]])
                Assert.Equal(roles.Select(r => Access.Allows(r, act)), row[1..].Select(c => c is "✓"));
        }
    }

    [Fact]
    public void Every_scope_of_a_token_is_described()
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs/how-to/api-token.md"));
        Assert.Equal(Access.Scopes.Order(StringComparer.Ordinal), Scope().Matches(page).Select(m => m.Groups["scope"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_extension_that_leaves_is_described()
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs/reference/fhir-export.md"));
        var written = Files("*.cs", "src").SelectMany(f => Extension().Matches(File.ReadAllText(f))).Select(m => m.Value).Distinct().ToList();
        Assert.NotEmpty(written);
        Assert.All(written, url => Assert.Contains($"`{url}`", page, StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Text)> HelpAsync(List<string> path)
    {
        using var text = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        terminal.Profile.Width = 400;
        var code = await CommandLine.RunAsync([.. path, "--help"], TextReader.Null, text, text, terminal, TestContext.Current.CancellationToken);
        return (code, text.ToString());
    }

    /// <summary>Lines of code blocks and code in the text that call salus, without the shell's part of the line.</summary>
    private static IEnumerable<string> Commands(string page) =>
        Call().Matches(page).Select(m => m.Groups["call"].Value.Split('#', '>', '|', ';')[0].Trim());

    private static IEnumerable<string> Files(string pattern, string folder = "") =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(Root, f).Split('/').Any(p => p is "bin" or "obj" or "node_modules" or ".git" or ".salus" or "artifacts"))
            .Order(StringComparer.Ordinal);

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"\[[^\]\n]*\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?m)(?:^(?:\./run\.sh|salus) |`(?:\./run\.sh|salus) )(?<call>[a-z][^`\n]*)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Call();

    [GeneratedRegex("--[a-z][a-z0-9-]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Option();

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(@"\| `(?<scope>[a-z]+:[a-z]+)` \|", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Scope();

    [GeneratedRegex("urn:salus:fhir:[a-z-]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Extension();
}
