using System.CommandLine;
using System.Globalization;
using Salus.Trust;

namespace Salus.Workbench.Commands;

/// <summary><c>salus drafts inputs</c> and <c>replay</c>: what a draft was made of, and the proof that it was made of that.</summary>
internal static class ReplayCommands
{
    private const int Differs = 1;

    public static Command Inputs(Shell shell)
    {
        var (draft, by, json) = (DraftReference.Argument(), SharedOptions.As(), SharedOptions.Json());
        var command = new Command("inputs", "What the engine was given, proved by digests: sources, parameters, and the request to a model as it was sent.\n\nExample: salus drafts inputs latest") { draft, by, json };
        command.SetAction(async (call, cancel) =>
        {
            var person = await shell.PersonAsync(call.GetValue(by), Act.ReadDraft, cancel);
            var id = await DraftReference.ResolveAsync(shell.Get<Review>(), call.GetValue(draft)!, person, cancel);
            var inputs = await shell.Get<Replay>().InputsAsync(id, person, cancel);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(inputs);
            else
                await ShowAsync(shell, inputs, request: true);
            return inputs.AllAsTheyWere ? 0 : Differs;
        });
        return command;
    }

    public static Command Run(Shell shell)
    {
        var draft = DraftReference.Argument();
        var ask = new Option<bool>("--ask-again") { Description = "Send the kept request to the site's model again, instead of reading the kept answer. An outside model gets the concealed words it got before." };
        var learned = new Option<FileInfo?>("--learned") { Description = "The file from 'salus learn scribe' that the draft was written with; it is not kept with the draft.", HelpName = "file" };
        var (by, json) = (SharedOptions.As(), SharedOptions.Json());
        var command = new Command("replay", "Write a draft once more from exactly what it was made of, and compare: equal (exit code 0), or what differs (1). Changes nothing.\n\nExample: salus drafts replay latest\n\nExample: salus drafts replay 4f1a --ask-again") { draft, ask, learned, by, json };
        command.SetAction(async (call, cancel) =>
        {
            var person = await shell.PersonAsync(call.GetValue(by), Act.CreateDraft, cancel);
            var id = await DraftReference.ResolveAsync(shell.Get<Review>(), call.GetValue(draft)!, person, cancel);
            var report = await shell.Get<Replay>().RunAsync(id, new RewriteCall(call.GetValue(ask), call.GetValue(learned)), person, cancel);
            if (call.GetValue(json))
                await shell.WriteJsonAsync(report);
            else
                await ShowAsync(shell, report);
            return report.Equal ? 0 : Differs;
        });
        return command;
    }

    private static async Task ShowAsync(Shell shell, DraftInputs inputs, bool request)
    {
        await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Draft {inputs.Draft}, revision {inputs.Revision}, written by {inputs.Engine} {inputs.EngineVersion} at {inputs.WrittenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC from:"));
        foreach (var input in inputs.Inputs)
            await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {(input.AsItWas ? "as it was" : "CHANGED  ")}  sha256 {input.Digest.ToString()[..16]}  {input.Bytes,9} bytes  {input.Id}: {input.Title}"));
        foreach (var (name, value) in inputs.Parameters)
            await shell.Out.WriteLineAsync($"  {name}: {value}");
        if (request && inputs.Request is not null)
            await shell.Out.WriteLineAsync($"The request as it was sent:\n{inputs.Request}\nThe answer:\n{inputs.Answer}");
    }

    private static async Task ShowAsync(Shell shell, ReplayReport report)
    {
        await ShowAsync(shell, report.Inputs, request: false);
        foreach (var remark in report.Remarks)
            await shell.Out.WriteLineAsync("Note: " + remark);
        if (report.SameRequest is { } same)
            await shell.Out.WriteLineAsync(same ? "The request is the same, byte for byte." : "The request would be another one today.");
        foreach (var (kept, again) in report.Differences)
        {
            if (kept is not null)
                await shell.Out.WriteLineAsync($"- {kept.Section}: {kept.Text}");
            if (again is not null)
                await shell.Out.WriteLineAsync($"+ {again.Section}: {again.Text}{(kept?.Text == again.Text ? " (other evidence)" : "")}");
        }
        await shell.Out.WriteLineAsync(report.Equal
            ? $"Equal: the same inputs gave the same draft, byte for byte (sha256 {report.Kept.ToString()[..16]})."
            : $"Differs: kept sha256 {report.Kept.ToString()[..16]}, now {report.Again.ToString()[..16]}.");
    }
}
