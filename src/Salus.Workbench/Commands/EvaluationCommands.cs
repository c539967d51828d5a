using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Salus.Design;
using Salus.Trust;
using Spectre.Console;

namespace Salus.Workbench.Commands;

/// <summary><c>salus evaluate</c> and <c>salus learn</c>: what capabilities score on public data, and what they learn from a site's own.</summary>
internal static class EvaluationCommands
{
    public static Command Evaluate(Shell shell)
    {
        var name = new Argument<string?>("name") { Description = "What to score. Leave it out to see the list.", Arity = ArgumentArity.ZeroOrOne };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Folder of evaluation data.", HelpName = "dir" };
        var report = new Option<FileInfo?>("--out") { Description = "Also write the report to this JSON file.", HelpName = "file" };
        var learned = new Option<FileInfo?>("--learned") { Description = "File from 'salus learn'. Default: the engine as it comes.", HelpName = "file" };
        var split = new Option<string?>("--split") { Description = "Part of the data, for example valid.", HelpName = "name" };
        var outputs = new Option<FileInfo?>("--outputs") { Description = "Score these outputs of another system instead of ours.", HelpName = "file" };
        var seed = new Option<int>("--seed") { Description = "Seed of everything random.", HelpName = "n" };
        var json = SharedOptions.Json();
        var command = new Command("evaluate", "Score a capability on a folder of public data. Exit code 1 when a figure misses its bar.\n\nExample: salus evaluate scribe --data ../shared/data/aci-bench --out report.json") { name, data, report, learned, split, outputs, seed, json };
        command.SetAction(async (call, cancel) =>
        {
            var evaluations = shell.Services.GetServices<IEvaluation>().ToArray();
            if (call.GetValue(name) is not { } wanted)
                return await ListAsync(shell, call.GetValue(json), evaluations.Select(e => (e.Name, e.Description)));
            var evaluation = evaluations.FirstOrDefault(e => e.Name == wanted) ?? throw Unknown(wanted, evaluations.Select(e => e.Name));
            var folder = Existing(call.GetValue(data), "--data");
            var options = new EvaluationOptions(Existing(call.GetValue(learned)), call.GetValue(split), Existing(call.GetValue(outputs)), call.GetValue(seed));
            var result = await LongWork.RunAsync(shell, evaluation.Name, progress => evaluation.RunAsync(folder, options, progress, cancel));
            if (call.GetValue(report) is { } file)
                await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(result, TrustJson.Indented) + "\n", cancel);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(result);
            else
                Print(shell.Terminal, result);
            return result.Metrics.All(Reaches) ? 0 : CommandFailures.WorkFailed;
        });
        return command;
    }

    public static Command Learn(Shell shell)
    {
        var name = new Argument<string?>("name") { Description = "What to teach. Leave it out to see the list.", Arity = ArgumentArity.ZeroOrOne };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Folder of the site's own signed work.", HelpName = "dir" };
        var learned = new Option<FileInfo?>("--out") { Description = "File to write; it belongs to the site.", HelpName = "file" };
        var json = SharedOptions.Json();
        var command = new Command("learn", "Fit what a capability can learn from signed work.\n\nExample: salus learn scribe --data notes/ --out our-style.json") { name, data, learned, json };
        command.SetAction(async (call, cancel) =>
        {
            var learners = shell.Services.GetServices<ILearner>().ToArray();
            if (call.GetValue(name) is not { } wanted)
                return await ListAsync(shell, call.GetValue(json), learners.Select(l => (l.Name, l.Description)));
            var learner = learners.FirstOrDefault(l => l.Name == wanted) ?? throw Unknown(wanted, learners.Select(l => l.Name));
            var folder = Existing(call.GetValue(data), "--data");
            var file = call.GetValue(learned) ?? throw new CallException("Say where to write what is learned: --out FILE.");
            await LongWork.RunAsync(shell, learner.Name, async progress =>
            {
                await learner.LearnAsync(folder, file, progress, cancel);
                return 0;
            });
            file.Refresh();
            if (call.GetValue(json))
                await shell.WriteJsonAsync(new { learner.Name, file = file.FullName, bytes = file.Length });
            else
                await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Wrote {file.FullName} ({file.Length:N0} bytes). Use it with --learned."));
            return 0;
        });
        return command;
    }

    private static bool Reaches(Metric metric) => !(metric.Value < metric.AtLeast) && !(metric.Value > metric.AtMost);

    private static void Print(IAnsiConsole terminal, EvaluationReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("metric").AddColumn(new TableColumn("value").RightAligned()).AddColumn("unit").AddColumn("bar");
        foreach (var metric in report.Metrics)
        {
            var bar = metric.AtLeast is { } least ? "≥ " + Number(least) : metric.AtMost is { } most ? "≤ " + Number(most) : "";
            table.AddRow(new Text(metric.Name), new Text(Number(metric.Value)), new Text(metric.Unit), new Text(bar + (bar.Length == 0 ? "" : Reaches(metric) ? " reached" : " missed")));
        }
        terminal.Write(table);
        foreach (var (metric, cases) in report.Failed.Where(f => f.Value.Count > 0))
        {
            terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric}: {cases.Count} failed"));
            foreach (var one in cases)
                terminal.WriteLine("  " + one);
        }
        foreach (var part in report.Absent)
            terminal.WriteLine($"{part}: absent, the folder does not hold its data");
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Name} {report.Version}: {report.Cases} cases in {report.Seconds:0.0} s, peak memory {report.PeakMemoryMiB:0} MiB"));
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) < 1 ? "0.####" : "0.##", CultureInfo.InvariantCulture);

    private static async Task<int> ListAsync(Shell shell, bool json, IEnumerable<(string Name, string Description)> all)
    {
        var known = all.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => new { e.Name, e.Description }).ToArray();
        if (json)
            await shell.WriteJsonAsync(known);
        else if (known.Length == 0)
            await shell.Out.WriteLineAsync("No capability here offers any.");
        foreach (var one in json ? [] : known)
            await shell.Out.WriteLineAsync($"{one.Name,-16} {one.Description}");
        return 0;
    }

    private static CallException Unknown(string wanted, IEnumerable<string> known) =>
        new($"There is no '{wanted}'. Known: {string.Join(", ", known.Order(StringComparer.Ordinal).DefaultIfEmpty("none"))}.");

    private static DirectoryInfo Existing(DirectoryInfo? folder, string option) => folder switch
    {
        null => throw new CallException($"Say which folder holds the data: {option} DIR."),
        { Exists: false } => throw new CallException($"There is no folder {folder.FullName}. Give the one that holds the data with {option} DIR."),
        _ => folder,
    };

    private static FileInfo? Existing(FileInfo? file) => file is { Exists: false } ? throw new CallException($"There is no file {file.FullName}.") : file;
}
